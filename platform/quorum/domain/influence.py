"""What the choice of subjects by a model does to consensus: subjects that it may choose beside blind ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from quorum.domain.errors import UserFault
from quorum.domain.metrics import Floats, f1_from_counts

Counts = NDArray[np.int64]
LEVEL = 0.95
RESAMPLES = 500
FEWEST = 5
"""Of fewer subjects no interval is told: resampling them shows next to nothing of what others would do."""


class ArmsDiffer(UserFault):
    """The two groups of subjects do not answer for the same classes."""

    code = "arms_differ"


@dataclass(frozen=True)
class Named:
    """The subjects whose consensus names a class, by their votes; all arrays are (patterns,).

    `times` subjects have `votes` for the class out of `n` counted classifications.
    """

    votes: Counts
    n: Counts
    times: Counts

    @property
    def subjects(self) -> int:
        """Return how many subjects there are."""
        return int(self.times.sum())


@dataclass(frozen=True)
class Labelled:
    """Subjects with a consensus and an expert's label, by both: each one number of subjects."""

    hits: int
    extra: int
    missed: int
    neither: int

    @property
    def shown(self) -> int:
        """Return how many subjects have the class on either side."""
        return self.hits + self.extra + self.missed


@dataclass(frozen=True)
class ClassFacts:
    """What is known of one class in one group of subjects; `labelled` is None without expert labels."""

    named: Named
    labelled: Labelled | None


@dataclass(frozen=True)
class Arm:
    """One group of subjects.

    `decided` of them have a consensus, `classes` in the order of the task. `ended` are the classifications
    of those that need no more votes: (votes,) how many subjects ended with 0, 1, 2 and so on.
    """

    decided: int
    ended: Counts
    classes: tuple[ClassFacts, ...]


