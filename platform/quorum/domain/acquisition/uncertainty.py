"""Uncertainty sampling: subjects of whose classes least is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import entr

from quorum.domain.acquisition.candidates import Candidates, Floats, Knowledge
from quorum.domain.acquisition.strategy import Scores


@dataclass(frozen=True)
class PosteriorEntropy:
    """The score is the entropy of the posterior, in nats, summed over classes.

    It sends votes also where no number of them will settle the matter; `DecisionFlip` and `ErrorReduction`
    do not.
    """

    name: str = "posterior-entropy"
    needs_model: bool = False
    needs: tuple[Knowledge, ...] = ()

    def scores(self, candidates: Candidates, rng: np.random.Generator) -> Scores:
        """Return the entropy of each subject, and its least known class."""
        return Scores.summed(entropy(candidates.posterior))


def entropy(probabilities: Floats) -> Floats:
    """Return the entropy of yes against no, in nats, of probabilities of any shape."""
    return np.asarray(entr(probabilities) + entr(1.0 - probabilities))
