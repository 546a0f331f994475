from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quorum.domain.binary import BinaryRule, evaluate_binary, p_no, yes_needed
from quorum.domain.consensus import ConsensusRule, ConsensusState, Decision, evaluate
from quorum.domain.errors import RuleDegenerate, RuleInvalid

RULE = ConsensusRule(classes=29, maximum_choices=5)


def decide(votes: dict[int, int], n: int, rule: ConsensusRule = RULE) -> Decision:
    counts = [votes.get(index, 0) for index in range(rule.classes)]
    return evaluate(counts, n, rule, rule.table)


def test_six_votes_of_twelve_reach_consensus() -> None:
    decision = decide({3: 6, 7: 12}, 12)
    assert decision.state is ConsensusState.REACHED
    assert decision.accepted == (3, 7)
    assert len(decision.p_values) == 29


def test_five_votes_of_twelve_keep_the_subject_open() -> None:
    assert decide({3: 12}, 12).state is ConsensusState.REACHED
    assert decide({3: 12, 7: 5}, 12).state is ConsensusState.OPEN
    assert decide({3: 12, 7: 4}, 12).state is ConsensusState.REACHED


def test_six_votes_of_thirteen_are_grey_again() -> None:
    assert decide({3: 6}, 13).state is ConsensusState.OPEN


def test_nothing_is_tested_below_the_minimum_of_votes() -> None:
    assert decide({3: 11}, 11) == Decision(ConsensusState.OPEN)


def test_no_class_below_the_threshold_is_no_consensus() -> None:
    assert decide({}, 12).state is ConsensusState.OPEN


def test_the_maximum_of_votes_ends_in_dispute_without_accepted_classes() -> None:
    decision = decide({3: 40, 7: 11}, 40)
    assert decision.state is ConsensusState.DISPUTED
    assert decision.accepted == ()
    assert len(decision.p_values) == 29


def test_consensus_at_the_maximum_of_votes_is_reached() -> None:
    assert decide({3: 40}, 40).state is ConsensusState.REACHED


def test_a_class_at_the_open_threshold_does_not_hold_the_subject_back() -> None:
    p_of_five = RULE.table.row(12)[5]
    rule = ConsensusRule(classes=29, maximum_choices=5, p_open=p_of_five)
    assert decide({3: 12, 7: 5}, 12, rule).state is ConsensusState.REACHED


@pytest.mark.parametrize(("classes", "maximum_choices"), [(4, 4), (2, 2), (3, 5), (1, 1)])
def test_a_rule_that_no_vote_can_satisfy_is_refused(classes: int, maximum_choices: int) -> None:
    with pytest.raises(RuleDegenerate) as caught:
        ConsensusRule(classes=classes, maximum_choices=maximum_choices)
    assert caught.value.code == "rule_degenerate"


def test_eleven_classes_and_five_choices_need_ten_of_twelve() -> None:
    rule = ConsensusRule(classes=11, maximum_choices=5)
    assert decide({0: 9}, 12, rule).state is ConsensusState.OPEN
    assert decide({0: 10}, 12, rule).state is ConsensusState.REACHED


@pytest.mark.parametrize(
    "numbers",
    [
        {"classes": 0},
        {"maximum_choices": 0},
        {"minimum_votes": 0},
        {"minimum_votes": 41},
        {"p_reached": 0.0},
        {"p_reached": 0.2},
        {"p_open": 1.5},
    ],
)
def test_numbers_out_of_range_are_refused(numbers: dict[str, float]) -> None:
    with pytest.raises(RuleInvalid):
        ConsensusRule(**({"classes": 29, "maximum_choices": 5} | numbers))


@given(st.lists(st.integers(0, 40), min_size=29, max_size=29), st.integers(12, 40))
def test_an_accepted_class_always_has_more_votes_than_a_refused_one(counts: list[int], n: int) -> None:
    counts = [min(count, n) for count in counts]
    decision = evaluate(counts, n, RULE, RULE.table)
    refused = [count for index, count in enumerate(counts) if index not in decision.accepted]
    for index in decision.accepted:
        assert counts[index] > max(refused, default=-1)


def test_the_posterior_of_no_matches_hand_worked_values() -> None:
    # Beta(1, 1) at one half; one yes of one: integral of 2x from 0 to 1/2.
    assert p_no(0, 0) == pytest.approx(1 / 2)
    assert p_no(1, 1) == pytest.approx(1 / 4)
    assert p_no(12, 12) == pytest.approx(2**-13)


def test_yes_and_no_are_reached_alike() -> None:
    rule = BinaryRule()
    assert evaluate_binary(12, 12, rule).accepted == (0,)
    no = evaluate_binary(0, 12, rule)
    assert (no.state, no.accepted) == (ConsensusState.REACHED, ())
    assert evaluate_binary(6, 12, rule).state is ConsensusState.OPEN
    assert evaluate_binary(11, 11, rule) == Decision(ConsensusState.OPEN)
    assert evaluate_binary(20, 40, rule).state is ConsensusState.DISPUTED


def test_a_yes_no_rule_with_too_few_votes_is_refused() -> None:
    with pytest.raises(RuleDegenerate):
        BinaryRule(minimum_votes=5)
    with pytest.raises(RuleInvalid):
        BinaryRule(maximum_votes=3)


def test_what_a_yes_or_no_rule_needs_is_what_it_decides() -> None:
    rule = BinaryRule(minimum_votes=7, maximum_votes=20)
    for needed in yes_needed(rule):
        for yes in range(needed.n + 1):
            decision = evaluate_binary(yes, needed.n, rule)
            assert needed.grey is not None
            assert needed.reached is not None
            assert (decision.accepted == (0,)) == (yes >= needed.reached)
            is_no = decision.state is ConsensusState.REACHED and not decision.accepted
            assert is_no == (yes < needed.grey)
