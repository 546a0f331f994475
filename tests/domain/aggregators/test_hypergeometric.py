from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quorum.domain.aggregators.hypergeometric import HypergeometricAggregator
from quorum.domain.aggregators.interface import Question, Scale
from quorum.domain.consensus import ConsensusRule
from quorum.domain.errors import RuleDegenerate
from quorum.domain.hypergeometric import Variant
from quorum.domain.votes import VotesInvalid, votes_from_masks
from tests.domain.drawn_votes import drawn_labels, drawn_votes, votes_of

QUESTION = Question(classes=29, maximum_choices=5)
METHOD = HypergeometricAggregator(QUESTION)


def test_six_of_twelve_votes_are_accepted_and_five_are_not() -> None:
    rows = [(0, who, [3] * (who < 6) + [7] * (who < 5)) for who in range(12)]
    decisions = METHOD.fit(votes_of(rows, classes=29)).decide(votes_of(rows, classes=29))
    assert np.flatnonzero(decisions.accepted[0]).tolist() == [3]
    assert decisions.scale is Scale.P
    assert decisions.cutoffs.tolist() == [0.01] * 29


def test_the_score_is_the_share_of_volunteers() -> None:
    votes = votes_of([(0, 0, [1]), (0, 1, [1, 2]), (0, 2, [])], classes=29)
    assert METHOD.fit(votes).predict_proba(votes)[0, :4].tolist() == [0, 2 / 3, 1 / 3, 0]


@settings(deadline=None)
@given(st.integers(0, 10**6))
def test_the_order_of_the_votes_does_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    labels = drawn_labels(subjects=6, shares=[0.2] * 29, rng=rng)
    votes = drawn_votes(labels, n=15, rng=rng)
    order = rng.permutation(len(votes))
    mixed = votes_from_masks(
        subject=votes.subject[order],
        volunteer=votes.volunteer[order],
        chosen=votes.chosen[order],
        subjects=6,
        volunteers=15,
        classes=29,
    )
    np.testing.assert_array_equal(METHOD.decide(mixed).accepted, METHOD.decide(votes).accepted)


def test_a_pooled_decision_is_the_rule_without_its_grey_zone() -> None:
    rng = np.random.default_rng(0)
    votes = drawn_votes(drawn_labels(subjects=30, shares=[0.1] * 29, rng=rng), n=14, rng=rng)
    row = np.array(ConsensusRule(classes=29, maximum_choices=5).table.row(14))
    counts = (METHOD.predict_proba(votes) * 14).round().astype(int)
    np.testing.assert_array_equal(METHOD.decide(votes).accepted, row[counts] < 0.01)


def test_the_variant_and_the_threshold_can_be_set() -> None:
    rows = [(0, who, [3] if who < 5 else []) for who in range(12)]
    votes = votes_of(rows, classes=29)
    assert not METHOD.decide(votes).accepted.any()
    assert HypergeometricAggregator(QUESTION, variant=Variant.VOTES_CAST).decide(votes).accepted[0, 3]
    assert HypergeometricAggregator(QUESTION, p_accepted=0.1).decide(votes).accepted[0, 3]


def test_an_exclusive_question_takes_the_class_with_most_votes() -> None:
    votes = votes_of([(0, 0, [1]), (0, 1, [1]), (0, 2, [0]), (1, 0, [2])], classes=3, subjects=3)
    decisions = HypergeometricAggregator(Question(3, 1)).decide(votes)
    assert [np.flatnonzero(row).tolist() for row in decisions.accepted] == [[1], [2], []]
    assert np.isnan(decisions.cutoffs).all()


def test_votes_over_other_classes_are_refused() -> None:
    with pytest.raises(VotesInvalid):
        METHOD.decide(votes_of([(0, 0, [1])], classes=3))


def test_a_question_that_no_vote_can_answer_is_refused() -> None:
    with pytest.raises(RuleDegenerate):
        HypergeometricAggregator(Question(4, 4))
    assert HypergeometricAggregator(Question(4, 4), variant=Variant.VOTES_CAST).p_accepted == 0.01
