"""Uncertainty sampling: subjects of whose classes least is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import entr

from quorum.domain.acquisition.candidates import (
    USUAL_INDEPENDENT_VOTES,
    Candidates,
    Floats,
    Knowledge,
)
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


def unsettled(candidates: Candidates) -> Floats:
    """Return how far each class still depends on votes, (subjects, classes), from 0 to 1.

    The chance that the decision by the cutoff is wrong, times the weight min(1, independent votes / (n + 1)) of
    one more vote: 0 where the class is certain, and small where many votes have left it in doubt.
    """
    posterior, volunteer = candidates.posterior, candidates.volunteer
    wrong = np.where(posterior > candidates.decision_cutoffs, 1.0 - posterior, posterior)
    independent = USUAL_INDEPENDENT_VOTES if volunteer is None else volunteer.independent_votes
    return np.asarray(wrong * np.minimum(1.0, independent / (candidates.n[:, None] + 1.0)))


def entropy(probabilities: Floats) -> Floats:
    """Return the entropy of yes against no, in nats, of probabilities of any shape."""
    return np.asarray(entr(probabilities) + entr(1.0 - probabilities))
