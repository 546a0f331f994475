"""A volunteer's two rates per class, estimated from soft counts and shrunk to what is expected of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from quorum.domain.aggregators.interface import Booleans, Floats
from quorum.domain.volunteer_rates import named_and_seen
from quorum.domain.votes import Integers, Masks, Votes

SMALLEST_RATE = 1e-4


@dataclass(frozen=True)
class Shrinkage:
    """Pseudo-counts that pull a volunteer's rates to what is expected of them.

    `true` and `false` weigh the expectation of P(named | true) and P(named | not true) of a class;
    that expectation is the class mean with its odds times the volunteer's ratio over all classes, which
    `volunteer` pseudo-counts pull to 1.
    """

    true: float = 4.0
    false: float = 8.0
    volunteer: float = 8.0


@dataclass(frozen=True)
class Rates:
    """P(named | true) and P(named | not true), (volunteers, classes); shares of true subjects (classes,)."""

    when_true: Floats
    when_false: Floats
    prior: Floats

    @property
    def if_named(self) -> Floats:
        """Return what naming a class says for it: a log likelihood ratio, (volunteers, classes)."""
        return np.asarray(np.log(self.when_true / self.when_false))

    @property
    def if_not_named(self) -> Floats:
        """Return what not naming a class says for it, (volunteers, classes)."""
        return np.asarray(np.log((1.0 - self.when_true) / (1.0 - self.when_false)))

    @property
    def quality(self) -> Floats:
        """Return per volunteer P(named | true) - P(named | not true), averaged over classes by prior.

        0 is blind or constant answering, 1 perfection (Youden's J, or informedness).
        """
        return np.asarray((self.when_true - self.when_false) @ self.prior / self.prior.sum())


@dataclass(frozen=True)
class Half:
    """One outcome of all classes: how often it was `named` of how often `seen`, and what is `expected`.

    All are (volunteers, classes); `weight` are the pseudo-counts of the expectation.
    """

    named: Floats
    seen: Floats
    expected: Floats
    weight: float

    @property
    def rates(self) -> Floats:
        """Return the shrunk shares, away from 0 and 1."""
        shares = (self.named + self.weight * self.expected) / (self.seen + self.weight)
        return np.clip(shares, SMALLEST_RATE, 1.0 - SMALLEST_RATE)


@dataclass(frozen=True)
class Estimate:
    """What was counted where classes are held to be true, and where not."""

    true: Half
    false: Half

    def rates(self, prior: Floats) -> Rates:
        """Return the rates with a prior (classes,)."""
        return Rates(self.true.rates, self.false.rates, prior)


def estimate(votes: Votes, posterior: Floats, totals: tuple[Floats, Floats], shrinkage: Shrinkage) -> Estimate:
    """Count softly by P(class is true), (subjects, classes).

    `totals` are named and seen over all subjects: `named_and_seen` with weights of one.
    """
    named, seen = totals
    hits, seen_true = named_and_seen(votes, posterior)
    return Estimate(
        _half(hits, seen_true, shrinkage.true, shrinkage),
        _half(named - hits, seen - seen_true, shrinkage.false, shrinkage),
    )


def _half(named: Floats, seen: Floats, weight: float, shrinkage: Shrinkage) -> Half:
    mean = (named.sum(axis=0) + 0.5) / (seen.sum(axis=0) + 1.0)
    pull = shrinkage.volunteer
    ratio = (named.sum(axis=1) + pull) / ((seen * mean).sum(axis=1) + pull)
    odds = mean / (1.0 - mean) * ratio[:, None]
    return Half(named, seen, odds / (1.0 + odds), weight)


def left_out_evidence(votes: Votes, labels: Booleans, counted: Estimate) -> Floats:
    """Return the evidence (subjects, classes) of volunteers whose rates leave out the subject itself.

    `votes` are those on clamped subjects, whose `labels` (subjects, classes) went into the counts as
    they are. Without this a subject's own label would speak for itself through the volunteers' rates.
    """
    total = np.zeros((votes.subjects, votes.classes))
    true, false = counted.true, counted.false
    _left_out(
        votes.subject, votes.volunteer, votes.chosen, labels,
        true.named, true.seen, true.expected, true.weight,
        false.named, false.seen, false.expected, false.weight, total,
    )  # fmt: skip
    return total


@njit(cache=True)
def _left_out(  # noqa: PLR0917 (numba takes arrays, not objects)
    subject: Integers,
    volunteer: Integers,
    chosen: Masks,
    labels: NDArray[np.bool_],
    hits: Floats,
    seen_true: Floats,
    expected_hits: Floats,
    weight_true: float,
    slips: Floats,
    seen_false: Floats,
    expected_slips: Floats,
    weight_false: float,
    total: Floats,
) -> None:
    for row in range(len(subject)):
        who, what = volunteer[row], subject[row]
        for index in range(total.shape[1]):
            was_named = (chosen[row, index // 64] >> np.uint64(index % 64)) & np.uint64(1)
            own = 1.0 if labels[what, index] else 0.0
            mine, other = (own, 1.0 - own) if was_named else (0.0, 0.0)
            hit = (hits[who, index] - mine + weight_true * expected_hits[who, index]) / (
                seen_true[who, index] - own + weight_true
            )
            slip = (slips[who, index] - other + weight_false * expected_slips[who, index]) / (
                seen_false[who, index] - (1.0 - own) + weight_false
            )
            hit = min(max(hit, SMALLEST_RATE), 1.0 - SMALLEST_RATE)
            slip = min(max(slip, SMALLEST_RATE), 1.0 - SMALLEST_RATE)
            total[what, index] += np.log(hit / slip) if was_named else np.log((1.0 - hit) / (1.0 - slip))
