"""Grey levels of a cell: its pixels, averaged in blocks, quantised between the cell's own extremes."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np
from numba import njit
from numpy.typing import NDArray

from mlworker.features.components import find_protein, plain
from mlworker.features.family import Floats
from mlworker.features.grey import LEVELS, Levels, extremes, write_levels
from mlworker.features.runs import Integers, Plane, places_of
from mlworker.fields import CellField
from quorum.domain.channel_roles import PROTEIN

Sums = NDArray[np.int32]

_OUTSIDE = -1.0


@njit(cache=True, nogil=True)
def _box(places: Integers) -> tuple[int, int, int, int]:
    """Return first row, end row, first column and end column of runs, (3, runs)."""
    left, right = places[1, 0], places[2, 0]
    for run in range(places.shape[1]):
        left, right = min(left, places[1, run]), max(right, places[2, run])
    return places[0, 0], places[0, -1] + 1, left, right


@njit(cache=True, nogil=True)
def _levels_of_pixels(plane: Plane, places: Integers) -> Levels:
    low, high = extremes(plane, places)
    top, bottom, left, right = _box(places)
    levels = np.full((bottom - top, right - left), -1, np.int16)
    for run in range(places.shape[1]):
        row, start, stop = places[0, run], places[1, run], places[2, run]
        write_levels(plane[row, start:stop], low, high, levels[row - top, start - left : stop - left])
    return levels


@njit(cache=True, nogil=True)
def _halve(sums: Sums) -> Sums:
    """Return the sums of two columns each, (rows, columns / 2)."""
    halved = np.empty((sums.shape[0], sums.shape[1] // 2), np.int32)
    for row in range(sums.shape[0]):
        for x in range(halved.shape[1]):
            halved[row, x] = sums[row, 2 * x] + sums[row, 2 * x + 1]
    return halved


@njit(cache=True, nogil=True, error_model="numpy")
def _average(sums: Sums, scale: int, means: Floats) -> None:
    """Write the means of a row of blocks, given sums and numbers of pixels a column, (2, columns)."""
    side = 1
    while side < scale:
        sums, side = _halve(sums), 2 * side
    for block in range(len(means)):
        mean = np.float64(sums[0, block]) / np.float64(sums[1, block])
        means[block] = mean if 2 * sums[1, block] >= scale * scale else _OUTSIDE


@njit(cache=True, nogil=True)
def _means_of_blocks(plane: Plane, places: Integers, scale: int) -> Floats:
    """Return the mean of the cell's pixels in each block, -1 where under half of the block is the cell's."""
    top, bottom, left, right = _box(places)
    means = np.empty((-(-(bottom - top) // scale), -(-(right - left) // scale)))
    sums = np.empty((2, means.shape[1] * scale), np.int32)
    run = 0
    for row in range(means.shape[0]):
        sums[:] = 0
        while run < places.shape[1] and places[0, run] < top + (row + 1) * scale:
            start, stop = places[1, run], places[2, run]
            values, line = plane[places[0, run], start:stop], sums[0, start - left : stop - left]
            counts = sums[1, start - left : stop - left]
            for x in range(len(values)):
                line[x] += np.int32(values[x])
                counts[x] += np.int32(1)
            run += 1
        _average(sums, scale, means[row])
    return means


@njit(cache=True, nogil=True, error_model="numpy")
def _levels_of_blocks(means: Floats) -> Levels:
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
    cells_places = (places_of(runs, cell) for cell in range(cells.count))
    if scale == 1:
        return [_levels_of_pixels(plane, places) for places in cells_places]
    return [_levels_of_blocks(_means_of_blocks(plane, places, scale)) for places in cells_places]
