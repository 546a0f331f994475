from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr

from quorum.domain.aggregators.corrected import CorrectedAggregator
from quorum.domain.aggregators.exclusive import ExclusiveSkillAggregator
from quorum.domain.aggregators.interface import Question, RatesVolunteers, Reference, Scale
from quorum.domain.aggregators.registry import make_aggregator
from quorum.domain.aggregators.skill import FittedSkill, SkillAggregator
from quorum.domain.aggregators.skill_rates import Shrinkage, estimate, left_out_evidence
from quorum.domain.calibration import reliability
from quorum.domain.metrics import macro_f1
from quorum.domain.volunteer_rates import named_and_seen
from quorum.domain.votes import Votes, chosen_classes
from tests.domain.aggregators.skilled_crowd import CLASSES, Crowd, skilled_crowd

QUESTION = Question(CLASSES, 4)
METHOD = SkillAggregator(QUESTION)


@pytest.fixture(scope="module")
def crowd() -> Crowd:
    return skilled_crowd()


@pytest.fixture(scope="module")
def reference(crowd: Crowd) -> Reference:
    return crowd.reference()


@pytest.fixture(scope="module")
def fitted(crowd: Crowd, reference: Reference) -> FittedSkill:
    return METHOD.fit(crowd.votes, reference)


def test_weighing_by_skill_beats_the_published_correction(
    crowd: Crowd, reference: Reference, fitted: FittedSkill
) -> None:
    judged = ~reference.known
    published = CorrectedAggregator(QUESTION).fit(crowd.votes, reference).decide(crowd.votes).accepted
    by_skill = fitted.decide(crowd.votes).accepted
    gain = macro_f1(crowd.labels[judged], by_skill[judged]) - macro_f1(crowd.labels[judged], published[judged])
    assert gain > 0.03


def test_each_class_is_accepted_at_its_reference_frequency(
    crowd: Crowd, reference: Reference, fitted: FittedSkill
) -> None:
    decisions = fitted.decide(crowd.votes)
    np.testing.assert_allclose(decisions.accepted.mean(axis=0), reference.frequencies, atol=1e-3)
    assert decisions.scale is Scale.POSTERIOR


def test_posteriors_are_calibrated_on_subjects_that_nobody_labelled(
    crowd: Crowd, reference: Reference, fitted: FittedSkill
) -> None:
    judged = ~reference.known
    posterior = fitted.predict_proba(crowd.votes)[judged]
    uncalibrated = METHOD.fit(crowd.votes, reference.frequencies_only()).predict_proba(crowd.votes)[judged]
    truth = crowd.labels[judged]
    assert reliability(posterior, truth).expected_error < 0.02
    assert reliability(posterior, truth).brier <= reliability(uncalibrated, truth).brier


def test_the_quality_of_volunteers_follows_their_skill(crowd: Crowd, fitted: FittedSkill) -> None:
    assert isinstance(fitted, RatesVolunteers)
    assert spearmanr(fitted.volunteer_quality, crowd.skill).statistic > 0.9


def test_blind_volunteers_are_worth_nothing() -> None:
    crowd = skilled_crowd(subjects=600)
    rng = np.random.default_rng(1)
    votes = crowd.votes
    blind = votes.volunteer < 20
    votes.chosen[blind, 0] = rng.integers(0, 2**CLASSES, blind.sum())
    quality = METHOD.fit(votes, crowd.reference()).volunteer_quality
    assert np.abs(quality[:20]).mean() < 0.1 < quality[20:].mean()


def test_it_works_without_any_reference(crowd: Crowd) -> None:
    decisions = METHOD.fit(crowd.votes).decide(crowd.votes)
    assert macro_f1(crowd.labels, decisions.accepted) > 0.6
    assert (decisions.cutoffs == 0.5).all()


def test_the_order_of_subjects_and_volunteers_does_not_matter(crowd: Crowd) -> None:
    rng = np.random.default_rng(2)
    subjects, volunteers = rng.permutation(crowd.votes.subjects), rng.permutation(crowd.votes.volunteers)
    votes = crowd.votes
    order = np.argsort(subjects[votes.subject], kind="stable")
    moved = Votes(
        subjects[votes.subject][order].astype(np.int32),
        volunteers[votes.volunteer][order].astype(np.int32),
        votes.chosen[order],
        votes.subjects,
        votes.volunteers,
        votes.classes,
    )
    posterior = METHOD.fit(votes).predict_proba(votes)
    again = METHOD.fit(moved).predict_proba(moved)
    np.testing.assert_allclose(again[subjects], posterior, rtol=1e-9)


def test_novel_classes_keep_half_as_their_cutoff(crowd: Crowd, reference: Reference) -> None:
    frequencies = np.array([*reference.frequencies[:-1], np.nan])
    fitted = METHOD.fit(crowd.votes, Reference(reference.known, reference.labels, frequencies))
    assert fitted.cutoffs[-1] == 0.5
    assert 0.0 < fitted.rates.prior[-1] < 0.3


def test_subjects_without_votes_keep_the_prior(crowd: Crowd, reference: Reference) -> None:
    some = crowd.votes.where(crowd.votes.subject > 0)
    fitted = METHOD.fit(some, reference.frequencies_only())
    np.testing.assert_allclose(fitted.predict_proba(some)[0], reference.frequencies, rtol=1e-6)


def test_many_votes_do_not_make_certain_what_an_odd_image_makes_of_them() -> None:
    crowd = skilled_crowd(subjects=800, n=60, shared_noise=2.0)
    reference = crowd.reference()
    judged = ~reference.known
    tempered = METHOD.fit(crowd.votes).predict_proba(crowd.votes)[judged]
    trusting = SkillAggregator(QUESTION, independent_votes=1000.0).fit(crowd.votes)
    untempered = trusting.predict_proba(crowd.votes)[judged]
    truth = crowd.labels[judged]
    assert reliability(tempered, truth).brier < reliability(untempered, truth).brier


def test_leaving_a_subject_out_is_counting_again_without_it() -> None:
    crowd = skilled_crowd(subjects=40, n=6, volunteers=15)
    votes, labels = crowd.votes, crowd.labels
    shrinkage = Shrinkage()

    def counted(kept: np.ndarray) -> object:
        some = votes.where(kept)
        totals = named_and_seen(some, np.ones(labels.shape))
        return estimate(some, labels.astype(float), totals, shrinkage)

    whole, without = counted(np.ones(len(votes), bool)), counted(votes.subject != 3)
    rows = votes.subject == 3
    who, named = votes.volunteer[rows], chosen_classes(votes)[rows]
    true = (without.true.named + 4.0 * whole.true.expected) / (without.true.seen + 4.0)
    false = (without.false.named + 8.0 * whole.false.expected) / (without.false.seen + 8.0)
    ratios = np.where(named, np.log(true / false)[who], np.log((1 - true) / (1 - false))[who])
    np.testing.assert_allclose(left_out_evidence(votes, labels, whole)[3], ratios.sum(axis=0), rtol=1e-9)


def test_an_exclusive_question_gets_the_exclusive_method() -> None:
    assert isinstance(make_aggregator("skill", Question(4, 1)), ExclusiveSkillAggregator)
    assert isinstance(make_aggregator("skill", QUESTION), SkillAggregator)
