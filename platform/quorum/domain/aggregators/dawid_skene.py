"""Plain binary Dawid-Skene per class: two rates per volunteer and class, by expectation maximisation.

The comparison of Sullivan et al. 2018 (STAPLE, binary per class), and what crowd-kit's `DawidSkene` does when
each class is asked as a yes-or-no question. Nothing is shrunk: volunteers with few votes get extreme rates.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass

import numpy as np
from numpy.typing import NDArray

from quorum.domain.aggregators.interface import Decisions, Question, Reference, Scale
from quorum.domain.cutoffs import highest_only
from quorum.domain.volunteer_rates import evidence, named_and_seen
from quorum.domain.votes import Votes, tally

Floats = NDArray[np.float64]
SMALLEST = 1e-10


@dataclass(frozen=True)
class Rates:
    """Per volunteer and class, P(named | true) and P(named | not true), and the shares of true subjects."""

    when_true: Floats
    when_false: Floats
    prior: Floats

    def where(self, kept: NDArray[np.bool_], other: Rates) -> Rates:
        """Return these rates for the classes of a mask (classes,), and `other`'s for the rest."""
        return Rates(
            np.where(kept, self.when_true, other.when_true),
            np.where(kept, self.when_false, other.when_false),
            np.where(kept, self.prior, other.prior),
        )


@dataclass(frozen=True)
class DawidSkeneAggregator:
    """Expectation maximisation from vote shares; a class is accepted above a posterior of 1/2.

    A class stops when its evidence lower bound per vote gains less than `tolerance`. Dawid & Skene 1979,
    Applied Statistics 28:20; start and stop are crowd-kit's, and so are the posteriors, to 1e-8.
    """

    question: Question
    _: KW_ONLY
    iterations: int = 100
    tolerance: float = 1e-5

    def fit(self, votes: Votes, reference: Reference | None = None) -> FittedDawidSkene:
        """Estimate all rates from the votes alone; a reference is not looked at."""
        used = _maximise(votes, tally(votes).shares)
        running, bound = np.ones(votes.classes, bool), np.full(votes.classes, -np.inf)
        posterior = _expect(votes, used)
        for _ in range(self.iterations - 1):
            updated = _maximise(votes, posterior)
            new_bound = _evidence_lower_bound(votes, posterior, updated) / max(len(votes), 1)
            running = running & (new_bound - bound >= self.tolerance)
            if not running.any():
                break
            bound, used = new_bound, updated.where(running, used)
            posterior = np.where(running, _expect(votes, used), posterior)
        return FittedDawidSkene(self.question, used)


@dataclass(frozen=True)
class FittedDawidSkene:
    """The rates of known volunteers."""

    question: Question
    rates: Rates

    def predict_proba(self, votes: Votes) -> Floats:
        """Return P(class is true), (subjects, classes): over-confident where volunteers err alike."""
        return _expect(votes, self.rates)

    def decide(self, votes: Votes) -> Decisions:
        """Return the classes above 1/2; of an exclusive question, the likeliest."""
        posterior = self.predict_proba(votes)
        if self.question.is_exclusive:
            accepted = highest_only(posterior, tally(votes).counts)
            return Decisions(accepted, np.full(votes.classes, np.nan), Scale.POSTERIOR)
        return Decisions(posterior > 0.5, np.full(votes.classes, 0.5), Scale.POSTERIOR)


def _maximise(votes: Votes, posterior: Floats) -> Rates:
    hits, seen_true = named_and_seen(votes, posterior)
    slips, seen_false = named_and_seen(votes, 1.0 - posterior)
    judged = np.bincount(votes.subject, minlength=votes.subjects) > 0
    return Rates(
        _share(hits, seen_true), _share(slips, seen_false), posterior[judged].mean(axis=0).clip(SMALLEST, 1.0)
    )


def _share(part: Floats, whole: Floats) -> Floats:
    # Both outcomes are cut off at the smallest weight before they are made to sum to one.
    named, not_named = part.clip(SMALLEST), (whole - part).clip(SMALLEST)
    share: Floats = named / (named + not_named)
    return share


def _joint(votes: Votes, rates: Rates) -> tuple[Floats, Floats]:
    """Return log P(votes, true) and log P(votes, not true), each (subjects, classes)."""
    if_true = np.log(rates.prior) + evidence(votes, np.log(rates.when_true), np.log1p(-rates.when_true))
    absent = (1.0 - rates.prior).clip(SMALLEST, 1.0)
    if_false = np.log(absent) + evidence(votes, np.log(rates.when_false), np.log1p(-rates.when_false))
    return if_true, if_false


def _expect(votes: Votes, rates: Rates) -> Floats:
    if_true, if_false = _joint(votes, rates)
    posterior: Floats = 1.0 / (1.0 + np.exp(np.clip(if_false - if_true, -700.0, 700.0)))
    return posterior


def _evidence_lower_bound(votes: Votes, posterior: Floats, rates: Rates) -> Floats:
    if_true, if_false = _joint(votes, rates)
    # crowd-kit counts the prior once per vote, not once per subject; its stop is reproduced as it is.
    surplus = (np.bincount(votes.subject, minlength=votes.subjects) - 1)[:, None]
    if_true = if_true + surplus * np.log(rates.prior)
    if_false = if_false + surplus * np.log((1.0 - rates.prior).clip(SMALLEST, 1.0))
    p, q = posterior.clip(SMALLEST), (1.0 - posterior).clip(SMALLEST)
    bound: Floats = (posterior * if_true + (1.0 - posterior) * if_false - p * np.log(p) - q * np.log(q)).sum(0)
    return bound
