"""Grey levels of a cell: its pixels, averaged in blocks, quantised between the cell's own extremes."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np
from numba import njit
from numpy.typing import NDArray

from mlworker.features.components import find_protein, plain
from mlworker.fields import PROTEIN, CellField

LEVELS = 256

Levels = NDArray[np.int16]
Plane = NDArray[np.uint16]
Places = NDArray[np.int64]
Means = NDArray[np.float64]
Sums = NDArray[np.int32]

_OUTSIDE = -1.0


@njit(cache=True, nogil=True)
def _box(places: Places, first: int, end: int) -> tuple[int, int, int, int]:
    """Return first row, end row, first column and end column of the runs `first` to `end`."""
    left, right = places[1, first], places[2, first]
    for run in range(first, end):
        left, right = min(left, places[1, run]), max(right, places[2, run])
    return places[0, first], places[0, end - 1] + 1, left, right


@njit(cache=True, nogil=True)
def _extremes(plane: Plane, places: Places, first: int, end: int) -> tuple[np.int32, np.int32]:
    low, high = np.int32(0xFFFF), np.int32(0)
    for run in range(first, end):
        values = plane[places[0, run], places[1, run] : places[2, run]]
        for x in range(len(values)):
            low = min(low, np.int32(values[x]))
            high = max(high, np.int32(values[x]))
    return low, high


@njit(cache=True, nogil=True, error_model="numpy")
def _levels_of_pixels(plane: Plane, places: Places, first: int, end: int) -> Levels:
    low, high = _extremes(plane, places, first, end)
    top, bottom, left, right = _box(places, first, end)
    levels = np.full((bottom - top, right - left), -1, np.int16)
    # Exact in 24 bits: a quotient is 2^-16 or more below the next whole number, and rounding moves it by less.
    span = np.float32(max(high - low, np.int32(1)))
    for run in range(first, end):
        row, start, stop = places[0, run], places[1, run], places[2, run]
        values, line = plane[row, start:stop], levels[row - top, start - left : stop - left]
        for x in range(len(values)):
            level = np.int32(np.float32((np.int32(values[x]) - low) * np.int32(LEVELS)) / span)
            line[x] = min(level, np.int32(LEVELS - 1))
    return levels


@njit(cache=True, nogil=True, error_model="numpy")
def _average(sums: Sums, pixels: Sums, scale: int, means: Means) -> None:
    """Write the means of a row of blocks, given sums and numbers of pixels a column, and clear these."""
    side, width = 1, len(sums)
    while side < scale:
        side, width = 2 * side, width // 2
        for x in range(width):
            sums[x] = sums[2 * x] + sums[2 * x + 1]
            pixels[x] = pixels[2 * x] + pixels[2 * x + 1]
    for block in range(width):
        mean = np.float64(sums[block]) / np.float64(pixels[block])
        means[block] = mean if 2 * pixels[block] >= scale * scale else _OUTSIDE
    sums[:] = 0
    pixels[:] = 0


@njit(cache=True, nogil=True)
def _means_of_blocks(plane: Plane, places: Places, first: int, end: int, scale: int) -> Means:
    """Return the mean of the cell's pixels in each block, -1 where under half of the block is the cell's."""
    top, bottom, left, right = _box(places, first, end)
    means = np.empty((-(-(bottom - top) // scale), -(-(right - left) // scale)))
    sums, pixels = np.zeros((2, means.shape[1] * scale), np.int32)
    run = first
    for row in range(means.shape[0]):
        while run < end and places[0, run] < top + (row + 1) * scale:
            start, stop = places[1, run], places[2, run]
            values, line = plane[places[0, run], start:stop], sums[start - left : stop - left]
            counts = pixels[start - left : stop - left]
            for x in range(len(values)):
                line[x] += np.int32(values[x])
                counts[x] += np.int32(1)
            run += 1
        _average(sums, pixels, scale, means[row])
    return means


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
            levels[row, column] = min(int((mean - low) * LEVELS / span), LEVELS - 1) if mean >= 0 else -1
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
        kept[channel, scale] = tuple(_find_levels(cells, channel, scale))
    return kept[channel, scale]


def _find_levels(cells: CellField, channel: str, scale: int) -> list[Levels]:
    plane = plain(cells.field.protein if channel == PROTEIN else cells.field.references[channel])
    runs = find_protein(cells).runs
    ends = zip(runs.first[:-1], runs.first[1:], strict=True)
    if scale == 1:
        return [_levels_of_pixels(plane, runs.places, first, end) for first, end in ends]
    means = (_means_of_blocks(plane, runs.places, first, end, scale) for first, end in ends)
    return [_levels_of_blocks(each) for each in means]
