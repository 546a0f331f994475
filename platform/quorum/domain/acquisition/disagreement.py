"""Disagreement: of an ensemble with itself (BALD), and of the crowd with the model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quorum.domain.acquisition.candidates import Candidates, Floats, Knowledge, Reals
from quorum.domain.acquisition.strategy import Scores, known
from quorum.domain.acquisition.uncertainty import entropy, unsettled
from quorum.domain.calibration import log_odds_of


@dataclass(frozen=True)
class Bald:
    """The score is what a label would tell of the model, in nats, summed over classes as if independent.

    Entropy of the mean prediction minus mean entropy of the members' predictions. Houlsby et al. 2011,
    arXiv:1112.5745; with dropout Gal, Islam & Ghahramani 2017, ICML, arXiv:1703.02910.
    """

    name: str = "bald"
    needs_model: bool = True
    needs: tuple[Knowledge, ...] = (Knowledge.DRAWS,)

    def scores(self, candidates: Candidates, rng: np.random.Generator) -> Scores:
        """Return the mutual information of subjects, and the class with the most; raises KnowledgeMissing."""
        return Scores.summed(information(candidates))


@dataclass(frozen=True)
class UnsettledBald:
    """The score is BALD, each class weighed by how far it is unsettled.

    A label that votes have settled already tells the model nothing new, and BALD alone would ask for the same
    subjects again and again: no vote changes it before the next training.
    """

    name: str = "unsettled-bald"
    needs_model: bool = True
    needs: tuple[Knowledge, ...] = (Knowledge.DRAWS,)

    def scores(self, candidates: Candidates, rng: np.random.Generator) -> Scores:
        """Return the weighed information of subjects, and the class with the most; raises KnowledgeMissing."""
        return Scores.summed(information(candidates) * unsettled(candidates))


@dataclass(frozen=True)
class ModelAgainstCrowd:
    """The score is how far votes have moved the posterior from the model's prediction, where that is unsettled.

    The symmetric divergence (p - q) (logit p - logit q) of posterior p and prediction q in nats (Jeffreys
    1946, Proc. R. Soc. A 186:453), each class weighed by how far it is unsettled, summed over classes. A
    subject without votes has 0: nobody has disagreed yet.
    """

    name: str = "model-against-crowd"
    needs_model: bool = True
    needs: tuple[Knowledge, ...] = (Knowledge.PREDICTED,)

    def scores(self, candidates: Candidates, rng: np.random.Generator) -> Scores:
        """Return each subject's divergence, and the class that diverges most; raises KnowledgeMissing."""
        predicted = known(Knowledge.PREDICTED, candidates.predicted)
        posterior = candidates.posterior
        apart = (posterior - predicted) * (log_odds_of(posterior) - log_odds_of(predicted))
        return Scores.summed(apart * unsettled(candidates) * (candidates.n > 0)[:, None])


def information(candidates: Candidates) -> Floats:
    """Return the mutual information of each label and the model, in nats, (subjects, classes).

    Raises KnowledgeMissing without draws.
    """
    return mutual_information(known(Knowledge.DRAWS, candidates.draws))


def mutual_information(draws: Reals) -> Floats:
    """Return what a label would tell of the model, in nats, (subjects, classes), of draws (members, ...) of it.

    Not a number where a draw is none.
    """
    mean, mean_entropy = np.zeros(draws.shape[1:]), np.zeros(draws.shape[1:])
    for member in draws:  # one at a time: the entropies of all would be a second array of that size
        predicted = member.astype(np.float64)
        mean += predicted / len(draws)
        mean_entropy += entropy(predicted) / len(draws)
    # Rounding must not carry the mean beyond 1, nor the information below 0.
    return np.asarray(np.maximum(entropy(np.minimum(mean, 1.0)) - mean_entropy, 0.0))
