"""Skill of volunteers estimated with a model's help, and how far each of the two is to be believed."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field

import numpy as np
from scipy.special import expit

from quorum.domain.aggregators.interface import (
    Booleans,
    Decisions,
    Floats,
    Question,
    Reference,
    ReferenceMissing,
    Scale,
)
from quorum.domain.aggregators.skill_rates import Estimate, Shrinkage, estimate
from quorum.domain.calibration import Calibration, calibrate, log_odds_of
from quorum.domain.cutoffs import accepted_above, cutoffs_above
from quorum.domain.joined_evidence import Joining, Predictions, limited_evidence
from quorum.domain.logistic import fit_correction
from quorum.domain.stopping import VotePower, rates_worth
from quorum.domain.volunteer_rates import named_and_seen
from quorum.domain.votes import Votes, tally

HALF = 0.5
SMALLEST_PRIOR = 1e-4
PENALTY = 1.0
SMALLEST_WEIGHT = 1e-3
SMALLEST_RATE = 1e-4
MOST_SLIPS = 0.9
"""A vote for a class speaks for it, be it ever so little."""
ASSUMED_HIT, ASSUMED_SLIPS, ASSUMED_SEEN = 0.5, 0.5, 10.0
"""Until votes tell: half of the true classes are named, and false ones half as often as they are true."""


@dataclass(frozen=True)
class JoinedSkill:
    """Volunteers' rates by expectation maximisation around predictions, both weighed on a hold-out.

    Posteriors start from the predictions, so that a few votes of a volunteer already tell how good they are.
    How much a prediction and the votes weigh, together, is measured on the hold-out, for a model and a crowd
    misled by the same images must not count twice; then each class is corrected by what all classes say,
    pulled to no correction by `penalty`. Rates are estimated without the labels of the hold-out, so that its
    posteriors are as good or bad as others, and cutoffs accept each class at its reference frequency. A model
    that has predicted nothing of the hold-out has not been measured, and is not believed. Not for exclusive
    questions.

    Dawid & Skene 1979, Applied Statistics 28:20; Platt 1999 (calibration); Wolpert 1992, Neural Networks 5:241.
    """

    question: Question
    _: KW_ONLY
    iterations: int = 5
    limit: float = 16.0
    penalty: float = 40.0
    folds: int = 3
    fewest_positives: int = 2
    seed: int = 0
    shrinkage: Shrinkage = field(default_factory=Shrinkage)

    def fit(self, votes: Votes, predictions: Predictions, reference: Reference) -> FittedJoined:
        """Learn from votes, predictions and the hold-out; raises ReferenceMissing without expert labels."""
        if not reference.known.any() or reference.novel.all():
            raise ReferenceMissing("How far a model is to be believed is measured on expert labels.")
        prior = _first_prior(votes, reference)
        is_measured = bool((reference.known & predictions.known).any())
        believed = ~reference.novel & is_measured
        ground = _Ground(votes, reference, prior, predictions.gain(prior, believed))
        counted = self._counted(ground)
        rates = counted.rates(expit(prior))
        say = limited_evidence(votes, rates.if_named, rates.if_not_named, self.limit)
        weighed = self._weighed(ground, say)
        joining = Joining(
            np.vstack([rates.if_named, rates.if_named.mean(axis=0)]),
            np.vstack([rates.if_not_named, rates.if_not_named.mean(axis=0)]),
            prior,
            believed,
            self.limit,
            *weighed,
        )
        posterior = expit(joining.log_odds(ground.gain, say))
        return FittedJoined(joining, counted, cutoffs_above(posterior, reference.frequencies, novel=HALF))

    def _counted(self, ground: _Ground) -> Estimate:
        """Return the volunteers' counts after some steps."""
        votes, reference = ground.votes, ground.reference
        start = ground.believing_the_model()
        totals = named_and_seen(votes, np.ones((votes.subjects, votes.classes)))
        prior = expit(ground.prior)
        posterior = _first_guess(start, votes, reference)
        for _ in range(self.iterations):
            rates = estimate(votes, posterior, totals, self.shrinkage).rates(prior)
            posterior = expit(start + limited_evidence(votes, rates.if_named, rates.if_not_named, self.limit))
        return estimate(votes, posterior, totals, self.shrinkage)

    def _weighed(self, ground: _Ground, say: Floats) -> tuple[Floats, Floats, Floats]:
        """Return start (classes,), and what model and votes say for each class, (classes, classes) each."""
        known, novel = np.flatnonzero(ground.reference.known), ground.reference.novel
        labels, gain, said = ground.reference.labels[known], ground.gain[known], say[known]
        of_model, of_votes, intercept = _weights(gain, said, labels, ground.prior, ~novel)
        base = ground.prior + of_model * gain + of_votes * said + intercept
        features = np.hstack([gain, said])
        judged = self._out_of_fold(features, labels, base, novel)
        end = calibrate(judged[:, ~novel], labels[:, ~novel])
        correction = self._correction(features, labels, base, novel)
        classes = len(novel)
        model = end.slope * (of_model * np.eye(classes) + correction[:classes])
        crowd = end.slope * (of_votes * np.eye(classes) + correction[classes:-1])
        # Whatever few labels say, a vote for a class is never evidence against it.
        np.fill_diagonal(crowd, np.maximum(np.diag(crowd), SMALLEST_WEIGHT))
        return end.log_odds(ground.prior + intercept + correction[-1]), model, crowd

    def _correction(self, features: Floats, labels: Booleans, base: Floats, novel: Booleans) -> Floats:
        """Return weights (features + 1, classes) on features as they are; 0 for classes with few positives."""
        spread = np.maximum(features.std(axis=0), 1e-6)
        # A gain or evidence of 0 says nothing: features are scaled, but not centred.
        scaled, weights = features / spread, np.zeros((features.shape[1] + 1, labels.shape[1]))
        enough = (labels.sum(axis=0) >= self.fewest_positives) & ~novel
        for index in np.flatnonzero(enough):
            truth = labels[:, index].astype(np.float64)
            weights[:, index] = fit_correction(scaled, truth, base[:, index], self.penalty)
        weights[:-1] /= spread[:, None]
        return weights

    def _out_of_fold(self, features: Floats, labels: Booleans, base: Floats, novel: Booleans) -> Floats:
        """Return log-odds of each hold-out subject corrected by what the others taught."""
        fold = np.random.default_rng(self.seed).permutation(len(labels)) % self.folds
        judged = base.copy()
        for number in range(self.folds):
            out, others = fold == number, fold != number
            if out.any() and others.any():
                weights = self._correction(features[others], labels[others], base[others], novel)
                judged[out] = base[out] + features[out] @ weights[:-1] + weights[-1]
        return judged


