"""Votes weighed by skill: two rates per volunteer and class, tempered for the noise that images share."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field

import numpy as np
from scipy.special import expit

from quorum.domain.aggregators.interface import Booleans, Decisions, Floats, Question, Reference, Scale
from quorum.domain.aggregators.skill_rates import Estimate, Rates, Shrinkage, estimate, left_out_evidence
from quorum.domain.calibration import Calibration, calibrate, log_odds_of
from quorum.domain.cutoffs import accepted_above, cutoffs_above
from quorum.domain.evidence import Weighing
from quorum.domain.volunteer_rates import evidence, named_and_seen
from quorum.domain.votes import Votes, tally

HALF = 0.5
SMALLEST_PRIOR = 1e-4


@dataclass(frozen=True)
class SkillAggregator:
    """Binary Dawid-Skene (STAPLE) per class with hierarchical priors and tempered evidence.

    A volunteer's rates are shrunk to their class mean and to their own skill over all classes. An odd
    image misleads many volunteers alike, so log likelihood ratios are multiplied by min(1,
    `independent_votes` / n). Expert labels are clamped while rates are estimated; they then calibrate
    the posteriors, and each class's cutoff accepts it at its reference frequency. Without a reference
    the start are the vote shares and the cutoff is 1/2.

    Dawid & Skene 1979, Applied Statistics 28:20; Warfield et al. 2004, IEEE TMI 23:903 (STAPLE).
    """

    question: Question
    _: KW_ONLY
    iterations: int = 3
    independent_votes: float = 8.0
    shrinkage: Shrinkage = field(default_factory=Shrinkage)

    def fit(self, votes: Votes, reference: Reference | None = None) -> FittedSkill:
        """Estimate the volunteers' rates by a few steps of expectation maximisation."""
        totals = named_and_seen(votes, np.ones((votes.subjects, votes.classes)))
        posterior = _clamped(_start(votes, reference), reference)
        for _ in range(self.iterations):
            counted = estimate(votes, posterior, totals, self.shrinkage)
            rates = counted.rates(_prior(posterior, reference))
            log_odds = tempered_log_odds(votes, rates, self.independent_votes)
            posterior = _clamped(expit(log_odds), reference)
        counted = estimate(votes, posterior, totals, self.shrinkage)
        return self._settled(votes, counted, counted.rates(_prior(posterior, reference)), reference)

    def _settled(
        self, votes: Votes, counted: Estimate, rates: Rates, reference: Reference | None
    ) -> FittedSkill:
        if reference is None:
            return FittedSkill(self, rates, Calibration(), np.full(votes.classes, HALF))
        calibration = self._calibration(votes, counted, rates, reference)
        uncut = FittedSkill(self, rates, calibration, np.full(votes.classes, HALF))
        cutoffs = cutoffs_above(uncut.predict_proba(votes), reference.frequencies, novel=HALF)
        return FittedSkill(self, rates, calibration, cutoffs)

    def _calibration(self, votes: Votes, counted: Estimate, rates: Rates, reference: Reference) -> Calibration:
        known, tested = np.flatnonzero(reference.known), ~reference.novel
        own = votes.where(reference.known[votes.subject])
        log_odds = tempered(
            own, rates.prior, left_out_evidence(own, reference.labels, counted), self.independent_votes
        )
        return calibrate(log_odds[known][:, tested], reference.labels[known][:, tested])


@dataclass(frozen=True)
class FittedSkill:
    """Volunteers' rates, and the cutoffs (classes,) on calibrated posteriors."""

    aggregator: SkillAggregator
    rates: Rates
    calibration: Calibration
    cutoffs: Floats

    @property
    def volunteer_quality(self) -> Floats:
        """Return each volunteer's informedness, (volunteers,)."""
        return self.rates.quality

    @property
    def weighing(self) -> Weighing:
        """Return what `SubjectEvidence` needs to go on vote by vote with these rates."""
        return Weighing.made(
            if_named=self.rates.if_named,
            if_not_named=self.rates.if_not_named,
            prior=self.rates.prior,
            independent_votes=self.aggregator.independent_votes,
            calibration=self.calibration,
        )

    def log_odds(self, votes: Votes) -> Floats:
        """Return calibrated log-odds, (subjects, classes)."""
        raw = tempered_log_odds(votes, self.rates, self.aggregator.independent_votes)
        return self.calibration.log_odds(raw)

    def predict_proba(self, votes: Votes) -> Floats:
        """Return P(class is true), (subjects, classes); calibrated when there was a reference."""
        return np.asarray(expit(self.log_odds(votes)))

    def decide(self, votes: Votes) -> Decisions:
        """Return the classes above their cutoffs."""
        accepted = accepted_above(self.predict_proba(votes), self.cutoffs)
        return Decisions(accepted, self.cutoffs, Scale.POSTERIOR)


def tempered_log_odds(votes: Votes, rates: Rates, independent_votes: float) -> Floats:
    """Return log-odds per subject and class: the prior's, and the evidence times min(1, limit / n)."""
    total = evidence(votes, rates.if_named, rates.if_not_named)
    return tempered(votes, rates.prior, total, independent_votes)


def tempered(votes: Votes, prior: Floats, total: Floats, independent_votes: float) -> Floats:
    """Return the log-odds of a prior (classes,) and a total of evidence (subjects, classes)."""
    n = np.bincount(votes.subject, minlength=votes.subjects)
    tempering = np.minimum(1.0, independent_votes / np.maximum(n, 1))
    return np.asarray(log_odds_of(prior) + tempering[:, None] * total)


def _start(votes: Votes, reference: Reference | None) -> Floats:
    shares = tally(votes).shares
    if reference is None:
        return shares
    by_frequency = accepted_above(shares, cutoffs_above(shares, reference.frequencies, novel=HALF))
    return np.asarray(np.where(reference.novel, shares, by_frequency))


def _prior(posterior: Floats, reference: Reference | None) -> Floats:
    prior = posterior.mean(axis=0)
    if reference is not None:
        prior = np.where(reference.novel, prior, reference.frequencies)
    return np.asarray(np.clip(prior, SMALLEST_PRIOR, 1.0 - SMALLEST_PRIOR))


def _clamped(posterior: Floats, reference: Reference | None) -> Floats:
    if reference is None:
        return posterior
    is_known: Booleans = reference.known[:, None] & ~reference.novel
    return np.asarray(np.where(is_known, reference.labels, posterior))
