"""Threshold adjacency: how pixels of the protein in a range of brightness lie together in a cell (36 features).

2 ranges x {set, unset} x 9 numbers of neighbours. The pixels of a cell are set or unset by a range; of the set
ones, feature k is the share with exactly k set pixels among their 8 neighbours, and of the unset ones of the
cell the share with exactly k unset pixels of the cell among theirs. Pixels outside the cell are neither.

The ranges have no constant to choose (Coelho's variant): with t Otsu's threshold of the cell, m the mean and
s the standard deviation of its pixels over t, `band` is m - s < value < m + s and `bright` is value > m. All
of it is on the cell's 256 grey levels at full resolution, so that neither gain nor offset matter.

mahotas.features.pftas has 54 values: a third range, over m - s, which differs from `band` in the few pixels
over m + s alone and is left out here. It counts otherwise than the paper: of the pixels that are *not* set, how
many have k set neighbours. Hence `set` with k neighbours equals its inverted part at 8 - k, for the cell alone
on black and the same t. `unset` has no counterpart there: what surrounds the cell is unset as well in mahotas,
and outweighs the cell.

Undefined: a share of no pixels, 0. In a cell of one grey level no pixel is over t; none is set then.

Source: Hamilton, Pantelic, Hanson and Teasdale 2007, BMC Bioinformatics 8:110; Coelho et al. 2010, in Linking
Literature, Information, and Knowledge for Biology (Springer LNCS 6004), 23.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from mlworker.features.family import Family, FeatureSpec, Floats
from mlworker.features.grey import LEVELS, Levels
from mlworker.features.levels import levels_of
from mlworker.fields import CellField
from quorum.domain.channel_roles import PROTEIN

RANGES = ("band", "bright")
SIDES = ("set", "unset")
NEIGHBOURS = 9

SPECS = tuple(
    FeatureSpec(
        name=f"adjacency.{pixels}.{side}.{neighbours}",
        family="adjacency",
        level=pixels,
        undefined=0.0,
    )
    for pixels in RANGES
    for side in SIDES
    for neighbours in range(NEIGHBOURS)
)

Packed = NDArray[np.uint16]
Integers = NDArray[np.int64]


def adjacency_features(cells: CellField) -> Floats:
    """Return the 36 shares of each cell, (cells, 36) in the order of `SPECS`; NaN for shares of no pixels."""
    counts = np.zeros((cells.count, len(RANGES) * len(SIDES), NEIGHBOURS), np.int64)
    for cell, levels in enumerate(levels_of(cells, PROTEIN, 1)):
        _count_neighbours(_packed(levels), counts[cell])
    totals = counts.sum(axis=2, keepdims=True)
    shares = np.full(counts.shape, np.nan)
    np.divide(counts, totals, out=shares, where=totals > 0)
    return shares.reshape(cells.count, len(SPECS))


@njit(cache=True, nogil=True)
def _otsu(histogram: Integers) -> int:
    """Return the level t that parts a histogram best into levels up to t and over t; 0 where none does."""
    pixels, weighted = 0, 0
    for level in range(len(histogram)):
        pixels += histogram[level]
        weighted += level * histogram[level]
    best, threshold, below, below_weighted = 0.0, 0, 0, 0
    for level in range(len(histogram) - 1):
        below += histogram[level]
        below_weighted += level * histogram[level]
        above = pixels - below
        if below == 0 or above == 0:
            continue
        distance = below_weighted / below - (weighted - below_weighted) / above
        between = distance * distance * below * above
        if between > best:
            best, threshold = between, level
    return threshold


@njit(cache=True, nogil=True)
def _ranges(histogram: Integers) -> tuple[float, float]:
    """Return mean and standard deviation of the levels over Otsu's threshold; NaN where there are none."""
    threshold = _otsu(histogram)
    pixels, weighted = 0, 0
    for level in range(threshold + 1, len(histogram)):
        pixels += histogram[level]
        weighted += level * histogram[level]
    if pixels == 0:
        return math.nan, math.nan
    mean, squares = weighted / pixels, 0.0
    for level in range(threshold + 1, len(histogram)):
        squares += histogram[level] * (level - mean) ** 2
    return mean, math.sqrt(squares / pixels)


@njit(cache=True, nogil=True)
def _packed(levels: Levels) -> Packed:
    """Return the cell with a border of one pixel, four bits for each of band, not band, bright, not bright.

    Sums over 3 x 3 pixels then count all four at once: none is over 9, which four bits hold.
    """
    height, width = levels.shape
    histogram = np.zeros(LEVELS, np.int64)
    for row in range(height):
        for column in range(width):
            if levels[row, column] >= 0:
                histogram[levels[row, column]] += 1
    mean, deviation = _ranges(histogram)
    # One entry per level, and a last one for pixels outside, whose level is -1.
    codes = np.zeros(LEVELS + 1, np.uint16)
    for level in range(LEVELS):
        band = 0x0001 if mean - deviation < level < mean + deviation else 0x0010
        bright = 0x0100 if level > mean else 0x1000
        codes[level] = band | bright
    packed = np.zeros((height + 2, width + 2), np.uint16)
    for row in range(height):
        for column in range(width):
            packed[row + 1, column + 1] = codes[levels[row, column]]
    return packed


@njit(cache=True, nogil=True)
def _count_neighbours(packed: Packed, counts: Integers) -> None:
    """Count the pixels that have 0 .. 8 neighbours of their kind, into zeroed `counts` (4 kinds, 9)."""
    height, width = packed.shape
    columns = np.empty(width, np.uint16)
    for row in range(1, height - 1):
        for column in range(width):
            columns[column] = packed[row - 1, column] + packed[row, column] + packed[row + 1, column]
        for column in range(1, width - 1):
            code = packed[row, column]
            if code == 0:
                continue
            around = columns[column - 1] + columns[column] + columns[column + 1] - code
            band = 0 if code & 0x0001 else 1
            bright = 2 if code & 0x0100 else 3
            counts[band, (around >> (4 * band)) & 15] += 1
            counts[bright, (around >> (4 * bright)) & 15] += 1


FAMILY = Family(name="adjacency", version=1, specs=SPECS, compute=adjacency_features)
