"""Fewest votes first: serving evenly, without a look at the answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quorum.domain.acquisition.candidates import Candidates, Knowledge
from quorum.domain.acquisition.strategy import Scores


@dataclass(frozen=True)
class FewestVotes:
    """The score is minus the number of counted votes."""

    name: str = "fewest-votes"
    needs_model: bool = False
    needs: tuple[Knowledge, ...] = ()

    def scores(self, candidates: Candidates, rng: np.random.Generator) -> Scores:
        """Return minus the votes of each subject."""
        return Scores.without_class(-candidates.n.astype(np.float64))
