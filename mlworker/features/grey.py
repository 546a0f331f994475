"""Grey levels: 256 of one width between two values."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from mlworker.features.runs import Integers, Plane

LEVELS = 256

Levels = NDArray[np.int16]


@njit(cache=True, nogil=True)
def extremes(plane: Plane, places: Integers) -> tuple[np.int32, np.int32]:
    """Return the least and the greatest value along runs, (3, runs); without any, the greatest is the less."""
    low, high = np.int32(0xFFFF), np.int32(-1)
    for run in range(places.shape[1]):
        values = plane[places[0, run], places[1, run] : places[2, run]]
        for x in range(len(values)):
            low = min(low, np.int32(values[x]))
            high = max(high, np.int32(values[x]))
    return low, high


@njit(cache=True, nogil=True, error_model="numpy")
def write_levels(values: Plane, low: np.int32, high: np.int32, levels: Levels) -> None:
    """Write floor(256 (value - low) / (high - low)) of values, (n,), 255 for `high`; 0 if that is `low`."""
    # Exact in 24 bits: a quotient is 2^-16 or more below the next whole number, and rounding moves it by less.
    span = np.float32(max(high - low, np.int32(1)))
    for x in range(len(values)):
        level = np.int32(np.float32((np.int32(values[x]) - low) * np.int32(LEVELS)) / span)
        levels[x] = min(level, np.int32(LEVELS - 1))
