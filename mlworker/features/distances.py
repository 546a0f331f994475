"""Exact Euclidean distances to the nearest pixel of a region."""

from __future__ import annotations

import numpy as np
from numba import njit

from mlworker.features.cutouts import Mask
from mlworker.features.family import Floats
from mlworker.features.runs import Integers


@njit(cache=True, nogil=True)
def _within_columns(region: Mask) -> Integers:
    height, width = region.shape
    far = height + width
    steps = np.full((height, width), far, dtype=np.int64)
    for column in range(width):
        nearest = far
        for row in range(height):
            nearest = 0 if region[row, column] else nearest + 1
            steps[row, column] = nearest
        nearest = far
        for row in range(height - 1, -1, -1):
            nearest = 0 if region[row, column] else nearest + 1
            steps[row, column] = min(steps[row, column], nearest)
    return steps


@njit(cache=True, nogil=True)
def _squared(steps: Integers) -> Integers:
    height, width = steps.shape
    squared = np.empty((height, width), dtype=np.int64)
    best, since = np.empty(width, dtype=np.int64), np.empty(width, dtype=np.int64)
    for row in range(height):
        level = steps[row] * steps[row]
        # The nearest column only ever moves right: keep each with the place where its reign begins.
        top, best[0], since[0] = 0, 0, 0
        for column in range(1, width):
            while top >= 0:
                old = best[top]
                here = since[top] - old
                if here * here + level[old] <= (since[top] - column) ** 2 + level[column]:
                    break
                top -= 1
            begin = 0
            if top >= 0:
                old = best[top]
                rise = column * column - old * old + level[column] - level[old]
                begin = rise // (2 * (column - old)) + 1
            if begin < width:
                top += 1
                best[top], since[top] = column, begin
        for column in range(width - 1, -1, -1):
            squared[row, column] = (column - best[top]) ** 2 + level[best[top]]
            if column == since[top]:
                top -= 1
    return squared


def distances_to(region: Mask) -> Floats:
    """Return the distance in pixels between the centres of each pixel and of the nearest in the region.

    Meijster, Roerdink & Hesselink 2000, A general algorithm for computing distance transforms in linear time.
    The region must have a pixel; without any, the distances are larger than the plane.
    """
    distances: Floats = np.sqrt(_squared(_within_columns(region)))
    return distances
