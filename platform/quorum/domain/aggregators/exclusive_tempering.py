"""How far the votes on one subject may be taken as independent, found out from the votes themselves.

An odd subject misleads many volunteers alike, so that n votes tell less than n independent ones: about
n / (1 + (n - 1) r), with r the correlation within a subject (the design effect of Kish 1965, "Survey
Sampling"). Here r is the value with which the other votes on a subject best predict each vote.
"""

from __future__ import annotations

from math import exp, log

import numpy as np
from numba import njit
from numpy.typing import NDArray

from quorum.domain.aggregators.exclusive_answers import Answers, normalised
from quorum.domain.aggregators.interface import Floats
from quorum.domain.votes import Integers

CORRELATIONS = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0)
MOST_PREDICTED = 200_000
"""So many votes, evenly spread over the subjects, are predicted at most: enough to tell the values apart."""


def tempered(log_joint: Floats, n: NDArray[np.int64], correlation: float) -> Floats:
    """Return probabilities from log P(votes, class), both (subjects, classes), of n (subjects,) votes.

    The likeliest class of a subject stays the same; only how sure it is changes.
    """
    power = 1.0 / (1.0 + np.maximum(n - 1, 0) * correlation)
    return normalised(power[:, None] * log_joint)


def correlation_within_subjects(answers: Answers, log_joint: Floats, rates: Floats) -> float:
    """Return the correlation, one of `CORRELATIONS`, with which votes are best predicted from the others.

    `log_joint` is log P(votes, class), (subjects, classes), and `rates` P(volunteer says | true),
    (volunteers, said, true).
    """
    rows = np.arange(0, len(answers.subject), max(1, -(-len(answers.subject) // MOST_PREDICTED)))
    subject, volunteer, said = (part[rows] for part in (answers.subject, answers.volunteer, answers.said))
    n = answers.n[subject]
    scores = [
        _log_predicted(subject, volunteer, said, log_joint, rates, 1.0 / (1.0 + np.maximum(n - 2, 0) * value))
        for value in CORRELATIONS
    ]
    return CORRELATIONS[int(np.argmax(scores))]


@njit(cache=True)
def _log_predicted(  # noqa: PLR0917 (numba takes arrays, not objects)
    subject: Integers, volunteer: Integers, said: Integers, log_joint: Floats, rates: Floats, power: Floats
) -> float:
    total = 0.0
    others = np.empty(log_joint.shape[1])
    for row in range(len(subject)):
        rate = rates[volunteer[row], said[row]]
        for index in range(len(others)):
            others[index] = power[row] * (log_joint[subject[row], index] - log(rate[index]))
        highest = others.max()
        weight, predicted = 0.0, 0.0
        for index in range(len(others)):
            part = exp(others[index] - highest)
            weight += part
            predicted += part * rate[index]
        total += log(predicted / weight)
    return total
