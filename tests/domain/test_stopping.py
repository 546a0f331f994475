from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit

from quorum.domain.errors import RuleInvalid
from quorum.domain.stopping import StoppingRule, VotePower, enough, rates_worth, removable_errors

CLASSES = 5
HIT, SLIP = np.full(CLASSES, 0.6), np.full(CLASSES, 0.05)
POWER = VotePower.of_rates(hit=HIT, slip=SLIP, limit=12.0)
CUTOFFS = np.full(CLASSES, 0.5)
RULE = StoppingRule(CUTOFFS, POWER, tolerated=0.02)

posteriors = st.lists(st.floats(0.0, 1.0), min_size=CLASSES, max_size=CLASSES).map(lambda row: np.array([row]))


def test_a_subject_that_the_model_is_sure_of_needs_no_vote_at_all() -> None:
    sure = np.array([[0.9999, 0.0001, 0.0001, 0.0001, 0.0001]])
    verdict = enough(sure, np.array([0]), RULE)
    assert verdict.enough[0]
    assert not verdict.open_classes.any()


def test_the_rule_keeps_its_own_minimum_of_votes() -> None:
    sure = np.full((1, CLASSES), 1e-6)
    careful = StoppingRule(CUTOFFS, POWER, minimum_votes=3)
    assert [bool(enough(sure, np.array([n]), careful).enough[0]) for n in (2, 3)] == [False, True]


def test_below_the_minimum_there_is_a_question_to_ask() -> None:
    verdict = enough(np.full((1, CLASSES), 1e-6), np.array([0]), StoppingRule(CUTOFFS, POWER, minimum_votes=1))
    assert verdict.open_classes.sum() == 1


def test_nothing_is_asked_beyond_the_most_votes() -> None:
    verdict = enough(np.full((1, CLASSES), 0.5), np.array([40]), RULE)
    assert verdict.enough[0]
    assert not verdict.open_classes.any()


def test_the_question_in_doubt_is_the_one_left_open() -> None:
    in_doubt = np.array([[0.999, 0.3, 0.0005, 0.0005, 0.0005]])
    verdict = enough(in_doubt, np.array([4]), RULE)
    assert not verdict.enough[0]
    assert verdict.open_classes[0].tolist() == [False, True, False, False, False]


def test_doubt_that_no_vote_would_lift_is_not_asked_about() -> None:
    blind = VotePower.of_rates(hit=np.full(CLASSES, 0.1001), slip=np.full(CLASSES, 0.1), limit=12.0)
    verdict = enough(np.full((1, CLASSES), 0.3), np.array([0]), StoppingRule(CUTOFFS, blind))
    assert verdict.enough[0]


@settings(max_examples=80, deadline=None)
@given(posterior=posteriors, n=st.integers(0, 39))
def test_what_is_not_open_is_tolerated_together(posterior: np.ndarray, n: int) -> None:
    verdict = enough(posterior, np.array([n]), RULE)
    rest = np.where(verdict.open_classes, 0.0, verdict.removable).sum()
    assert rest <= RULE.tolerated + 1e-12
    assert bool(verdict.enough[0]) == (not verdict.open_classes.any())


@settings(max_examples=80, deadline=None)
@given(posterior=posteriors, n=st.integers(0, 39))
def test_no_more_errors_can_go_than_are_expected(posterior: np.ndarray, n: int) -> None:
    removable = removable_errors(posterior, np.array([n]), RULE)
    assert (removable >= 0).all()
    assert (removable <= np.minimum(posterior, 1 - posterior) + 1e-12).all()


@settings(max_examples=40, deadline=None)
@given(posterior=posteriors, order=st.permutations(range(CLASSES)))
def test_the_order_of_classes_does_not_matter(posterior: np.ndarray, order: list[int]) -> None:
    plain = enough(posterior, np.array([2]), RULE)
    turned = enough(posterior[:, order], np.array([2]), RULE)
    np.testing.assert_allclose(turned.removable[0], plain.removable[0, order])
    assert turned.enough[0] == plain.enough[0]


def test_a_higher_tolerance_never_asks_for_more() -> None:
    posterior = np.random.default_rng(1).beta(0.3, 1.5, (500, CLASSES))
    n = np.random.default_rng(2).integers(0, 12, 500)
    asked = [
        (~enough(posterior, n, StoppingRule(CUTOFFS, POWER, tolerated=share)).enough).sum()
        for share in (0.0, 0.01, 0.05, 0.2)
    ]
    assert asked == sorted(asked, reverse=True)


def test_what_votes_remove_in_simulation_is_what_was_expected() -> None:
    rng = np.random.default_rng(4)
    p, votes, subjects = 0.2, 6, 40_000
    truth = rng.random(subjects) < p
    named = rng.binomial(votes, np.where(truth, HIT[0], SLIP[0]))
    ratios = np.log(HIT[0] / SLIP[0]), np.log((1 - HIT[0]) / (1 - SLIP[0]))
    after = expit(logit(p) + named * ratios[0] + (votes - named) * ratios[1])
    removed = p - np.mean((after > 0.5) != truth)
    rule = StoppingRule(CUTOFFS, POWER, horizon=votes)
    expected = removable_errors(np.full((1, CLASSES), p), np.array([0]), rule)[0, 0]
    assert expected == pytest.approx(removed, abs=0.03)


@given(hit=st.floats(0.2, 0.95), share=st.floats(0.01, 0.9), weight=st.floats(0.05, 1.5))
def test_rates_worth_less_have_ratios_scaled_by_the_weight(hit: float, share: float, weight: float) -> None:
    slip = hit * share
    near, far = rates_worth(np.array([hit]), np.array([slip]), np.array([weight]))
    assert 0 < far[0] < near[0] < 1
    assert np.log(near / far)[0] == pytest.approx(weight * np.log(hit / slip))
    assert np.log((1 - near) / (1 - far))[0] == pytest.approx(weight * np.log((1 - hit) / (1 - slip)))


@pytest.mark.parametrize(
    "wrong",
    [{"minimum_votes": -1}, {"minimum_votes": 50}, {"horizon": 0}, {"tolerated": -0.1}],
)
def test_numbers_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(RuleInvalid):
        StoppingRule(CUTOFFS, POWER, **wrong)


def test_cutoffs_that_do_not_fit_are_refused() -> None:
    with pytest.raises(RuleInvalid):
        StoppingRule(np.array([0.5]), POWER)
