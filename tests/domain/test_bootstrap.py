from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest

from quorum.domain.bootstrap import score_intervals
from quorum.domain.metrics import score


def drawn(items: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    truth = rng.random((items, 3)) < [0.5, 0.3, 0.2]
    return truth, truth ^ (rng.random((items, 3)) < 0.15)


def test_the_score_lies_within_its_interval() -> None:
    truth, predicted = drawn(400, 0)
    intervals = score_intervals(truth, predicted, rng=np.random.default_rng(1))
    overall = astuple(score(truth, predicted).overall)
    assert (np.array(astuple(intervals.low)) <= overall).all()
    assert (overall <= np.array(astuple(intervals.high))).all()
    f1 = score(truth, predicted).f1
    assert ((intervals.f1_low <= f1) & (f1 <= intervals.f1_high)).all()


def test_the_interval_of_a_share_is_as_wide_as_theory_says() -> None:
    # Recall of one class that every item has is a mean of n Bernoulli draws.
    n, share = 2000, 0.7
    predicted = np.random.default_rng(2).random((n, 1)) < share
    truth = np.ones((n, 1), bool)
    intervals = score_intervals(truth, predicted, rng=np.random.default_rng(3), resamples=2000)
    width = intervals.high.macro_recall - intervals.low.macro_recall
    assert width == pytest.approx(2 * 1.96 * np.sqrt(share * (1 - share) / n), rel=0.1)


def test_a_perfect_answer_has_no_width() -> None:
    truth, _ = drawn(50, 0)
    intervals = score_intervals(truth, truth, rng=np.random.default_rng(1))
    assert (intervals.low.macro_f1, intervals.high.macro_f1) == (1.0, 1.0)
    assert (intervals.low.hamming_loss, intervals.high.hamming_loss) == (0.0, 0.0)


def test_more_items_make_the_interval_narrower_and_a_lower_level_too() -> None:
    def width(items: int, level: float = 0.95) -> float:
        intervals = score_intervals(*drawn(items, 0), rng=np.random.default_rng(1), level=level)
        return intervals.high.micro_f1 - intervals.low.micro_f1

    assert width(3000) < 0.5 * width(200)
    assert width(200, level=0.5) < 0.6 * width(200)


def test_about_the_named_share_of_intervals_holds_the_truth() -> None:
    # The truth is the score over many items; each trial sees 150 of them.
    truth, predicted = drawn(60_000, 5)
    expected = score(truth, predicted).overall.micro_f1
    covered = []
    for trial in range(200):
        rows = slice(150 * trial, 150 * (trial + 1))
        intervals = score_intervals(truth[rows], predicted[rows], rng=np.random.default_rng(trial), level=0.8)
        covered.append(intervals.low.micro_f1 <= expected <= intervals.high.micro_f1)
    assert np.mean(covered) == pytest.approx(0.8, abs=0.09)


def test_the_same_seed_gives_the_same_interval() -> None:
    truth, predicted = drawn(80, 0)
    first, second = (score_intervals(truth, predicted, rng=np.random.default_rng(4)) for _ in range(2))
    assert first.low == second.low


def test_what_has_no_score_has_no_interval() -> None:
    with pytest.raises(ValueError, match="undefined"):
        score_intervals(np.zeros((3, 2), bool), np.ones((3, 2), bool), rng=np.random.default_rng(0))
