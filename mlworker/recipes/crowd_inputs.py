"""What networks are told of volunteers' votes on a field."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mlworker.datasets.dataset import Crowd, Dataset
from quorum.domain.aggregators.interface import Question
from quorum.domain.errors import UserFault
from quorum.domain.hypergeometric import p_values
from quorum.domain.votes import Tally

Floats = NDArray[np.float64]


class CrowdMissing(UserFault):
    """A recipe that reads votes got a table without any."""

    code = "crowd_missing"


def crowd_of(data: Dataset) -> Crowd:
    """Return the votes of a dataset; raises CrowdMissing."""
    if data.fields.crowd is None:
        raise CrowdMissing("This recipe needs volunteers' votes: columns classifications and votes_<code>.")
    return data.fields.crowd


def consensus_p_values(crowd: Crowd) -> Floats:
    """Return the hypergeometric p-value of each class, (fields, classes); 1 where nobody voted.

    Sullivan et al. 2018: the inputs of the gamer-augmented Loc-CAT and the targets of the pseudo-gamer.
    """
    question = Question(crowd.counts.shape[1], crowd.maximum_choices)
    return p_values(Tally(crowd.n, crowd.counts), question)


def vote_log_odds(crowd: Crowd) -> Floats:
    """Return the log-odds of each class's share of votes, (fields, classes), half a vote added to each side.

    A field without votes has 0 throughout. Unlike p-values, shares of different numbers of volunteers
    estimate one thing; the half votes pull those of few towards even.
    """
    present = crowd.counts + 0.5
    absent = crowd.n[:, None] - crowd.counts + 0.5
    return np.asarray(np.log(present) - np.log(absent))
