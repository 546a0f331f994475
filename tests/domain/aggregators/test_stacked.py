from __future__ import annotations

import numpy as np
import pytest

from quorum.domain.aggregators.interface import Question, RatesVolunteers, Reference, ReferenceMissing
from quorum.domain.aggregators.skill import SkillAggregator
from quorum.domain.aggregators.stacked import StackedAggregator
from quorum.domain.calibration import reliability
from quorum.domain.metrics import f1_per_class
from quorum.domain.votes import votes_from_masks
from tests.domain.aggregators.skilled_crowd import CLASSES, Crowd, skilled_crowd

QUESTION = Question(CLASSES, 4)
METHOD = StackedAggregator(QUESTION)


@pytest.fixture(scope="module")
def crowd() -> Crowd:
    return skilled_crowd(subjects=3000)


def gain_over_skill(crowd: Crowd, reference: Reference) -> np.ndarray:
    """Return how much higher the F1 of each class is, (classes,), than that of skill alone."""
    judged = ~reference.known
    f1 = [
        f1_per_class(
            crowd.labels[judged], method.fit(crowd.votes, reference).decide(crowd.votes).accepted[judged]
        )
        for method in (METHOD, SkillAggregator(QUESTION))
    ]
    return f1[0] - f1[1]


def test_reading_all_classes_mends_the_class_that_another_is_taken_for() -> None:
    mistaken = skilled_crowd(subjects=3000, confusion=3.2)
    gain = gain_over_skill(mistaken, mistaken.reference(0.3))
    assert gain[1] > 0.02
    assert gain.argmax() == 1


def test_with_few_expert_labels_it_does_no_worse_than_skill(crowd: Crowd) -> None:
    assert gain_over_skill(crowd, crowd.reference(0.02)).mean() > -0.01


def test_posteriors_are_calibrated(crowd: Crowd) -> None:
    reference = crowd.reference(0.3)
    posterior = METHOD.fit(crowd.votes, reference).predict_proba(crowd.votes)
    judged = ~reference.known
    assert reliability(posterior[judged], crowd.labels[judged]).expected_error < 0.02


def test_single_labels_do_not_move_their_own_subject_alone(crowd: Crowd) -> None:
    reference = crowd.reference(0.3)
    labels = reference.labels.copy()
    flipped = int(np.flatnonzero(reference.known)[0])
    labels[flipped] = ~labels[flipped]
    changed = Reference(reference.known, labels, reference.frequencies)
    before = METHOD.fit(crowd.votes, reference).predict_proba(crowd.votes)
    after = METHOD.fit(crowd.votes, changed).predict_proba(crowd.votes)
    assert np.abs(after - before)[flipped].max() < 0.2


def test_a_class_that_the_experts_never_saw_keeps_the_posterior_of_skill(crowd: Crowd) -> None:
    reference = crowd.reference(0.3)
    frequencies = np.array([*reference.frequencies[:-1], np.nan])
    novel = Reference(reference.known, reference.labels, frequencies)
    fitted = METHOD.fit(crowd.votes, novel)
    assert not fitted.weights[-1].any()
    assert fitted.weights[0].any()
    ours = fitted.predict_proba(crowd.votes)[:, -1]
    skill = fitted.skill.predict_proba(crowd.votes)[:, -1]
    assert (np.argsort(ours, kind="stable") == np.argsort(skill, kind="stable")).mean() > 0.99


def test_without_expert_labels_there_is_nothing_to_stack_on(crowd: Crowd) -> None:
    with pytest.raises(ReferenceMissing):
        METHOD.fit(crowd.votes)
    with pytest.raises(ReferenceMissing):
        METHOD.fit(crowd.votes, crowd.reference().frequencies_only())


def test_the_same_seed_gives_the_same_result(crowd: Crowd) -> None:
    reference = crowd.reference(0.3)
    once, again = (METHOD.fit(crowd.votes, reference).predict_proba(crowd.votes) for _ in range(2))
    np.testing.assert_array_equal(once, again)
    assert isinstance(METHOD.fit(crowd.votes, reference), RatesVolunteers)


def test_an_exclusive_question_has_one_answer_and_probabilities_that_sum_to_one() -> None:
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 3, 500)
    rows, who = np.repeat(np.arange(500), 7), rng.integers(0, 40, 3500)
    said = np.where(rng.random(3500) < 0.65, truth[rows], rng.integers(0, 3, 3500))
    votes = votes_from_masks(
        subject=rows,
        volunteer=who,
        chosen=(1 << said).astype(np.uint64),
        subjects=500,
        volunteers=40,
        classes=3,
    )
    labels = np.eye(3, dtype=bool)[truth]
    known = np.arange(500) < 150
    reference = Reference(known, labels & known[:, None], labels[known].mean(axis=0))
    fitted = StackedAggregator(Question(3, 1)).fit(votes, reference)
    np.testing.assert_allclose(fitted.predict_proba(votes).sum(axis=1), 1.0)
    accepted = fitted.decide(votes).accepted
    assert (accepted.sum(axis=1) == 1).all()
    assert (accepted[~known] & labels[~known]).any(axis=1).mean() > 0.85
