"""Random order: the baseline of every comparison."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quorum.domain.acquisition.candidates import Candidates, Knowledge
from quorum.domain.acquisition.strategy import Scores


@dataclass(frozen=True)
class RandomOrder:
    """Every order of the subjects is equally likely; the score is a random number in [0, 1)."""

    name: str = "random"
    needs_model: bool = False
    needs: tuple[Knowledge, ...] = ()

    def scores(self, candidates: Candidates, rng: np.random.Generator) -> Scores:
        """Return one random number for each subject."""
        return Scores.without_class(rng.random(candidates.subjects))