@dataclass(frozen=True)
class FittedJoined:
    """How votes and predictions are weighed, what volunteers were counted at, and cutoffs (classes,)."""

    joining: Joining
    counted: Estimate
    cutoffs: Floats

    @property
    def vote_rates(self) -> tuple[Floats, Floats]:
        """Return P(named | true) and P(named | not true), (classes,), that tell what one more vote is worth.

        Those of an average volunteer, brought as near to each other as votes are weighed here; assumed ones
        before there are votes.
        """
        true, false = self.counted.true, self.counted.false
        prior = expit(self.joining.prior)
        hit = _pooled(true.named, true.seen, ASSUMED_HIT)
        slip = _pooled(false.named, false.seen, ASSUMED_SLIPS * prior)
        weight = np.maximum(np.diag(self.joining.of_votes), SMALLEST_WEIGHT)
        return rates_worth(hit, np.minimum(slip, MOST_SLIPS * hit), weight)

    @property
    def power(self) -> VotePower:
        """Return what one more vote does to the log-odds."""
        hit, slip = self.vote_rates
        weight = np.maximum(np.diag(self.joining.of_votes), SMALLEST_WEIGHT)
        return VotePower.of_rates(hit=hit, slip=slip, limit=self.joining.limit * float(weight.mean()))

    def predict_proba(self, votes: Votes, predictions: Predictions) -> Floats:
        """Return calibrated P(class is true), (subjects, classes)."""
        return self.joining.posterior(votes, predictions)

    def decide(self, votes: Votes, predictions: Predictions) -> Decisions:
        """Return the classes above their cutoffs."""
        accepted = accepted_above(self.predict_proba(votes, predictions), self.cutoffs)
        return Decisions(accepted, self.cutoffs, Scale.POSTERIOR)


