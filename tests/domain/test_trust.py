from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quorum.domain.trust import (
    COVERAGE,
    Skill,
    TrustRule,
    Verdict,
    accuracy_of,
    chance_below,
    control_share,
    expected_information,
    judge,
    learn,
    mean_accuracy,
    skill_of,
)

RULE = TrustRule()
SCORES = st.lists(st.floats(0, 1), max_size=60)


def learn_all(scores: list[float], rule: TrustRule = RULE) -> Skill:
    skill = Skill()
    for score in scores:
        skill = learn(skill, score, rule)
    return skill


@given(SCORES, st.floats(1, 500))
def test_learning_one_by_one_equals_learning_at_once(scores: list[float], half_life: float) -> None:
    rule = TrustRule(half_life=half_life)
    one_by_one, at_once = learn_all(scores, rule), skill_of(scores, rule)
    assert one_by_one.right == pytest.approx(at_once.right, abs=1e-9)
    assert one_by_one.wrong == pytest.approx(at_once.wrong, abs=1e-9)


@given(SCORES, st.integers(0, 59), st.floats(0, 1))
def test_a_better_answer_never_makes_anybody_look_worse(scores: list[float], place: int, better: float) -> None:
    if not scores:
        return
    place %= len(scores)
    improved = list(scores)
    improved[place] = max(scores[place], better)
    before, after = learn_all(scores), learn_all(improved)
    assert mean_accuracy(after, RULE) >= mean_accuracy(before, RULE) - 1e-12
    assert chance_below(after, RULE.threshold, RULE) <= chance_below(before, RULE.threshold, RULE) + 1e-9


@given(SCORES)
def test_interval_holds_the_mean_and_shares_of_controls_stay_in_their_bounds(scores: list[float]) -> None:
    skill = learn_all(scores)
    accuracy = accuracy_of(skill, RULE)
    assert 0 <= accuracy.low <= accuracy.mean <= accuracy.high <= 1
    assert RULE.control_share_least <= control_share(skill, RULE) <= RULE.control_share_most


def test_evidence_halves_in_its_half_life() -> None:
    skill = Skill(10.0, 0.0)
    for _ in range(int(RULE.half_life)):
        skill = learn(skill, 0.0, RULE)
    assert skill.right == pytest.approx(5.0)


def test_interval_covers_the_truth_as_often_as_it_says() -> None:
    # Accuracies drawn from the prior itself: then coverage is exact, whatever the number of controls.
    rule = TrustRule(half_life=1e9)
    rng = np.random.default_rng(4)
    truths = rng.beta(0.7 * 4, 0.3 * 4, 3000)
    for controls in (3, 30):
        rights = rng.binomial(controls, truths)
        covered = 0
        for truth, right in zip(truths, rights, strict=True):
            accuracy = accuracy_of(Skill(float(right), float(controls - right)), rule)
            covered += accuracy.low <= truth <= accuracy.high
        assert covered / len(truths) == pytest.approx(COVERAGE, abs=0.02)


def test_controls_grow_rarer_as_a_good_volunteer_becomes_known() -> None:
    shares = [control_share(learn_all([1.0] * controls), RULE) for controls in range(40)]
    assert shares[0] == RULE.control_share_most
    assert all(later <= earlier for earlier, later in itertools.pairwise(shares))
    assert shares[-1] < 0.1


def test_a_volunteer_on_the_threshold_gets_more_controls_than_one_far_from_it() -> None:
    doubtful, good = learn_all([1.0, 0.0] * 15), learn_all([1.0] * 30)
    assert control_share(doubtful, RULE) > 2 * control_share(good, RULE)


def test_random_answers_return_a_volunteer_and_good_ones_bring_trust_back() -> None:
    poor = learn_all([0.1] * 8)
    assert judge(poor, trusted=True, controls=8, rule=RULE) is Verdict.RETURNS
    assert judge(poor, trusted=True, controls=RULE.minimum_controls - 1, rule=RULE) is Verdict.STAYS
    assert judge(poor, trusted=False, controls=8, rule=RULE) is Verdict.STAYS
    better = poor
    for _ in range(12):
        better = learn(better, 1.0, RULE)
    assert judge(better, trusted=False, controls=20, rule=RULE) is Verdict.RECOVERS


def test_no_skill_is_both_returned_and_recovered() -> None:
    for right in np.linspace(0, 30, 16):
        for wrong in np.linspace(0, 30, 16):
            skill = Skill(float(right), float(wrong))
            returned = judge(skill, trusted=True, controls=60, rule=RULE) is Verdict.RETURNS
            recovered = judge(skill, trusted=False, controls=60, rule=RULE) is Verdict.RECOVERS
            assert not (returned and recovered)


def test_few_good_volunteers_are_returned_by_chance() -> None:
    rng = np.random.default_rng(1)
    returned = 0
    for _ in range(300):
        skill = Skill()
        for control in range(1, 101):
            skill = learn(skill, float(rng.random() < 0.8), RULE)
            if judge(skill, trusted=True, controls=control, rule=RULE) is Verdict.RETURNS:
                returned += 1
                break
    assert returned / 300 < 0.03


def test_the_least_known_choice_tells_most() -> None:
    known, unknown = learn_all([1.0, 0.0] * 20), Skill()
    assert expected_information([unknown], RULE) > 3 * expected_information([known], RULE)
    assert expected_information([unknown, known], RULE) > expected_information([unknown], RULE)


def test_expected_information_agrees_with_the_integral() -> None:
    # Beta(2.8, 1.2), by the definition: entropy of the mean outcome less the mean entropy of the outcome.
    chance = np.random.default_rng(0).beta(2.8, 1.2, 400_000)
    mean = chance.mean()
    entropy = -(mean * np.log(mean) + (1 - mean) * np.log(1 - mean))
    expected = -(chance * np.log(chance) + (1 - chance) * np.log1p(-chance)).mean()
    assert expected_information([Skill()], RULE) == pytest.approx(entropy - expected, abs=2e-3)
