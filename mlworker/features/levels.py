"""Grey levels of a cell: its pixels, averaged in blocks, quantised between the cell's own extremes."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np
from numba import njit
from numpy.typing import NDArray

from mlworker.fields import PROTEIN, CellField, Labels

LEVELS = 256

Levels = NDArray[np.int16]
Plane = NDArray[np.uint16]
Boxes = NDArray[np.int64]
Means = NDArray[np.float64]

_OUTSIDE = -1.0


@njit(cache=True, nogil=True, error_model="numpy")
def _means_of_blocks(plane: Plane, labels: Labels, cell: int, box: Boxes, scale: int) -> Means:
    """Return the mean of the cell's pixels in each block, -1 where under half of the block is the cell's."""
    top, bottom, left, right = box
    rows, columns = -(-(bottom - top) // scale), -(-(right - left) // scale)
    means = np.empty((rows, columns))
    sums, pixels = np.empty(columns * scale, np.int32), np.empty(columns * scale, np.int32)
    for row in range(rows):
        sums[:] = 0
        pixels[:] = 0
        for y in range(top + row * scale, min(top + (row + 1) * scale, bottom)):
            own, values = labels[y, left:right], plane[y, left:right]
            for x in range(right - left):
                inside = np.int32(own[x] == cell)
                sums[x] += inside * np.int32(values[x])
                pixels[x] += inside
        for column in range(columns):
            total, count = 0, 0
            for x in range(column * scale, (column + 1) * scale):
                total += sums[x]
                count += pixels[x]
            means[row, column] = total / max(count, 1) if 2 * count >= scale * scale else _OUTSIDE
    return means


@njit(cache=True, nogil=True, error_model="numpy")
def _levels_of_pixels(plane: Plane, labels: Labels, cell: int, box: Boxes) -> Levels:
    top, bottom, left, right = box
    low, high = np.int32(0xFFFF), np.int32(0)
    for row in range(top, bottom):
        own, values = labels[row, left:right], plane[row, left:right]
        for column in range(right - left):
            value = np.int32(values[column])
            low = min(low, value if own[column] == cell else np.int32(0xFFFF))
            high = max(high, value if own[column] == cell else np.int32(0))
    # Exact in 24 bits: a quotient is 2^-16 or more below the next whole number, and rounding moves it by less.
    span = np.float32(max(high - low, np.int32(1)))
    levels = np.empty((bottom - top, right - left), np.int16)
    for row in range(bottom - top):
        own, values, line = labels[top + row, left:right], plane[top + row, left:right], levels[row]
        for column in range(right - left):
            level = np.int32(np.float32((np.int32(values[column]) - low) * np.int32(LEVELS)) / span)
            line[column] = np.int16(min(level, np.int32(255))) if own[column] == cell else np.int16(-1)
    return levels


@njit(cache=True, nogil=True, error_model="numpy")
def _levels_of_blocks(means: Means) -> Levels:
    low, high = np.inf, _OUTSIDE
    for row in range(means.shape[0]):
        for column in range(means.shape[1]):
            mean = means[row, column]
            high = max(high, mean)
            low = min(low, mean if mean >= 0 else np.inf)
    span = high - low if high > low else 1.0
    levels = np.empty(means.shape, np.int16)
    for row in range(means.shape[0]):
        for column in range(means.shape[1]):
            mean = means[row, column]
            levels[row, column] = min(int((mean - low) * LEVELS / span), 255) if mean >= 0 else -1
    return levels


_kept: WeakKeyDictionary[CellField, dict[tuple[str, int], tuple[Levels, ...]]] = WeakKeyDictionary()


def levels_of(cells: CellField, channel: str, scale: int) -> tuple[Levels, ...]:
    """Return each cell in the grey levels of a channel; found once for all families that ask.

    `channel` is `PROTEIN` or a reference that the field has. A cell is int16 (rows, columns) of its box, 0 ..
    255 inside and -1 outside. Pixels are averaged in blocks of `scale` a side; blocks start at the box's
    corner, so that the cell's place in the field does not matter; a block belongs to the cell if at least
    half of its pixels do, and its value is the mean of those. Level = floor(256 (value - minimum) / (maximum
    - minimum)), the maximum itself level 255; minimum and maximum are the cell's. A cell of one value is
    level 0. Fewer levels, 2^k, are exactly these with the lower bits dropped.
    """
    kept = _kept.setdefault(cells, {})
    if (channel, scale) not in kept:
        pixels = cells.field.protein if channel == PROTEIN else cells.field.references[channel]
        plane, labels = np.ascontiguousarray(pixels, dtype=np.uint16), np.ascontiguousarray(cells.cells)
        kept[channel, scale] = tuple(
            _levels_of_pixels(plane, labels, number, box)
            if scale == 1
            else _levels_of_blocks(_means_of_blocks(plane, labels, number, box, scale))
            for number, box in enumerate(cells.boxes, start=1)
        )
    return kept[channel, scale]
