"""A new model against the live one."""

from __future__ import annotations

import numpy as np
import pytest

from quorum.domain.bootstrap import score_differences, score_intervals
from quorum.domain.metrics import f1_per_class, macro_f1, micro_f1
from quorum.domain.promotion import GateRule, Verdict, judge

RULE = GateRule()


def answers(truth: np.ndarray, wrong: float | np.ndarray, seed: int) -> np.ndarray:
    return truth ^ (np.random.default_rng(seed).random(truth.shape) < wrong)


@pytest.fixture
def truth() -> np.ndarray:
    return np.random.default_rng(0).random((400, 6)) < 0.25


def decide(truth: np.ndarray, candidate: np.ndarray, live: np.ndarray | None):
    return judge(truth, candidate, live, rule=RULE, rng=np.random.default_rng(1))


def test_the_first_model_goes_live_and_a_clearly_better_one_after_it(truth: np.ndarray) -> None:
    worse, better = answers(truth, 0.2, 1), answers(truth, 0.05, 2)
    assert decide(truth, worse, None).verdict == Verdict.FIRST
    found = decide(truth, better, worse)
    assert (found.verdict, found.passes, found.falls) == (Verdict.BETTER, True, ())
    assert found.differences.macro_f1.low > 0.1


def test_a_worse_and_an_equal_model_stay_out(truth: np.ndarray) -> None:
    live = answers(truth, 0.1, 1)
    assert decide(truth, answers(truth, 0.15, 2), live).verdict == Verdict.NOT_BETTER
    assert decide(truth, live, live).verdict == Verdict.NOT_BETTER


def test_a_model_that_gains_on_the_whole_and_loses_a_class_is_named_for_it(truth: np.ndarray) -> None:
    live = answers(truth, 0.2, 1)
    candidate = answers(truth, np.array([0.02, 0.02, 0.02, 0.5, 0.02, 0.02]), 2)
    found = decide(truth, candidate, live)
    assert (found.verdict, found.passes) == (Verdict.CLASSES_FALL, False)
    assert [fall.class_index for fall in found.falls] == [3]
    assert found.falls[0].positives == truth[:, 3].sum()


def test_a_class_with_few_subjects_cannot_keep_a_model_out(truth: np.ndarray) -> None:
    truth[:, 3] = False
    truth[:5, 3] = True
    candidate = answers(truth, 0.02, 2)
    candidate[:, 3] = False
    live = answers(truth, 0.2, 1)
    live[:, 3] = truth[:, 3]
    assert decide(truth, candidate, live).falls == ()


def test_a_small_hold_out_promotes_nobody(truth: np.ndarray) -> None:
    few = truth[:29]
    assert decide(few, few, ~few).verdict == Verdict.HOLDOUT_SMALL


def test_differences_are_those_of_the_plain_scores_and_narrower_than_each_interval(truth: np.ndarray) -> None:
    one, two = answers(truth, 0.1, 1), answers(truth, 0.1, 1)
    two[:40] = ~truth[:40]
    found = score_differences(truth, one, two, rng=np.random.default_rng(0))
    assert found.macro_f1.mean == pytest.approx(macro_f1(truth, one) - macro_f1(truth, two))
    assert found.micro_f1.mean == pytest.approx(micro_f1(truth, one) - micro_f1(truth, two))
    assert [cell.mean for cell in found.f1] == pytest.approx(
        f1_per_class(truth, one) - f1_per_class(truth, two)
    )
    assert found.macro_f1.low < found.macro_f1.mean < found.macro_f1.high
    alone = [score_intervals(truth, who, rng=np.random.default_rng(0)) for who in (one, two)]
    widths = [side.high.macro_f1 - side.low.macro_f1 for side in alone]
    assert found.macro_f1.high - found.macro_f1.low < sum(widths)


def test_a_class_that_the_hold_out_never_shows_has_no_difference(truth: np.ndarray) -> None:
    truth[:, 2] = False
    found = score_differences(truth, truth, ~truth, rng=np.random.default_rng(0))
    assert found.f1[2] is None
    assert found.f1[0] is not None
