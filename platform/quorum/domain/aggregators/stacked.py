"""All classes read together: what experts' labels add to the posteriors of skill."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, replace

import numpy as np
from scipy.special import expit, logit

from quorum.domain.aggregators.exclusive import FittedExclusiveSkill
from quorum.domain.aggregators.interface import (
    Booleans,
    Decisions,
    Floats,
    Question,
    Reference,
    ReferenceMissing,
    Scale,
)
from quorum.domain.aggregators.skill import FittedSkill
from quorum.domain.aggregators.skill_by_question import skill_aggregator
from quorum.domain.calibration import Calibration, calibrate, log_odds_of
from quorum.domain.cutoffs import accepted_above, cutoffs_above, highest_only
from quorum.domain.logistic import fit_correction
from quorum.domain.votes import Votes, tally

HALF = 0.5


@dataclass(frozen=True)
class Scaling:
    """Mean and spread of each feature, (features,)."""

    mean: Floats
    spread: Floats


@dataclass(frozen=True)
class StackedAggregator:
    """One logistic correction per class of the posteriors of skill, learned on the hold-out.

    It reads the vote shares and the skill log-odds of all classes, so that classes which go together, or are
    mistaken for each other, speak for each other. The correction is pulled towards none by `penalty`: with
    few expert labels the posteriors of skill remain. Out-of-fold corrections calibrate the result. The
    probabilities of an exclusive question are made to sum to 1.

    Wolpert 1992, Neural Networks 5:241 (stacking); van Houwelingen & le Cessie 1990 (the penalty).
    """

    question: Question
    _: KW_ONLY
    penalty: float = 20.0
    folds: int = 5
    fewest_positives: int = 2
    seed: int = 0

    def fit(self, votes: Votes, reference: Reference | None = None) -> FittedStack:
        """Learn the corrections; raises ReferenceMissing without expert labels.

        The skill below does not see single labels, only frequencies: its posteriors of hold-out subjects
        are then as good or bad as those of others.
        """
        if reference is None or not reference.known.any():
            raise ReferenceMissing("The stacked model learns from expert labels of some subjects.")
        skill = skill_aggregator(self.question).fit(votes, reference.frequencies_only())
        log_odds = log_odds_of(skill.predict_proba(votes))
        raw = _features(votes, log_odds)
        scaling = Scaling(raw.mean(axis=0), np.maximum(raw.std(axis=0), 1e-6))
        features = (raw - scaling.mean) / scaling.spread
        known, tested = np.flatnonzero(reference.known), ~reference.novel
        labels = reference.labels[known]
        start = calibrate(log_odds[known][:, tested], labels[:, tested])
        base = start.log_odds(log_odds)
        weights = self._weights(features[known], labels, base[known], reference.novel)
        judged = self._out_of_fold(features[known], labels, base[known], reference.novel)
        end = calibrate(judged[:, tested], labels[:, tested])
        uncut = FittedStack(self, skill, scaling, start, weights, end, np.full(votes.classes, HALF))
        return replace(
            uncut, cutoffs=cutoffs_above(uncut.predict_proba(votes), reference.frequencies, novel=HALF)
        )

    def _weights(self, features: Floats, labels: Booleans, base: Floats, novel: Booleans) -> Floats:
        """Return the corrections (classes, features + 1); none for classes with too few positives."""
        weights = np.zeros((labels.shape[1], features.shape[1] + 1))
        enough = (labels.sum(axis=0) >= self.fewest_positives) & ~novel
        for index in np.flatnonzero(enough):
            truth = labels[:, index].astype(np.float64)
            weights[index] = fit_correction(features, truth, base[:, index], self.penalty)
        return weights

    def _out_of_fold(self, features: Floats, labels: Booleans, base: Floats, novel: Booleans) -> Floats:
        """Return log-odds of each hold-out subject corrected by what the others taught."""
        fold = np.random.default_rng(self.seed).permutation(len(labels)) % self.folds
        judged = base.copy()
        for number in range(self.folds):
            out, others = fold == number, fold != number
            weights = self._weights(features[others], labels[others], base[others], novel)
            judged[out] = _corrected(features[out], base[out], weights)
        return judged


@dataclass(frozen=True)
class FittedStack:
    """The corrections (classes, features + 1), and what they start from and end in."""

    aggregator: StackedAggregator
    skill: FittedSkill | FittedExclusiveSkill
    scaling: Scaling
    start: Calibration
    weights: Floats
    end: Calibration
    cutoffs: Floats

    @property
    def volunteer_quality(self) -> Floats:
        """Return what the skill below says of each volunteer, (volunteers,)."""
        return self.skill.volunteer_quality

    def predict_proba(self, votes: Votes) -> Floats:
        """Return calibrated P(class is true), (subjects, classes)."""
        log_odds = log_odds_of(self.skill.predict_proba(votes))
        features = (_features(votes, log_odds) - self.scaling.mean) / self.scaling.spread
        raw = _corrected(features, self.start.log_odds(log_odds), self.weights)
        posterior: Floats = expit(self.end.log_odds(raw))
        if self.aggregator.question.is_exclusive:
            posterior /= posterior.sum(axis=1, keepdims=True)
        return posterior

    def decide(self, votes: Votes) -> Decisions:
        """Return the classes above their cutoffs; of an exclusive question, the likeliest."""
        posterior = self.predict_proba(votes)
        if self.aggregator.question.is_exclusive:
            accepted = highest_only(posterior, tally(votes).counts)
            return Decisions(accepted, np.full(votes.classes, np.nan), Scale.POSTERIOR)
        accepted = accepted_above(posterior, self.cutoffs)
        return Decisions(accepted, self.cutoffs, Scale.POSTERIOR)


def _features(votes: Votes, log_odds: Floats) -> Floats:
    """Return the logit shares and the skill log-odds of all classes, (subjects, 2 * classes)."""
    counted = tally(votes)
    smoothed = (counted.counts + 0.5) / (counted.n + 1.0)[:, None]
    return np.hstack([logit(smoothed), log_odds])


def _corrected(features: Floats, base: Floats, weights: Floats) -> Floats:
    return np.asarray(base + features @ weights[:, :-1].T + weights[:, -1])
