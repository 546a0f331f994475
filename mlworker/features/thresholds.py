"""Thresholds: Otsu's, for each cell by itself.

Otsu 1979, A threshold selection method from gray-level histograms, IEEE Transactions on Systems, Man and
Cybernetics 9:62. The histogram has 256 bins of one width from the least to the greatest value in the cell; the
threshold is the upper edge of the bin (the first of several) that ends the lower class where the variance
between the classes is greatest. scikit-image returns the middle of that bin instead, half a bin lower.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from mlworker.features.runs import Integers, Plane, Runs, places_of

UNREACHED = 1 << 16
"""The threshold of a cell whose values do not differ: no pixel of 16 bits reaches it."""

_BINS = 256


@njit(cache=True, nogil=True)
def _extremes(plane: Plane, places: Integers, floor: np.int64) -> tuple[np.int64, np.int64]:
    low, high = np.int64(UNREACHED), np.int64(-1)
    for i in range(places.shape[1]):
        row = places[0, i]
        for column in range(places[1, i], places[2, i]):
            value = np.int64(plane[row, column])
            high = max(high, value)
            low = min(low, value if value >= floor else np.int64(UNREACHED))
    return low, high


@njit(cache=True, nogil=True)
def _count_levels(plane: Plane, places: Integers, low: np.int64, high: np.int64, counts: Integers) -> None:
    counts[:] = 0
    # above * 256 // span as a product, which errs by less than the 1 / span that may lie below a whole number.
    factor = (np.int64(_BINS) << 40) // (high - low) + 1
    for i in range(places.shape[1]):
        row = places[0, i]
        for column in range(places[1, i], places[2, i]):
            above = np.int64(plane[row, column]) - low
            if above >= 0:
                counts[(above * factor) >> 40] += 1
    counts[_BINS - 1] += counts[_BINS]


@njit(cache=True, nogil=True)
def _best_split(counts: Integers) -> int:
    pixels, moment = 0, 0
    for level in range(_BINS):
        pixels += counts[level]
        moment += level * counts[level]
    best, split, below, below_moment = -1.0, 0, 0, 0
    for level in range(_BINS - 1):
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
    counts = np.empty(_BINS + 1, dtype=np.int64)
    for cell in range(len(runs.first) - 1):
        places = places_of(runs, cell)
        floor = np.int64(0)
        for time in range(len(found)):
            low, high = _extremes(plane, places, floor)
            if high <= low:
                break
            _count_levels(plane, places, low, high, counts)
            floor = low + ((np.int64(_best_split(counts)) + 1) * (high - low) + _BINS - 1) // _BINS
            found[time, cell] = floor


def otsu_thresholds(plane: Plane, runs: Runs, times: int = 1) -> Integers:
    """Return the least grey level above Otsu's threshold, (times, cells), UNREACHED where values do not differ.

    The second and later times are Otsu's threshold of the pixels that reach the one before.
    """
    found = np.full((times, len(runs.first) - 1), UNREACHED, dtype=np.int64)
    _thresholds(plane, runs, found)
    return found
