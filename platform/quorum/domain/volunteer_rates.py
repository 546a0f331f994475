"""How often each volunteer names each class where it is true and where it is not: sums over classifications."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from quorum.domain.votes import Integers, Masks, Votes, _place

Floats = NDArray[np.float64]


def named_and_seen(votes: Votes, weight: Floats) -> tuple[Floats, Floats]:
    """Return per volunteer and class the summed `weight` of subjects where they named it, and of all they saw.

    `weight` is (subjects, classes), P(class is true), say; both results are (volunteers, classes).
    """
    named = np.zeros((votes.volunteers, votes.classes))
    seen = np.zeros((votes.volunteers, votes.classes))
    _add_to_volunteers(votes.subject, votes.volunteer, votes.chosen, weight, named, seen)
    return named, seen


def evidence(votes: Votes, when_named: Floats, when_not: Floats) -> Floats:
    """Return per subject and class the sum of its volunteers' log likelihood ratios, (subjects, classes).

    `when_named` and `when_not` are (volunteers, classes): what naming the class, or not naming it,
    says for it.
    """
    total = np.zeros((votes.subjects, votes.classes))
    _add_to_subjects(votes.subject, votes.volunteer, votes.chosen, when_named - when_not, when_not, total)
    return total


@njit(cache=True)
def _add_to_volunteers(  # noqa: PLR0917 (numba takes arrays, not objects)
    subject: Integers, volunteer: Integers, chosen: Masks, weight: Floats, named: Floats, seen: Floats
) -> None:
    classes = weight.shape[1]
    for row in range(len(subject)):
        who, what = volunteer[row], subject[row]
        for index in range(classes):
            seen[who, index] += weight[what, index]
        for word in range(chosen.shape[1]):
            bits = chosen[row, word]
            while bits:
                lowest = bits & (~bits + np.uint64(1))
                index = word * 64 + _place(lowest)
                named[who, index] += weight[what, index]
                bits ^= lowest


@njit(cache=True)
def _add_to_subjects(  # noqa: PLR0917
    subject: Integers, volunteer: Integers, chosen: Masks, gain: Floats, when_not: Floats, total: Floats
) -> None:
    classes = total.shape[1]
    for row in range(len(subject)):
        who, what = volunteer[row], subject[row]
        for index in range(classes):
            total[what, index] += when_not[who, index]
        for word in range(chosen.shape[1]):
            bits = chosen[row, word]
            while bits:
                lowest = bits & (~bits + np.uint64(1))
                index = word * 64 + _place(lowest)
                total[what, index] += gain[who, index]
                bits ^= lowest
