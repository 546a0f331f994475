"""Zones of a cell: the protein from the middle of the nucleus to the edge of the cell.

Places are blocks of 2 x 2 pixels (`blocks.py`), each with the mean P of the protein over the cell's pixels in
it and those pixels' number as its weight. With d the distance to the edge of the nucleus, e that to the edge of
the cell, both at block centres, and a band of 0.04 square roots of the cell's area:

- nucleus: blocks of the nucleus mask; its core: those deeper than half of the deepest; its rim: the others;
- envelope: blocks with d in the band, inside or outside the nucleus;
- cytoplasm: the cell's blocks outside the nucleus, at the radius d / (d + e), 0 at the nucleus, 1 at the edge;
  its thirds are perinuclear up to 1/3, middle, and peripheral from 2/3;
- edge: blocks with e in the band.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from mlworker.features.blocks import BAND, SIDE, Blocks
from mlworker.features.distances import Mask, signed_distances
from mlworker.features.family import Floats
from mlworker.features.ratios import contrast, ratio
from mlworker.features.runs import Integers, Plane

_CORE, _RIM, _PERINUCLEAR, _MIDDLE, _PERIPHERAL, _ENVELOPE, _EDGE = range(7)


@dataclass(frozen=True)
class Zone:
    """A zone of each cell, all (cells,): the sums of weight, of protein, and of squared protein, weighted."""

    weight: Floats
    protein: Floats
    squared: Floats

    def __add__(self, other: Zone) -> Zone:
        return Zone(self.weight + other.weight, self.protein + other.protein, self.squared + other.squared)

    @property
    def mean(self) -> Floats:
        """Return the mean protein, NaN for an empty zone."""
        return ratio(self.protein, self.weight)

    @property
    def variation(self) -> Floats:
        """Return the standard deviation / mean of the blocks' protein, NaN where empty or black."""
        variance = ratio(self.squared, self.weight) - self.mean**2
        return ratio(np.sqrt(np.maximum(variance, 0.0)), self.mean)

    def contrast(self, other: Zone) -> Floats:
        """Return (mean - mean of the other) / their sum, NaN where one is empty or both are black."""
        return contrast(self.mean, other.mean)


@dataclass(frozen=True)
class Zones:
    """The zones of the cells of a field, and two ways in which the cytoplasm's protein lies, (cells,).

    Without a block of a nucleus, a cell's zones but `edge` are empty. `slope` is that of the protein over the
    radius, divided by its mean; `polarity` the length of the mean unit vector from the nucleus' centre to
    blocks, weighted by protein. Both are NaN where the cytoplasm is empty or black, `slope` also where the
    radius is the same everywhere.
    """

    core: Zone
    rim: Zone
    perinuclear: Zone
    middle: Zone
    peripheral: Zone
    envelope: Zone
    edge: Zone
    slope: Floats
    polarity: Floats

    @property
    def cytoplasm(self) -> Zone:
        """Return the whole cytoplasm."""
        return self.perinuclear + self.middle + self.peripheral


class _Ground(NamedTuple):
    """The blocks of one cell, all (rows, columns).

    How many pixels of each are the cell's and the sum of the protein in them, which are the nucleus', and the
    distances to the edges of the nucleus (`away`) and of the cell (`depth`).
    """

    pixels: NDArray[np.uint8]
    totals: Integers
    nucleus: Mask
    away: Floats
    depth: Floats


@njit(cache=True, nogil=True)
def _add(sums: Floats, weight: float, protein: float) -> None:
    sums[0] += weight
    sums[1] += weight * protein
    sums[2] += weight * protein * protein


@njit(cache=True, nogil=True)
def _sort_blocks(ground: _Ground, band: float, centre: Floats, zones: Floats, lies: Floats) -> None:
    """Add the blocks of a cell to its zones, (7, 3), and to the sums for slope and polarity, (6,)."""
    pixels, nucleus, away = ground.pixels, ground.nucleus, ground.away
    deepest = 0.0
    for y in range(pixels.shape[0]):
        for x in range(pixels.shape[1]):
            if nucleus[y, x]:
                deepest = max(deepest, -away[y, x])
    for y in range(pixels.shape[0]):
        for x in range(pixels.shape[1]):
            weight, d, e = np.float64(pixels[y, x]), away[y, x], ground.depth[y, x]
            if weight == 0.0:
                continue
            protein = ground.totals[y, x] / weight
            if e <= band:
                _add(zones[_EDGE], weight, protein)
            if deepest == 0.0:
                continue
            if abs(d) <= band:
                _add(zones[_ENVELOPE], weight, protein)
            if nucleus[y, x]:
                _add(zones[_CORE if -d > deepest / 2.0 else _RIM], weight, protein)
                continue
            radius = d / (d + e)
            third = _PERINUCLEAR if 3.0 * radius <= 1.0 else _PERIPHERAL if 3.0 * radius >= 2.0 else _MIDDLE
            _add(zones[third], weight, protein)
            lies[0] += weight
            lies[1] += weight * radius
            lies[2] += weight * radius * radius
            lies[3] += weight * protein * radius
            rows, columns = y - centre[0], x - centre[1]
            length = max(np.sqrt(rows * rows + columns * columns), 1e-9)
            lies[4] += weight * protein * rows / length
            lies[5] += weight * protein * columns / length


def zones_of_cells(blocks: list[Blocks], protein: Plane, nuclei: Plane) -> Zones:
    """Return the zones of the cells with these blocks; `nuclei` is 1 in the pixels of nuclei."""
    zones, lies = np.zeros((7, len(blocks), 3)), np.zeros((len(blocks), 6))
    for cell, grid in enumerate(blocks):
        inside = grid.inside
        nucleus = grid.mask(nuclei, 1)
        places = np.argwhere(nucleus)
        ground = _Ground(
            pixels=grid.pixels,
            totals=grid.sums(protein),
            nucleus=nucleus,
            away=signed_distances(nucleus, inside, 1 / SIDE),
            # Inside the cell the distance to its edge is negative.
            depth=-signed_distances(inside, inside, 1 / SIDE),
        )
        centre = places.mean(axis=0) if len(places) else np.zeros(2)
        _sort_blocks(ground, BAND * np.sqrt(grid.pixels.sum()), centre, zones[:, cell], lies[cell])
    core, rim, perinuclear, middle, peripheral, envelope, edge = (Zone(*sums.T) for sums in zones)
    cytoplasm = perinuclear + middle + peripheral
    return Zones(
        core=core,
        rim=rim,
        perinuclear=perinuclear,
        middle=middle,
        peripheral=peripheral,
        envelope=envelope,
        edge=edge,
        slope=_slope(cytoplasm, lies),
        polarity=_polarity(cytoplasm, lies),
    )


def _slope(cytoplasm: Zone, lies: Floats) -> Floats:
    weight, radius, squared, product = lies[:, :4].T
    mean = ratio(radius, weight)
    width = squared - radius * mean
    # Rounding leaves some width where all radii are the same.
    width = np.where(width > 1e-12 * weight, width, 0.0)
    return ratio(ratio(product - cytoplasm.protein * mean, width), cytoplasm.mean)


def _polarity(cytoplasm: Zone, lies: Floats) -> Floats:
    return ratio(np.hypot(lies[:, 4], lies[:, 5]), cytoplasm.protein)