@dataclass(frozen=True)
class _Ground:
    """What is learned from: `prior` are log-odds (classes,), `gain` what predictions add to them."""

    votes: Votes
    reference: Reference
    prior: Floats
    gain: Floats

    def believing_the_model(self) -> Floats:
        """Return log-odds (subjects, classes) of predictions, weighed as the hold-out says; no votes."""
        known, tested = self.reference.known, ~self.reference.novel
        gain = self.gain[known][:, tested]
        slope = _slope(gain, self.prior[tested] + gain, self.reference.labels[known][:, tested])
        return np.asarray(self.prior + slope.slope * self.gain + np.where(tested, slope.intercept, 0.0))


def _slope(gain: Floats, raw: Floats, labels: Booleans) -> Calibration:
    """Fit the weight of gains that are added to a prior; a model that turns the order around weighs nothing."""
    change = fit_correction(gain.ravel()[:, None], labels.astype(np.float64).ravel(), raw.ravel(), PENALTY)
    return Calibration(max(0.0, 1.0 + float(change[0])), float(change[1]))


def _weights(
    gain: Floats, say: Floats, labels: Booleans, prior: Floats, tested: Booleans
) -> tuple[float, float, float]:
    """Fit the weights of model and votes, and an intercept, together, around believing both in full."""
    columns = [part[:, tested].ravel() for part in (gain, say)]
    start = (prior + gain + say)[:, tested].ravel()
    truth = labels[:, tested].astype(np.float64).ravel()
    change = fit_correction(np.stack(columns, axis=1), truth, start, PENALTY)
    of_model, of_votes = 1.0 + change[0], 1.0 + change[1]
    # Votes keep a weight: they are what the campaign asks for, and more of them mend their rates.
    return max(0.0, float(of_model)), max(SMALLEST_WEIGHT, float(of_votes)), float(change[2])


def _first_guess(start: Floats, votes: Votes, reference: Reference) -> Floats:
    """Return what is held true before anything is known of volunteers, (subjects, classes).

    The classes with most votes for their prediction, as many as the reference frequency wants. Soft guesses
    would not do: without a model they are alike for all subjects, and nobody would differ from anybody.
    """
    counted = tally(votes)
    smoothed = (counted.counts + HALF) / (counted.n + 1.0)[:, None]
    scores = start + log_odds_of(smoothed)
    held = accepted_above(scores, cutoffs_above(scores, reference.frequencies, novel=np.inf))
    return np.asarray(np.where(reference.novel, counted.shares, held))


def _pooled(named: Floats, seen: Floats, assumed: Floats | float) -> Floats:
    shares = (named.sum(axis=0) + assumed * ASSUMED_SEEN) / (seen.sum(axis=0) + ASSUMED_SEEN)
    return np.asarray(np.clip(shares, SMALLEST_RATE, 1.0 - SMALLEST_RATE))


def _first_prior(votes: Votes, reference: Reference) -> Floats:
    shares = tally(votes).shares.mean(axis=0) if len(votes) else np.full(votes.classes, SMALLEST_PRIOR)
    prior = np.where(reference.novel, shares, reference.frequencies)
    return log_odds_of(np.clip(prior, SMALLEST_PRIOR, 1.0 - SMALLEST_PRIOR))
