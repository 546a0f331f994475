from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit, logit

from quorum.domain.aggregators.interface import Question, Reference, ReferenceMissing
from quorum.domain.aggregators.stacked import StackedAggregator
from quorum.domain.calibration import reliability
from quorum.domain.joined_evidence import JoinedEvidence, Predictions
from quorum.domain.joined_skill import JoinedSkill
from quorum.domain.metrics import macro_f1
from quorum.domain.votes import chosen_classes
from tests.domain.aggregators.skilled_crowd import CLASSES, FREQUENCIES, skilled_crowd

CROWD = skilled_crowd(subjects=3000, n=4, volunteers=150)
REFERENCE = CROWD.reference()
QUESTION = Question(CLASSES, 4)


def seen_by_a_model(labels: np.ndarray, separation: float, overconfidence: float = 1.0) -> Predictions:
    """Return what a model says whose scores are normal, and `separation` higher where a class is true."""
    noise = np.random.default_rng(8).standard_normal(labels.shape)
    score = noise + separation * labels
    ratio = overconfidence * (separation * score - separation**2 / 2)
    return Predictions(expit(logit(FREQUENCIES) + ratio), np.ones(len(labels), bool))


MODEL = seen_by_a_model(CROWD.labels, 1.8)
JOINED = JoinedSkill(QUESTION).fit(CROWD.votes, MODEL, REFERENCE)
POSTERIOR = JOINED.predict_proba(CROWD.votes, MODEL)
JUDGED = ~REFERENCE.known


def f1(posterior: np.ndarray, cutoffs: np.ndarray) -> float:
    return macro_f1(CROWD.labels[JUDGED], (posterior > cutoffs)[JUDGED])


def test_posteriors_mean_what_they_say() -> None:
    found = reliability(POSTERIOR[JUDGED], CROWD.labels[JUDGED])
    assert found.expected_error < 0.02


def test_a_model_that_is_far_too_sure_is_believed_as_much_as_it_deserves() -> None:
    shouting = seen_by_a_model(CROWD.labels, 1.8, overconfidence=4.0)
    fitted = JoinedSkill(QUESTION).fit(CROWD.votes, shouting, REFERENCE)
    posterior = fitted.predict_proba(CROWD.votes, shouting)
    assert reliability(posterior[JUDGED], CROWD.labels[JUDGED]).expected_error < 0.02
    assert f1(posterior, fitted.cutoffs) > f1(POSTERIOR, JOINED.cutoffs) - 0.02


def test_votes_and_model_together_are_better_than_either() -> None:
    stacked = StackedAggregator(QUESTION).fit(CROWD.votes, REFERENCE)
    votes_alone = f1(stacked.predict_proba(CROWD.votes), stacked.cutoffs)
    no_votes = CROWD.votes.up_to(0)
    untouched = JoinedSkill(QUESTION).fit(no_votes, MODEL, REFERENCE)
    model_alone = f1(untouched.predict_proba(no_votes, MODEL), untouched.cutoffs)
    assert f1(POSTERIOR, JOINED.cutoffs) > max(votes_alone, model_alone) + 0.03


def test_a_model_that_knows_nothing_does_no_harm() -> None:
    none = Predictions.none(*CROWD.labels.shape)
    noise = seen_by_a_model(CROWD.labels, 0.0)
    guesses = Predictions(
        expit(logit(noise.probabilities) + np.random.default_rng(2).standard_normal(CROWD.labels.shape)),
        noise.known,
    )
    without, with_noise = (JoinedSkill(QUESTION).fit(CROWD.votes, one, REFERENCE) for one in (none, guesses))
    f1_without = f1(without.predict_proba(CROWD.votes, none), without.cutoffs)
    assert f1(with_noise.predict_proba(CROWD.votes, guesses), with_noise.cutoffs) > f1_without - 0.02


def test_a_model_that_says_the_opposite_is_not_followed() -> None:
    contrary = Predictions(expit(2 * logit(FREQUENCIES) - logit(MODEL.probabilities)), MODEL.known)
    no_votes = CROWD.votes.up_to(0)
    fitted = JoinedSkill(QUESTION).fit(no_votes, contrary, REFERENCE)
    posterior = fitted.predict_proba(no_votes, contrary)
    assert reliability(posterior[JUDGED], CROWD.labels[JUDGED]).expected_error < 0.03


def test_a_model_that_was_never_measured_is_not_believed() -> None:
    unmeasured = replace(MODEL, known=JUDGED)
    fitted = JoinedSkill(QUESTION).fit(CROWD.votes, unmeasured, REFERENCE)
    none = Predictions.none(*CROWD.labels.shape)
    np.testing.assert_allclose(
        fitted.predict_proba(CROWD.votes, unmeasured), fitted.predict_proba(CROWD.votes, none)
    )


def test_vote_by_vote_is_what_the_batch_says() -> None:
    subject = int(CROWD.votes.subject[40])
    evidence = JoinedEvidence(JOINED.joining, MODEL.probabilities[subject])
    for row in np.flatnonzero(CROWD.votes.subject == subject)[::-1]:
        evidence.add(int(CROWD.votes.volunteer[row]), np.flatnonzero(chosen_classes(CROWD.votes)[row]).tolist())
    np.testing.assert_allclose(evidence.posterior(), POSTERIOR[subject], rtol=1e-9)


def test_volunteers_are_ranked_by_their_skill_from_four_votes_on_each_image() -> None:
    ratios = (JOINED.joining.if_named - JOINED.joining.if_not_named)[:-1].mean(axis=1)
    assert np.corrcoef(ratios, CROWD.skill)[0, 1] > 0.8


def test_classes_are_accepted_about_as_often_as_experts_saw_them() -> None:
    accepted = JOINED.decide(CROWD.votes, MODEL).accepted
    np.testing.assert_allclose(accepted.mean(axis=0), REFERENCE.frequencies, atol=0.002)


def test_a_class_without_a_reference_gets_nothing_from_the_model() -> None:
    frequencies = REFERENCE.frequencies.copy()
    frequencies[-1] = np.nan
    novel = Reference(REFERENCE.known, REFERENCE.labels, frequencies)
    fitted = JoinedSkill(QUESTION).fit(CROWD.votes, MODEL, novel)
    assert not fitted.joining.believed[-1]
    assert np.isfinite(fitted.predict_proba(CROWD.votes, MODEL)).all()


def test_a_vote_is_worth_something_before_there_are_any() -> None:
    fitted = JoinedSkill(QUESTION).fit(CROWD.votes.up_to(0), MODEL, REFERENCE)
    hit, slip = fitted.vote_rates
    assert (hit > slip).all()
    assert (fitted.power.up > 0).all()
    assert (fitted.power.down > 0).all()


def test_without_expert_labels_nothing_can_be_measured() -> None:
    with pytest.raises(ReferenceMissing):
        JoinedSkill(QUESTION).fit(CROWD.votes, MODEL, REFERENCE.frequencies_only())
