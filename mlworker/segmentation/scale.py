"""The size that a field is worked at: how large its pixels are, planes made smaller, masks brought back."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from mlworker.fields import Field, Labels, Pixels

Plane = NDArray[np.float32]

ASSUMED_FIELD_UM = 163.84
"""Width of a field whose pixel size is unknown: 0.08 um at 2048 pixels, 0.32 um at 512."""
COARSEST_ASSUMED_UM = 0.32


def pixel_um_of(field: Field) -> float:
    """Return micrometres per pixel; where the field does not say, as if it were `ASSUMED_FIELD_UM` wide.

    Fields under 512 pixels are taken for cuttings at 0.32 um per pixel.
    """
    if field.pixel_um is not None:
        return field.pixel_um
    return min(ASSUMED_FIELD_UM / max(*field.shape, 1), COARSEST_ASSUMED_UM)


def shrink(plane: Pixels, factor: int) -> Plane:
    """Return the means of `factor` x `factor` blocks as shares of full scale; cut blocks at the far edges.

    float32 (ceil(height / factor), ceil(width / factor)), 0 to 1.
    """
    full_scale = float(np.iinfo(plane.dtype).max)
    rows_in_order = plane if plane.flags.c_contiguous else plane.copy()
    return _block_means(rows_in_order, factor, full_scale)


def enlarge(labels: Labels, factor: int, shape: tuple[int, int]) -> Labels:
    """Return a mask `factor` times as large, cut to `shape`, its outlines without steps.

    A pixel gets the label with the largest weight among the four nearest coarse pixels (bilinear weights).
    """
    if factor == 1:
        return labels
    return _bilinear_vote(labels, factor, shape[0], shape[1])


@njit(cache=True, nogil=True)
def _block_means(plane: Pixels, factor: int, full_scale: float) -> Plane:
    height, width = plane.shape
    rows, columns = (height + factor - 1) // factor, (width + factor - 1) // factor
    out = np.empty((rows, columns), np.float32)
    sums = np.empty(columns, np.int64)
    for row in range(rows):
        sums[:] = 0
        last = min((row + 1) * factor, height)
        for fine in range(row * factor, last):
            for column in range(width // factor):
                for place in range(column * factor, (column + 1) * factor):
                    sums[column] += plane[fine, place]
            for place in range(width // factor * factor, width):
                sums[columns - 1] += plane[fine, place]
        for column in range(columns):
            across = min((column + 1) * factor, width) - column * factor
            out[row, column] = sums[column] / (full_scale * across * (last - row * factor))
    return out


@njit(cache=True, nogil=True)
def _bilinear_vote(labels: Labels, factor: int, height: int, width: int) -> Labels:
    rows, columns = labels.shape
    out = np.empty((height, width), np.int32)
    for row in range(rows):
        for column in range(columns):
            label, alone = labels[row, column], True
            for y in range(max(row - 1, 0), min(row + 2, rows)):
                for x in range(max(column - 1, 0), min(column + 2, columns)):
                    alone &= labels[y, x] == label
            for y in range(row * factor, min((row + 1) * factor, height)):
                for x in range(column * factor, min((column + 1) * factor, width)):
                    out[y, x] = label if alone else _vote(labels, (y + 0.5) / factor, (x + 0.5) / factor)
    return out


@njit(cache=True, nogil=True)
def _vote(labels: Labels, y: float, x: float) -> int:
    top, left = int(np.floor(y - 0.5)), int(np.floor(x - 0.5))
    down, over = y - 0.5 - top, x - 0.5 - left
    bottom, right = min(top + 1, labels.shape[0] - 1), min(left + 1, labels.shape[1] - 1)
    top, left = max(top, 0), max(left, 0)
    a, b, c, d = labels[top, left], labels[top, right], labels[bottom, left], labels[bottom, right]
    best, most = a, -1.0
    for one in (a, b, c, d):
        weight = (a == one) * (1 - down) * (1 - over) + (b == one) * (1 - down) * over
        weight += (c == one) * down * (1 - over) + (d == one) * down * over
        if weight > most:
            best, most = one, weight
    return int(best)
