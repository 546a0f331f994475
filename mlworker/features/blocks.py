"""Blocks: a cell at half the resolution, where distances to the edge of a mask are taken.

A block is 2 x 2 pixels of the field (even row and column first), so that a field of even height and width has
the same blocks after a turn or in the mirror. Of a block only the pixels of one cell count: it belongs to the
cell if it has any, and to a mask if at least half of them do. Everything else, other cells and the
surroundings of the cell included, is outside the mask.

The distance of a block is exact and Euclidean, from its centre to that of the nearest block on the other side
of the mask's edge, less half a block: positive outside the mask, negative inside, and symmetric about the
edge.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from mlworker.features.distances import Mask
from mlworker.features.runs import Integers, Plane, Runs, places_of

SIDE = 2
"""Pixels a side of a block."""

BAND = 0.04
"""How far from an edge is near it, in square roots of the cell's area."""

Pixels = NDArray[np.uint8]


class Blocks(NamedTuple):
    """The blocks of one cell, with a margin of one block around them.

    `own` (3, runs) are the cell's runs, (`top`, `left`) is the block row and column of the grid's first
    block, and `pixels` (rows, columns) says how many pixels of each block are the cell's.
    A named tuple, because kernels take it as it is.
    """

    own: Integers
    top: int
    left: int
    pixels: Pixels

    @property
    def inside(self) -> Mask:
        """Return which blocks belong to the cell."""
        return self.pixels > 0

    def sums(self, plane: Plane) -> Integers:
        """Return the sum of a plane over the cell's pixels of each block."""
        sums = np.zeros(self.pixels.shape, dtype=np.int64)
        _add_values(self, plane, sums)
        return sums

    def mask(self, plane: Plane, threshold: int) -> Mask:
        """Return the blocks of the mask of the pixels that reach a threshold."""
        reaching = np.zeros_like(self.pixels)
        _count_reaching(self, plane, threshold, reaching)
        return (2 * reaching >= self.pixels) & self.inside

    def touched(self, places: Integers) -> Mask:
        """Return the blocks with a pixel of runs of the cell, (3, runs)."""
        touched = np.zeros(self.pixels.shape, dtype=np.bool_)
        _touch(self, places, touched)
        return touched


@njit(cache=True, nogil=True)
def _count_pixels(grid: Blocks) -> None:
    own = grid.own
    for i in range(own.shape[1]):
        y = (own[0, i] >> 1) - grid.top
        for column in range(own[1, i], own[2, i]):
            grid.pixels[y, (column >> 1) - grid.left] += 1


@njit(cache=True, nogil=True)
def _add_values(grid: Blocks, plane: Plane, sums: Integers) -> None:
    own = grid.own
    for i in range(own.shape[1]):
        row = own[0, i]
        y = (row >> 1) - grid.top
        for column in range(own[1, i], own[2, i]):
            sums[y, (column >> 1) - grid.left] += np.int64(plane[row, column])


@njit(cache=True, nogil=True)
def _count_reaching(grid: Blocks, plane: Plane, threshold: int, counts: Pixels) -> None:
    own, least = grid.own, np.int32(threshold)
    for i in range(own.shape[1]):
        row, start, stop = own[0, i], own[1, i], own[2, i]
        line = counts[(row >> 1) - grid.top, (start >> 1) - grid.left :]
        if start & 1:
            line[0] += plane[row, start] >= threshold
            line, start = line[1:], start + 1
        values = plane[row, start:stop]
        # Two at a time, for pairs of pixels are counted in one instruction many at once.
        for x in range(len(values) // 2):
            both = np.uint8(np.int32(values[2 * x]) >= least) + np.uint8(np.int32(values[2 * x + 1]) >= least)
            line[x] += np.uint8(both)
        if len(values) & 1:
            line[len(values) // 2] += values[-1] >= threshold


@njit(cache=True, nogil=True)
def _touch(grid: Blocks, places: Integers, touched: Mask) -> None:
    for i in range(places.shape[1]):
        first, last = (places[1, i] >> 1) - grid.left, ((places[2, i] - 1) >> 1) - grid.left
        touched[(places[0, i] >> 1) - grid.top, first : last + 1] = True


def blocks_of_cell(runs: Runs, cell: int) -> Blocks:
    """Return the blocks of the cell that owns the runs numbered `cell`."""
    own = np.ascontiguousarray(places_of(runs, cell))
    top, left = int(own[0, 0]) // SIDE - 1, int(own[1].min()) // SIDE - 1
    bottom, right = int(own[0, -1]) // SIDE + 1, (int(own[2].max()) - 1) // SIDE + 1
    pixels = np.zeros((bottom - top + 1, right - left + 1), dtype=np.uint8)
    grid = Blocks(own, top, left, pixels)
    _count_pixels(grid)
    return grid
