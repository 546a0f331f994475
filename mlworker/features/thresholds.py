"""Thresholds: Otsu's, for each cell by itself.

Otsu 1979, A threshold selection method from gray-level histograms, IEEE Transactions on Systems, Man and
Cybernetics 9:62. The histogram has 256 bins of one width from the least to the greatest value in the cell; the
threshold is the upper edge of the bin (the first of several) that ends the lower class where the variance
between the classes is greatest. scikit-image returns the middle of that bin instead, half a bin lower.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from mlworker.features.grey import LEVELS, extremes, write_levels
from mlworker.features.runs import Integers, Plane, Runs, places_of

UNREACHED = 1 << 16
"""The threshold of a cell whose values do not differ: no pixel of 16 bits reaches it."""


@njit(cache=True, nogil=True)
def _count_levels(plane: Plane, places: Integers, low: np.int32, high: np.int32) -> Integers:
    """Return how many pixels along runs have each grey level between two values."""
    # Counts in turn: pixels side by side often have one level, and one count cannot rise twice at a time.
    counts = np.zeros((4, LEVELS), dtype=np.int64)
    levels = np.empty(plane.shape[1], dtype=np.int16)
    for run in range(places.shape[1]):
        values = plane[places[0, run], places[1, run] : places[2, run]]
        write_levels(values, low, high, levels)
        for x in range(len(values)):
            counts[x & 3, levels[x]] += 1
    for level in range(LEVELS):
        counts[0, level] += counts[1, level] + counts[2, level] + counts[3, level]
    together: Integers = counts[0]
    return together


@njit(cache=True, nogil=True)
def _best_split(counts: Integers) -> int:
    pixels, moment = 0, 0
    for level in range(LEVELS):
        pixels += counts[level]
        moment += level * counts[level]
    best, split, below, below_moment = -1.0, 0, 0, 0
    for level in range(LEVELS - 1):
        below += counts[level]
        below_moment += level * counts[level]
        if not 0 < below < pixels:
            continue
        gap = below_moment / below - (moment - below_moment) / (pixels - below)
        between = float(below) * float(pixels - below) * gap * gap
        if between > best:
            best, split = between, level
    return split


@njit(cache=True, nogil=True)
def _thresholds(plane: Plane, runs: Runs, found: Integers) -> None:
    for cell in range(len(found)):
        places = places_of(runs, cell)
        low, high = extremes(plane, places)
        if high > low:
            split = _best_split(_count_levels(plane, places, low, high))
            found[cell] = low + ((split + 1) * (high - low) + LEVELS - 1) // LEVELS


def otsu_thresholds(plane: Plane, runs: Runs) -> Integers:
    """Return the least value above each owner's Otsu threshold, (owners,); UNREACHED where values are equal."""
    found = np.full(len(runs.first) - 1, UNREACHED, dtype=np.int64)
    _thresholds(plane, runs, found)
    return found
