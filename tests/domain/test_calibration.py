from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from quorum.domain.calibration import Calibration, calibrate, log_odds_of, reliability


def drawn(slope: float, intercept: float, size: int = 20000) -> tuple[np.ndarray, np.ndarray]:
    """Return log-odds that say too much, and the truth that they should have told of."""
    rng = np.random.default_rng(0)
    raw = rng.normal(0.0, 3.0, size)
    return raw, rng.random(size) < expit(slope * raw + intercept)


@pytest.mark.parametrize(("slope", "intercept"), [(0.3, -1.0), (1.0, 0.0), (2.0, 0.5)])
def test_slope_and_intercept_are_found_again(slope: float, intercept: float) -> None:
    found = calibrate(*drawn(slope, intercept))
    assert found.slope == pytest.approx(slope, rel=0.05)
    assert found.intercept == pytest.approx(intercept, abs=0.06)


def test_calibrating_makes_overconfident_odds_reliable() -> None:
    raw, truth = drawn(0.3, -1.0)
    after = expit(calibrate(raw, truth).log_odds(raw))
    assert reliability(expit(raw), truth).expected_error > 0.1
    assert reliability(after, truth).expected_error < 0.02


def test_nothing_changes_where_nothing_can_be_learned() -> None:
    assert calibrate(np.array([1.0, 2.0]), np.array([True, True])) == Calibration()
    assert calibrate(np.array([1.0, 2.0]), np.array([False, False])) == Calibration()


def test_an_order_that_is_upside_down_is_left_alone() -> None:
    raw, truth = drawn(1.0, 0.0, size=500)
    assert calibrate(-raw, truth) == Calibration()


def test_few_subjects_change_little() -> None:
    raw, truth = drawn(0.2, 0.0, size=4)
    assert abs(calibrate(raw, truth).slope - 1.0) < abs(calibrate(*drawn(0.2, 0.0)).slope - 1.0)


def test_reliability_worked_by_hand() -> None:
    # Bins of width one half: 0.1 and 0.3 (one of two true), 0.9 (true) and 1.0 (not true).
    table = reliability(np.array([0.1, 0.3, 0.9, 1.0]), np.array([False, True, True, False]), bins=2)
    np.testing.assert_allclose(table.predicted, [0.2, 0.95])
    np.testing.assert_allclose(table.observed, [0.5, 0.5])
    assert table.count.tolist() == [2, 2]
    assert table.expected_error == pytest.approx((0.3 * 2 + 0.45 * 2) / 4)
    assert table.brier == pytest.approx((0.01 + 0.49 + 0.01 + 1.0) / 4)


def test_the_reliability_of_honest_probabilities_lies_on_the_diagonal() -> None:
    rng = np.random.default_rng(0)
    probabilities = rng.random((20_000, 3))
    table = reliability(probabilities, rng.random(probabilities.shape) < probabilities)
    assert table.count.sum() == probabilities.size
    assert table.expected_error < 0.01
    assert (table.low <= table.observed).all()
    assert (table.observed <= table.high).all()


def test_the_interval_of_a_bin_is_wilson_s() -> None:
    # Newcombe 1998, Statistics in Medicine 17:857, table I.
    table = reliability(np.full(29, 0.05), np.arange(29) == 0)
    assert (table.low[0], table.high[0]) == pytest.approx((0.0061, 0.1718), abs=5e-5)


def test_empty_bins_of_the_reliability_are_unknown() -> None:
    table = reliability(np.array([[0.05, 1.0]]), np.array([[False, True]]))
    assert table.count.tolist() == [1, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert all(np.isnan(values[1:9]).all() for values in (table.observed, table.low, table.high))
    assert table.brier == pytest.approx(0.05**2 / 2)


def test_the_reliability_of_nothing_is_unknown() -> None:
    table = reliability(np.zeros((0, 3)), np.zeros((0, 3), bool))
    assert np.isnan([table.expected_error, table.brier]).all()


def test_certainty_has_finite_log_odds() -> None:
    assert np.isfinite(log_odds_of(np.array([0.0, 1.0]))).all()
