"""A subject's evidence kept up to date vote by vote: what the skill method says, without reading all votes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from quorum.domain.calibration import Calibration, log_odds_of

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Weighing:
    """How votes on a task are weighed: volunteers' log likelihood ratios, and what becomes of their sum.

    `gain` is what naming a class adds to what not naming it says; it and `if_not_named` are
    (volunteers + 1, classes), the last row for volunteers who are not known yet. `start` (classes,) are
    the calibrated log-odds of the prior, `slope` the calibration's. Made by `FittedSkill.weighing`.
    """

    gain: Floats
    if_not_named: Floats
    start: Floats
    slope: float
    independent_votes: float

    @classmethod
    def made(
        cls,
        *,
        if_named: Floats,
        if_not_named: Floats,
        prior: Floats,
        independent_votes: float,
        calibration: Calibration,
    ) -> Weighing:
        """Add the row of the unknown volunteer, who is worth the mean ratio; `prior` are shares (classes,)."""
        named = np.vstack([if_named, if_named.mean(axis=0)])
        not_named = np.vstack([if_not_named, if_not_named.mean(axis=0)])
        start = calibration.log_odds(log_odds_of(prior))
        return cls(named - not_named, not_named, start, calibration.slope, independent_votes)


class SubjectEvidence:
    """The evidence on one subject: the sum of its volunteers' log likelihood ratios, and how many they are."""

    __slots__ = ("n", "total", "weighing")

    def __init__(self, weighing: Weighing) -> None:
        self.weighing = weighing
        self.total: Floats = np.zeros(len(weighing.start))
        self.n = 0

    def add(self, volunteer: int | None, chosen: Sequence[int]) -> None:
        """Take in one classification: an index into the weighing's volunteers, None for an unknown one."""
        row = -1 if volunteer is None else volunteer
        self.total += self.weighing.if_not_named[row]
        gain = self.weighing.gain[row]
        for index in chosen:
            self.total[index] += gain[index]
        self.n += 1

    def posterior(self) -> Floats:
        """Return P(class is true), (classes,): the same as the batch method gives for the same rates."""
        weighing = self.weighing
        tempering = min(1.0, weighing.independent_votes / max(self.n, 1))
        posterior: Floats = expit(weighing.start + (weighing.slope * tempering) * self.total)
        return posterior
