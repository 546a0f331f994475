"""Blind subjects beside those that a model may choose: figures, intervals, and what chance does."""

from __future__ import annotations

import numpy as np
import pytest

from quorum.domain.influence import (
    Arm,
    ArmsDiffer,
    ClassFacts,
    Labelled,
    Named,
    compare_arms,
    named_from,
)

NOBODY = named_from([])


def arm(*classes: ClassFacts, decided: int = 100, votes: int = 12) -> Arm:
    return Arm(decided, np.bincount([votes] * decided), classes)


def named(subjects: int, votes: int = 9, n: int = 12) -> Named:
    return named_from([(votes, n, subjects)] if subjects else [])


def facts(subjects: int, labelled: Labelled | None = None, **votes: int) -> ClassFacts:
    return ClassFacts(named(subjects, **votes), labelled)


def test_a_share_has_the_interval_that_wilson_gave_and_a_difference_newcombe_s() -> None:
    # The first example of Newcombe 1998: 56 of 70 against 48 of 80, with interval .0524 to .3339.
    found = (
        compare_arms(arm(facts(48), decided=80), arm(facts(56), decided=70), rng=np.random.default_rng(1))
        .classes[0]
        .rate
    )
    assert (found.chosen.value, found.blind.value) == (0.8, 0.6)
    assert (found.difference.low, found.difference.high) == pytest.approx((0.0524, 0.3339), abs=1e-4)
    assert (found.blind.low, found.blind.high) == pytest.approx((0.4904, 0.7004), abs=1e-4)
    assert found.beyond_chance


def test_with_many_classes_one_must_stand_out_further() -> None:
    one, other = facts(48), facts(56)
    rng = np.random.default_rng(1)
    alone = compare_arms(arm(one, decided=80), arm(other, decided=70), rng=rng).classes[0]
    among = compare_arms(arm(*[one] * 30, decided=80), arm(*[other] * 30, decided=70), rng=rng).classes[0]
    assert (alone.rate.beyond_chance, among.rate.beyond_chance) == (True, False)
    assert alone.rate.difference == among.rate.difference


def test_agreement_and_votes_are_of_the_subjects_that_the_consensus_names() -> None:
    blind = ClassFacts(named_from([(9, 12, 30), (6, 12, 10)]), None)
    chosen = ClassFacts(named_from([(12, 12, 20), (15, 20, 20)]), None)
    found = compare_arms(arm(blind), arm(chosen), rng=np.random.default_rng(1)).classes[0]
    assert found.agreement.blind.value == pytest.approx((9 * 30 + 6 * 10) / (12 * 40))
    assert found.agreement.chosen.value == pytest.approx((12 * 20 + 15 * 20) / (12 * 20 + 20 * 20))
    assert found.votes.difference.value == pytest.approx(16 - 12)
    assert found.votes.difference.low > 0
    assert found.votes.beyond_chance
    assert found.agreement.blind.low < found.agreement.blind.value < found.agreement.blind.high


def test_f1_is_told_where_experts_have_labelled_enough_in_both_groups() -> None:
    known = Labelled(hits=40, extra=10, missed=10, neither=200)
    found = compare_arms(
        arm(facts(50, known), facts(50, None), facts(50, known)),
        arm(facts(50, known), facts(50, known), facts(50, Labelled(1, 1, 1, 300))),
        rng=np.random.default_rng(1),
    )
    both, none, few = (one.f1 for one in found.classes)
    assert both.blind.value == pytest.approx(0.8)
    assert both.difference.low < 0 < both.difference.high
    assert not both.beyond_chance
    assert (none.blind, none.difference) == (None, None)
    assert (few.blind is None, few.chosen, few.difference) == (False, None, None)


def test_equal_groups_differ_beyond_chance_in_about_one_of_twenty_reports() -> None:
    rng = np.random.default_rng(7)
    rates = rng.uniform(0.05, 0.5, 10)
    alarms = 0
    for _ in range(60):
        arms = [arm(*(facts(int(rng.binomial(400, rate))) for rate in rates), decided=400) for _ in range(2)]
        alarms += any(one.rate.beyond_chance for one in compare_arms(*arms, rng=rng).classes)
    assert alarms <= 8


def test_groups_without_subjects_have_no_figures_and_classes_must_match() -> None:
    empty = Arm(0, np.zeros(1, np.int64), (ClassFacts(NOBODY, None),))
    found = compare_arms(empty, arm(facts(50)), rng=np.random.default_rng(1))
    assert (found.votes.blind, found.votes.difference, found.classes[0].rate.blind) == (None, None, None)
    assert found.classes[0].rate.chosen is not None
    with pytest.raises(ArmsDiffer):
        compare_arms(empty, arm(), rng=np.random.default_rng(1))
