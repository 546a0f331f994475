"""Grey levels of a cell: its pixels, averaged in blocks, quantised between the cell's own extremes."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from mlworker.fields import Labels, Pixels

LEVELS = 256

Levels = NDArray[np.int16]
Plane = NDArray[np.uint16]
Boxes = NDArray[np.int64]
Means = NDArray[np.float64]

_OUTSIDE = -1.0
_ABOVE_ALL = 1e30


def plane_of(pixels: Pixels) -> Plane:
    """Return a plane as the kernels read it: 16 bits, contiguous."""
    return np.ascontiguousarray(pixels, dtype=np.uint16)


@njit(cache=True, nogil=True)
def _means(plane: Plane, labels: Labels, cell: int, box: Boxes, scale: int) -> Means:
    """Return the mean of the cell's pixels in each block of its box, -1 where under half are its own."""
    top, bottom, left, right = box
    rows, columns = (bottom - top + scale - 1) // scale, (right - left + scale - 1) // scale
    means = np.empty((rows, columns))
    if scale == 1:
        for row in range(rows):
            for column in range(columns):
                own = labels[top + row, left + column] == cell
                means[row, column] = plane[top + row, left + column] if own else _OUTSIDE
        return means
    for row in range(rows):
        for column in range(columns):
            total, pixels = 0, 0
            for y in range(top + row * scale, min(top + (row + 1) * scale, bottom)):
                for x in range(left + column * scale, min(left + (column + 1) * scale, right)):
                    own = labels[y, x] == cell
                    total += int(plane[y, x]) if own else 0
                    pixels += 1 if own else 0
            means[row, column] = total / pixels if 2 * pixels >= scale * scale else _OUTSIDE
    return means


@njit(cache=True, nogil=True)
def cell_levels(plane: Plane, labels: Labels, cell: int, box: Boxes, scale: int) -> Levels:
    """Return one cell in grey levels, int16 (rows, columns) of its box: 0 .. 255 inside, -1 outside.

    `box` is first row, end row, first column, end column. Blocks of `scale` x `scale` pixels start at its
    corner, so that the cell's place in the field does not matter; a block belongs to the cell if at least
    half of its pixels do, and its value is the mean of those. Level = floor(256 (value - minimum) /
    (maximum - minimum)), the maximum itself level 255; minimum and maximum are the cell's. A cell of one
    value is level 0. Fewer levels, 2^k, are exactly these with the lower bits dropped.
    """
    means = _means(plane, labels, cell, box, scale)
    low, high = _ABOVE_ALL, _OUTSIDE
    for row in range(means.shape[0]):
        for column in range(means.shape[1]):
            mean = means[row, column]
            low = min(low, mean if mean >= 0 else _ABOVE_ALL)
            high = max(high, mean)
    span = high - low if high > low else 1.0
    levels = np.empty(means.shape, np.int16)
    for row in range(means.shape[0]):
        for column in range(means.shape[1]):
            mean = means[row, column]
            levels[row, column] = min(int((mean - low) * 256.0 / span), 255) if mean >= 0 else -1
    return levels
