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

    `if_named` and `if_not_named` are (volunteers + 1, classes); the last row is for volunteers who are
    not known yet. `prior` (classes,) are log-odds. Made by `FittedSkill.weighing`.
    """

    if_named: Floats
    if_not_named: Floats
    prior: Floats
    independent_votes: float
    calibration: Calibration

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
        """Add the row of the unknown volunteer, who is worth the mean ratio, and take shares as prior."""
        return cls(
            np.vstack([if_named, if_named.mean(axis=0)]),
            np.vstack([if_not_named, if_not_named.mean(axis=0)]),
            log_odds_of(prior),
            independent_votes,
            calibration,
        )


class SubjectEvidence:
    """The evidence on one subject: the sum of its volunteers' log likelihood ratios, and how many they are."""

    __slots__ = ("n", "total", "weighing")

    def __init__(self, weighing: Weighing) -> None:
        self.weighing = weighing
        self.total: Floats = np.zeros(len(weighing.prior))
        self.n = 0

    def add(self, volunteer: int | None, chosen: Sequence[int]) -> None:
        """Take in one classification: an index into the weighing's volunteers, None for an unknown one."""
        row = -1 if volunteer is None else volunteer
        self.total += self.weighing.if_not_named[row]
        for index in chosen:
            self.total[index] += self.weighing.if_named[row, index] - self.weighing.if_not_named[row, index]
        self.n += 1

    def posterior(self) -> Floats:
        """Return P(class is true), (classes,): the same as the batch method gives for the same rates."""
        tempering = min(1.0, self.weighing.independent_votes / max(self.n, 1))
        log_odds = self.weighing.prior + tempering * self.total
        return np.asarray(expit(self.weighing.calibration.log_odds(log_odds)))
