"""Nearest to the border: subjects whose p-values lie closest to where the consensus rule decides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quorum.domain.acquisition.candidates import Candidates, Knowledge
from quorum.domain.acquisition.strategy import Scores

SMALLEST_P = 1e-12
"""Beyond it a class is decided, however much further; p-values of many votes underflow to 0."""


@dataclass(frozen=True)
class ConsensusBorder:
    """The score is minus the distance of the nearest class's p-value from its border, in powers of ten.

    It reads votes alone, by the hypergeometric rule: the uncertainty of the published consensus.
    """

    name: str = "consensus-border"
    needs_model: bool = False
    needs: tuple[Knowledge, ...] = ()

    def scores(self, candidates: Candidates, rng: np.random.Generator) -> Scores:
        """Return minus the distance in decades, at most 0, and the class that is nearest."""
        p_values = np.log10(np.clip(candidates.p_values, SMALLEST_P, 1.0))
        border = np.log10(np.clip(candidates.border, SMALLEST_P, 1.0))
        return Scores.largest(-np.abs(p_values - border))
