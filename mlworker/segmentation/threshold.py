"""Where grey levels part into dark and bright."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

BINS, FINE_BINS = 256, 4096


def otsu(values: NDArray[np.float32]) -> float:
    """Return the level that parts the values into the two classes with the least spread within.

    Any shape; the middle of one of `BINS` bins, values above it are bright. A single level is returned as
    it is, NaN for no values (Otsu 1979, IEEE Trans. SMC 9:62).
    """
    if not values.size:
        return float("nan")
    low, high = float(values.min()), float(values.max())
    if low == high:
        return low
    counts = _histogram(np.ascontiguousarray(values).ravel(), low, high, BINS)
    middles = low + (np.arange(BINS) + 0.5) * ((high - low) / BINS)
    below, sums = np.cumsum(counts), np.cumsum(counts * middles)
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return float(middles[np.nanargmax(between[:-1])])


def quantile(values: NDArray[np.float32], share: float) -> float:
    """Return the level below which `share` of the values lie, to a bin of `FINE_BINS`; 0 for no values."""
    if not values.size:
        return 0.0
    low, high = float(values.min()), float(values.max())
    if low == high:
        return low
    counts = np.cumsum(_histogram(np.ascontiguousarray(values).ravel(), low, high, FINE_BINS))
    return low + (int(np.searchsorted(counts, share * counts[-1])) + 0.5) * (high - low) / FINE_BINS


@njit(cache=True, nogil=True)
def _histogram(values: NDArray[np.float32], low: float, high: float, bins: int) -> NDArray[np.int64]:
    per_level = bins / (high - low)
    counts = np.zeros(bins, np.int64)
    for value in values:
        counts[min(int((value - low) * per_level), bins - 1)] += 1
    return counts
