from __future__ import annotations

from dataclasses import replace
from math import exp, log

import numpy as np
import pytest

from quorum.domain.acquisition.disagreement import Bald, ModelAgainstCrowd, UnsettledBald
from tests.domain.waiting_subjects import CLASSES, entropy_of, plain_unsettled, scored, waiting


def test_bald_is_the_entropy_of_the_mean_less_the_mean_entropy() -> None:
    candidates = waiting(20)
    scores = scored(Bald(), candidates)
    draws = candidates.draws.astype(np.float64)
    for row in range(20):
        by_class = [
            entropy_of(draws[:, row, each].mean()) - np.mean([entropy_of(p) for p in draws[:, row, each]])
            for each in range(CLASSES)
        ]
        assert scores.values[row] == pytest.approx(sum(by_class))
        assert scores.class_index[row] == int(np.argmax(by_class))


def test_bald_of_settled_classes_counts_for_nothing() -> None:
    candidates = waiting(20)
    plain = [scored(Bald(), replace(candidates, draws=only(candidates.draws, each))) for each in range(CLASSES)]
    scores = scored(UnsettledBald(), candidates)
    for row in range(20):
        by_class = [plain[each].values[row] * plain_unsettled(candidates, row)[each] for each in range(CLASSES)]
        assert scores.values[row] == pytest.approx(sum(by_class))
        assert scores.class_index[row] == int(np.argmax(by_class))
    settled = replace(candidates, posterior=np.round(candidates.posterior))
    assert (scored(UnsettledBald(), settled).values == 0).all()


def only(draws: np.ndarray, kept: int) -> np.ndarray:
    certain = np.zeros_like(draws)
    certain[:, :, kept] = draws[:, :, kept]
    return certain


def test_members_that_agree_tell_nothing_however_unsure_they_are() -> None:
    candidates = replace(waiting(9), draws=np.full((7, 9, CLASSES), 0.1))
    scores = scored(Bald(), candidates)
    np.testing.assert_allclose(scores.values, 0.0, atol=1e-12)


def test_where_unsettled_the_crowd_s_divergence_from_the_model_counts_and_is_zero_without_votes() -> None:
    candidates = waiting(30)
    scores = scored(ModelAgainstCrowd(), candidates)
    inside = np.clip(candidates.posterior, 1 / (1 + exp(30)), 1 / (1 + exp(-30)))
    for row in range(30):
        pairs = zip(inside[row], candidates.predicted[row], plain_unsettled(candidates, row), strict=True)
        expected = sum(
            weight
            * (
                p * log(p / q)
                + (1 - p) * log((1 - p) / (1 - q))
                + q * log(q / p)
                + (1 - q) * log((1 - q) / (1 - p))
            )
            for p, q, weight in pairs
        )
        if candidates.n[row] == 0:
            assert scores.values[row] == 0
            assert scores.class_index[row] == -1
        else:
            assert scores.values[row] == pytest.approx(expected, rel=1e-3)
