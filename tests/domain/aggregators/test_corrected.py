from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quorum.domain.aggregators.corrected import CorrectedAggregator
from quorum.domain.aggregators.hypergeometric import HypergeometricAggregator
from quorum.domain.aggregators.interface import Question, Reference, ReferenceInvalid, ReferenceMissing, Scale
from quorum.domain.errors import RuleDegenerate
from quorum.domain.hypergeometric import p_values
from quorum.domain.metrics import macro_f1
from quorum.domain.votes import Votes, tally
from tests.domain.drawn_votes import drawn_labels, drawn_votes, votes_of

SHARES = [0.5, 0.3, 0.1, 0.05, 0.05, 0.02]
QUESTION = Question(classes=6, maximum_choices=3)
METHOD = CorrectedAggregator(QUESTION)


def world(subjects: int, n: int, seed: int = 0) -> tuple[np.ndarray, Votes, Reference]:
    """Return labels, votes that name the first class nearly always, and the labels' frequencies."""
    rng = np.random.default_rng(seed)
    labels = drawn_labels(subjects=subjects, shares=SHARES, rng=rng)
    votes = drawn_votes(labels, n=n, rng=rng, right=0.8, wrong=0.1)
    votes.chosen[:, 0] |= (rng.random(len(votes)) < 0.75).astype(np.uint64)
    reference = Reference(np.zeros(subjects, bool), np.zeros_like(labels), labels.mean(axis=0))
    return labels, votes, reference


def test_each_class_is_accepted_as_often_as_the_experts_saw_it_but_for_ties_at_its_cutoff() -> None:
    labels, votes, reference = world(300, 40)
    decisions = METHOD.fit(votes, reference).decide(votes)
    tied = p_values(tally(votes), QUESTION) == decisions.cutoffs
    accepted, expected = decisions.accepted.sum(axis=0), labels.sum(axis=0)
    assert (accepted <= expected).all()
    assert (expected <= accepted + tied.sum(axis=0)).all()


def test_the_correction_mends_a_class_that_everyone_names() -> None:
    labels, votes, reference = world(300, 40)
    raw = HypergeometricAggregator(QUESTION).decide(votes).accepted
    corrected = METHOD.fit(votes, reference).decide(votes).accepted
    assert raw[:, 0].mean() > 0.9
    assert macro_f1(labels, corrected) > macro_f1(labels, raw) + 0.03


def test_novel_classes_get_the_permissive_cutoff() -> None:
    _, votes, reference = world(50, 20)
    frequencies = np.array([*reference.frequencies[:-1], np.nan])
    fitted = METHOD.fit(votes, Reference(reference.known, reference.labels, frequencies))
    assert fitted.decide(votes).cutoffs[-1] == 0.01
    raw = HypergeometricAggregator(QUESTION).decide(votes).accepted
    np.testing.assert_array_equal(fitted.decide(votes).accepted[:, -1], raw[:, -1])
    assert fitted.decide(votes).scale is Scale.P


def test_the_score_is_the_uncorrected_share_of_votes() -> None:
    _, votes, reference = world(20, 10)
    shares = HypergeometricAggregator(QUESTION).predict_proba(votes)
    np.testing.assert_array_equal(METHOD.fit(votes, reference).predict_proba(votes), shares)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**6))
def test_permuting_subjects_permutes_the_decisions(seed: int) -> None:
    _, votes, reference = world(25, 15, seed)
    order = np.random.default_rng(seed).permutation(25)
    place = np.argsort(order)
    rows = np.argsort(place[votes.subject], kind="stable")
    moved = Votes(
        place[votes.subject][rows].astype(np.int32), votes.volunteer[rows], votes.chosen[rows], 25, 15, 6
    )
    accepted = METHOD.fit(votes, reference).decide(votes).accepted
    accepted_moved = METHOD.fit(moved, reference).decide(moved).accepted
    np.testing.assert_array_equal(accepted_moved, accepted[order])


def test_an_exclusive_question_takes_the_class_furthest_below_its_cutoff() -> None:
    # Class 0 is named far too often: a mere half of the votes tells of class 1 instead.
    rows = [(subject, who, [0]) for subject in range(3) for who in range(10)]
    rows += [(3, who, [who % 2]) for who in range(10)]
    votes = votes_of([*rows], classes=2)
    reference = Reference(np.zeros(4, bool), np.zeros((4, 2), bool), np.array([0.75, 0.25]))
    decisions = CorrectedAggregator(Question(2, 1)).fit(votes, reference).decide(votes)
    assert decisions.accepted.astype(int).tolist() == [[1, 0], [1, 0], [1, 0], [0, 1]]
    assert np.isnan(decisions.cutoffs).all()


def test_expert_labels_are_needed_and_must_fit() -> None:
    _, votes, reference = world(20, 10)
    with pytest.raises(ReferenceMissing):
        METHOD.fit(votes)
    with pytest.raises(ReferenceInvalid):
        METHOD.fit(votes, Reference(reference.known, reference.labels[:, :5], reference.frequencies[:5]))


def test_a_question_that_no_vote_can_answer_is_refused() -> None:
    with pytest.raises(RuleDegenerate):
        CorrectedAggregator(Question(2, 2))