@dataclass(frozen=True)
class Figure:
    """An estimate with the ends of its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Comparison:
    """One figure in both groups; None where a group has too few subjects to tell.

    `difference` is chosen less blind. `beyond_chance` says that it is further from zero than chance
    brings about in one of twenty reports, all classes of the report considered (Bonferroni).
    """

    blind: Figure | None
    chosen: Figure | None
    difference: Figure | None
    beyond_chance: bool


@dataclass(frozen=True)
class ClassComparison:
    """One class in both groups.

    `rate`: subjects whose consensus names it, of those with a consensus. `agreement`: votes for it, of the
    classifications of the subjects whose consensus names it. `votes`: classifications of such a subject.
    `f1`: of the consensus against experts' labels.
    """

    rate: Comparison
    agreement: Comparison
    votes: Comparison
    f1: Comparison


@dataclass(frozen=True)
class Influence:
    """Both groups beside each other: votes per subject that needs no more, and each class."""

    votes: Comparison
    classes: tuple[ClassComparison, ...]


def compare_arms(blind: Arm, chosen: Arm, *, rng: np.random.Generator, level: float = LEVEL) -> Influence:
    """Compare subjects that a model may choose with blind ones, class by class.

    Shares of subjects have Wilson's interval (1927, JASA 22:209) and their differences Newcombe's (1998,
    Statistics in Medicine 17:873, method 10). The others have percentile intervals over subjects drawn anew
    (Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapter 13); subjects with equal
    votes are drawn together, by a multinomial. Raises ArmsDiffer.
    """
    if len(blind.classes) != len(chosen.classes):
        raise ArmsDiffer("Both groups answer for the same classes.")
    tell = _Teller(rng, level, 1 - (1 - level) / max(len(blind.classes), 1))
    pairs = zip(blind.classes, chosen.classes, strict=True)
    return Influence(
        votes=_Teller(rng, level, level).votes(blind.ended, chosen.ended),
        classes=tuple(tell.of_class(one, other, blind.decided, chosen.decided) for one, other in pairs),
    )


@dataclass(frozen=True)
class _Teller:
    """Makes comparisons: intervals at `level`, and what chance would not do at `strict`."""

    rng: np.random.Generator
    level: float
    strict: float

    def of_class(self, blind: ClassFacts, chosen: ClassFacts, *decided: int) -> ClassComparison:
        """Compare one class in groups with so many subjects decided."""
        one, other = blind.named, chosen.named
        drawn = [self._times(named.times) if named.subjects >= FEWEST else None for named in (one, other)]
        return ClassComparison(
            rate=self.shares((one.subjects, decided[0]), (other.subjects, decided[1])),
            agreement=self._compared(*map(_agreement, drawn, (one, other))),
            votes=self._compared(*map(_mean_n, drawn, (one, other))),
            f1=self.f1(blind.labelled, chosen.labelled),
        )

    def votes(self, blind: Counts, chosen: Counts) -> Comparison:
        """Compare the mean classifications of subjects that ended with 0, 1, 2 and so on."""
        return self._compared(
            *(self._mean(ended) if ended.sum() >= FEWEST else None for ended in (blind, chosen))
        )

    def shares(self, blind: tuple[int, int], chosen: tuple[int, int]) -> Comparison:
        """Compare shares, each (subjects, of so many)."""
        if not (blind[1] and chosen[1]):
            one, other = (_wilson(*arm, self.level) if arm[1] else None for arm in (blind, chosen))
            return Comparison(one, other, None, False)
        one, other = _wilson(*blind, self.level), _wilson(*chosen, self.level)
        strict = _newcombe(_wilson(*blind, self.strict), _wilson(*chosen, self.strict))
        return Comparison(one, other, _newcombe(one, other), not strict.low <= 0 <= strict.high)

    def f1(self, blind: Labelled | None, chosen: Labelled | None) -> Comparison:
        """Compare F1 against labels."""
        enough = [arm if arm is not None and arm.shown >= FEWEST else None for arm in (blind, chosen)]
        return self._compared(*(None if arm is None else self._drawn_f1(arm) for arm in enough))

    def _mean(self, ended: Counts) -> Floats:
        means: Floats = self._times(ended) @ np.arange(len(ended)) / ended.sum()
        return means

    def _drawn_f1(self, arm: Labelled) -> Floats:
        drawn = self._times(np.array([arm.hits, arm.extra, arm.missed, arm.neither]))
        hits, extra, missed = (drawn[:, place].astype(np.float64) for place in range(3))
        return f1_from_counts(hits, hits + missed, hits + extra)

    def _times(self, times: Counts) -> Counts:
        """Return subjects with each pattern, as they are and then drawn anew, (1 + resamples, patterns)."""
        drawn = self.rng.multinomial(times.sum(), times / times.sum(), size=RESAMPLES)
        return np.vstack([times, drawn])

    def _compared(self, blind: Floats | None, chosen: Floats | None) -> Comparison:
        one, other = (None if drawn is None else self._figure(drawn) for drawn in (blind, chosen))
        if blind is None or chosen is None:
            return Comparison(one, other, None, False)
        difference = chosen - blind
        # So far out too few resamples lie to take a quantile of them.
        reach = _deviations(self.strict) * float(difference[1:].std())
        return Comparison(one, other, self._figure(difference), abs(float(difference[0])) > reach)

    def _figure(self, drawn: Floats) -> Figure:
        low, high = np.quantile(drawn[1:], [(1 - self.level) / 2, (1 + self.level) / 2])
        return Figure(float(drawn[0]), float(low), float(high))


def _agreement(drawn: Counts | None, named: Named) -> Floats | None:
    return None if drawn is None else (drawn @ named.votes) / (drawn @ named.n)


def _mean_n(drawn: Counts | None, named: Named) -> Floats | None:
    return None if drawn is None else (drawn @ named.n) / named.subjects


def _deviations(level: float) -> float:
    return NormalDist().inv_cdf((1 + level) / 2)


def _wilson(subjects: int, of: int, level: float) -> Figure:
    z = _deviations(level)
    share, penalty = subjects / of, z * z / of
    centre = (share + penalty / 2) / (1 + penalty)
    half = sqrt(share * (1 - share) * penalty + penalty * penalty / 4) / (1 + penalty)
    return Figure(share, max(0.0, centre - half), min(1.0, centre + half))


def _newcombe(blind: Figure, chosen: Figure) -> Figure:
    difference = chosen.value - blind.value
    down = sqrt((chosen.value - chosen.low) ** 2 + (blind.high - blind.value) ** 2)
    up = sqrt((chosen.high - chosen.value) ** 2 + (blind.value - blind.low) ** 2)
    return Figure(difference, difference - down, difference + up)


def named_from(patterns: Sequence[tuple[int, int, int]]) -> Named:
    """Return subjects from (votes, classifications, how many subjects), in any order."""
    columns = np.array(patterns, np.int64).reshape(-1, 3)
    return Named(columns[:, 0], columns[:, 1], columns[:, 2])
