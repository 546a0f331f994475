from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit

from quorum.domain.logistic import corrected, fit_correction


def drawn(rows: int = 400) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    features, start = rng.normal(size=(rows, 3)), rng.normal(0.0, 4.0, rows)
    return features, start, (rng.random(rows) < expit(0.5 * start + features @ [1.0, -2.0, 0.0])).astype(float)


@pytest.mark.parametrize("penalty", [0.1, 20.0])
def test_the_weights_are_those_of_a_general_optimiser(penalty: float) -> None:
    features, start, truth = drawn()
    design = np.hstack([features, np.ones((len(features), 1))])
    penalties = np.array([penalty] * 3 + [1e-3])

    def loss(weights: np.ndarray) -> float:
        log_odds = start + design @ weights
        return float((np.logaddexp(0, log_odds) - truth * log_odds).sum() + penalties @ weights**2 / 2)

    expected = minimize(loss, np.zeros(4), method="BFGS", options={"gtol": 1e-6}).x
    np.testing.assert_allclose(fit_correction(features, truth, start, penalty), expected, atol=2e-3)


def test_a_start_far_off_does_not_run_away() -> None:
    features, _, truth = drawn()
    start = np.where(truth > 0, -12.0, 12.0)
    weights = fit_correction(features, truth, start, 1.0)
    assert np.isfinite(weights).all()
    assert np.abs(weights).max() < 50


def test_a_heavy_penalty_leaves_the_start() -> None:
    features, start, truth = drawn()
    weights = fit_correction(features, truth, start, 1e9)
    np.testing.assert_allclose(weights[:-1], 0.0, atol=1e-4)
    np.testing.assert_allclose(corrected(features, start, np.zeros(4)), start)
