"""How many votes reach a wanted F1, and the mean of several seeds with an interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import t

from tests.load.bench_loop.rounds import Point

Kind = Literal["macro", "micro"]


@dataclass(frozen=True)
class Reached:
    """Votes per image until macro and micro F1 are reached for good; infinite if never on the curve."""

    macro: float
    micro: float

    @property
    def both(self) -> float:
        """Return the votes until both are reached."""
        return max(self.macro, self.micro)


def votes_to_reach(points: Sequence[Point], wanted: Point) -> Reached:
    """Return from where on one method's points (rising votes) stay at or above the wanted F1.

    Between two points F1 is taken to grow evenly; below the first nothing is known, so the first it is.
    """
    return Reached(_crossing(points, "macro", wanted.macro), _crossing(points, "micro", wanted.micro))


def _crossing(points: Sequence[Point], kind: Kind, wanted: float) -> float:
    values, votes = [getattr(one, kind) for one in points], [one.votes for one in points]
    below = [place for place, value in enumerate(values) if value < wanted]
    if not below:
        return votes[0]
    last = below[-1]
    if last == len(values) - 1:
        return float("inf")
    return float(np.interp(wanted, values[last : last + 2], votes[last : last + 2]))


@dataclass(frozen=True)
class Mean:
    """Mean of a few seeds, with a 95 % interval by Student's t; one seed has no interval."""

    value: float
    half: float

    def __str__(self) -> str:
        if not np.isfinite(self.value):
            return "not reached"
        return f"{self.value:.3g}" + (f" ± {self.half:.2g}" if np.isfinite(self.half) else "")


@dataclass(frozen=True)
class Ratio:
    """Geometric mean of ratios, with a 95 % interval by Student's t on their logarithms."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3g}" + (f" ({self.low:.2g}-{self.high:.2g})" if np.isfinite(self.low) else "")

    def verdict(self, bar: float) -> str:
        """Return whether a bar is met, and whether beyond chance; several seeds are needed for that."""
        if not self.value >= bar:
            return "MISSED"
        return "met" if self.low >= bar else "met on average, not beyond chance"


def ratio_of(values: Sequence[float]) -> Ratio | None:
    """Return the mean of positive ratios; None where one is not finite."""
    if not all(0 < one < np.inf for one in values):
        return None
    logs = mean_of(np.log(values).tolist())
    low, high = np.exp([logs.value - logs.half, logs.value + logs.half]).tolist()
    return Ratio(float(np.exp(logs.value)), low, high)


def mean_of(values: Sequence[float]) -> Mean:
    """Return the mean of values that are independent, one per seed."""
    many = len(values)
    value = float(np.mean(values))
    if many < 2 or not np.isfinite(value):
        return Mean(value, float("nan"))
    return Mean(value, float(t.ppf(0.975, many - 1) * np.std(values, ddof=1) / np.sqrt(many)))
