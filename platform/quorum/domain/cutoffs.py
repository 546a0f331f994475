"""Cutoffs per class: quantile matching, so that each class is accepted as often as the experts saw it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quorum.domain.aggregators.interface import ReferenceInvalid

Booleans = NDArray[np.bool_]
Floats = NDArray[np.float64]

PERMISSIVE_P = 0.01
"""The p-value of the raw consensus, used where no reference frequency is known."""


def cutoffs_below(p_values: Floats, frequencies: Floats, *, novel: float = PERMISSIVE_P) -> Floats:
    """Return for each class the p-value below which its reference frequency of subjects lies, (classes,).

    With `p_values` (subjects, classes) and `frequencies` (classes,), shares of subjects, r is the
    frequency times the subjects, rounded, halves up; the cutoff is the (r + 1)-th smallest p-value,
    infinite when r is every subject. A class is accepted when p < cutoff: without ties exactly r
    subjects, with ties at the cutoff fewer, for none of the tied are: the decisions of the interpolated
    quantile of the released analysis. A NaN frequency, a novel class, gets `novel`. Raises
    ReferenceInvalid for frequencies outside 0 .. 1, or without any subject. Sullivan et al. 2018, Nature
    Biotechnology 36:820, Methods.
    """
    subjects, classes = p_values.shape
    is_known = ~np.isnan(frequencies)
    if frequencies.shape != (classes,) or ((frequencies < 0) | (frequencies > 1)).any():
        raise ReferenceInvalid("There must be one reference frequency per class, from 0 to 1.")
    if not subjects:
        raise ReferenceInvalid("Cutoffs cannot be matched without any subject.")
    cutoffs = np.full(classes, novel)
    for index in np.flatnonzero(is_known):
        rank = int(np.floor(frequencies[index] * subjects + 0.5))
        if rank >= subjects:
            cutoffs[index] = np.inf
        else:
            cutoffs[index] = np.partition(p_values[:, index], rank)[rank]
    return cutoffs


def cutoffs_above(scores: Floats, frequencies: Floats, *, novel: float) -> Floats:
    """Return for each class the score above which its reference frequency of subjects lies, (classes,).

    The mirror image of `cutoffs_below`, for shares and posteriors: the (r + 1)-th largest score, and a
    class is accepted when score > cutoff. What novel classes get has no published value, so it is asked.
    """
    return -cutoffs_below(-scores, frequencies, novel=-novel)


def accepted_below(p_values: Floats, cutoffs: Floats) -> Booleans:
    """Return which classes lie strictly below their cutoff, (subjects, classes)."""
    return np.asarray(p_values < cutoffs)


def accepted_above(scores: Floats, cutoffs: Floats) -> Booleans:
    """Return which classes lie strictly above their cutoff, (subjects, classes)."""
    return np.asarray(scores > cutoffs)


def highest_only(scores: Floats, counts: NDArray[np.integer]) -> Booleans:
    """Return the one class of each subject with the highest score, for an exclusive question.

    Both arguments are (subjects, classes). Of equal scores the class with more votes wins, then the
    first. Classes without a vote are never taken: a subject without votes gets none.
    """
    ranked = np.where(counts > 0, scores, -np.inf)
    is_best = ranked == ranked.max(axis=1, keepdims=True)
    winner = np.argmax(np.where(is_best, counts, -1), axis=1)
    accepted = np.zeros(counts.shape, bool)
    rows = np.flatnonzero(counts.any(axis=1))
    accepted[rows, winner[rows]] = True
    return accepted
