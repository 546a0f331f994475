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

from mlworker.features.family import Floats
from mlworker.features.runs import Integers, Plane, Runs, places_of

SIDE = 2
"""Pixels a side of a block."""

BAND = 0.04
"""How far from an edge is near it, in square roots of the cell's area."""

Mask = NDArray[np.bool_]
Pixels = NDArray[np.uint8]
Gaps = NDArray[np.int32]


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
    own = grid.own
    for i in range(own.shape[1]):
        row = own[0, i]
        y = (row >> 1) - grid.top
        for column in range(own[1, i], own[2, i]):
            counts[y, (column >> 1) - grid.left] += plane[row, column] >= threshold


def blocks_of_cell(runs: Runs, cell: int) -> Blocks:
    """Return the blocks of the cell that owns the runs numbered `cell`."""
    own = np.ascontiguousarray(places_of(runs, cell))
    top, left = int(own[0, 0]) // SIDE - 1, int(own[1].min()) // SIDE - 1
    bottom, right = int(own[0, -1]) // SIDE + 1, (int(own[2].max()) - 1) // SIDE + 1
    pixels = np.zeros((bottom - top + 1, right - left + 1), dtype=np.uint8)
    grid = Blocks(own, top, left, pixels)
    _count_pixels(grid)
    return grid


@njit(cache=True, nogil=True)
def _column_gaps(mask: Mask, far: int, gaps: Gaps) -> None:
    """Write how many rows away the nearest block of the other kind is in each column, `far` where none is."""
    height, width = mask.shape
    for x in range(width):
        gaps[0, x] = far
    for y in range(1, height):
        for x in range(width):
            gaps[y, x] = 1 if mask[y, x] != mask[y - 1, x] else min(gaps[y - 1, x] + 1, far)
    last = height - 1
    for y in range(last - 1, -1, -1):
        for x in range(width):
            after = 1 if mask[y, x] != mask[y + 1, x] else gaps[y + 1, x] + 1
            gaps[y, x] = min(gaps[y, x], after)


class _Envelope(NamedTuple):
    """Parabolas over a row, x -> (x - site)^2 + squares[site], and those that are lowest somewhere.

    `sites` are these, left to right, each lowest from its `borders` on; `halves` (width,) is 1 / (2 x).
    """

    squares: Floats
    halves: Floats
    sites: Integers
    borders: Floats


@njit(cache=True, nogil=True)
def _find_lowest(row: _Envelope, a: int, b: int) -> None:
    """Keep the parabolas of sites a .. b that are lowest somewhere."""
    squares, sites, borders, last = row.squares, row.sites, row.borders, 0
    sites[0], borders[0] = a, -np.inf
    for site in range(a + 1, b + 1):
        raised = squares[site] + site * site
        while True:
            other = sites[last]
            border = (raised - squares[other] - other * other) * row.halves[site - other]
            if border > borders[last]:
                break
            last -= 1
        last += 1
        sites[last], borders[last] = site, border
    borders[last + 1] = np.inf


@njit(cache=True, nogil=True)
def _square_row(mask: Mask, gaps: Gaps, wanted: Mask, row: _Envelope, found: Floats) -> None:
    squares, sites, borders = row.squares, row.sites, row.borders
    width, a = len(mask), 0
    while a < width:
        b, first, last = a, width, -1
        while b < width and mask[b] == mask[a]:
            squares[b] = gaps[b] * gaps[b]
            if wanted[b]:
                first, last = min(first, b), b
            b += 1
        if last >= 0:
            # The block at either end of a stretch is of the other kind, so that none beyond it can be nearer.
            low, high = max(a - 1, 0), min(b, width - 1)
            squares[low] = 0.0 if low < a else squares[low]
            squares[high] = 0.0 if high == b else squares[high]
            _find_lowest(row, low, high)
            at = 0
            for x in range(first, last + 1):
                while borders[at + 1] < x:
                    at += 1
                found[x] = squares[sites[at]] + (x - sites[at]) ** 2
        a = b


@njit(cache=True, nogil=True)
def _distances(mask: Mask, gaps: Gaps, wanted: Mask, found: Floats) -> None:
    height, width = mask.shape
    halves = 0.5 / np.maximum(np.arange(width), 1)
    row = _Envelope(np.empty(width), halves, np.empty(width, dtype=np.int64), np.empty(width + 1))
    for y in range(height):
        _square_row(mask[y], gaps[y], wanted[y], row, found[y])
        for x in range(width):
            distance = SIDE * (np.sqrt(found[y, x]) - 0.5)
            found[y, x] = -distance if mask[y, x] else distance


def signed_distances(mask: Mask, wanted: Mask) -> Floats:
    """Return the signed distance in pixels of the wanted blocks to the mask's edge; others mean nothing.

    All are 0 where no block is in the mask: there is no edge. The margin must lie outside the mask. The two
    passes over columns and rows are those of Felzenszwalb & Huttenlocher 2012, Theory of Computing 8:415.
    """
    found = np.zeros(mask.shape)
    if mask.any():
        gaps = np.empty(mask.shape, dtype=np.int32)
        _column_gaps(mask, sum(mask.shape), gaps)
        _distances(mask, gaps, wanted, found)
    return found
