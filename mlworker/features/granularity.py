"""Granularity: how much of the protein lies in structures of each size.

The plane is opened with ever larger octagons: all that is brighter than its surroundings and narrower than the
octagon goes. The spectrum is the loss at each step, (sum before - sum after) / (sum at first - pixels x least
value), all inside the cell (Serra 1982, Image Analysis and Mathematical Morphology; Ravkin & Temov 1988, SPIE
903). What lies outside the cell is left out of every minimum and maximum. Octagon 1 is a pixel with its four
neighbours, octagon 2 that grown by a square of 3 x 3, octagon 3 that by the four neighbours again, and so on.
11 features, `granularity.<radius in pixels of the field>`:

octagons 1 to 4 on blocks of 2 x 2 pixels: 2, 4, 6, 8
octagons 3 to 6 on blocks of 4 x 4 pixels: 12, 16, 20, 24
octagons 4 to 6 on blocks of 8 x 8 pixels: 32, 40, 48

Equal to openings by `scipy.ndimage.grey_erosion` and `grey_dilation` with the whole octagon as footprint, the
outside being no minimum and no maximum. `cp_measure` differs in everything but the idea: it takes a wide
top-hat of the whole image first, opens by reconstruction with a growing number of small erosions, sees over the
borders of cells, and divides by the first sum in percent. Turning by 90 degrees and mirroring change nothing
where blocks stay whole; nor do exposure and an even background.

A constant cell has no structures: 0 for each. So has a cell with no pixel at the scale.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from mlworker.features.cutouts import Cutout, measure_each
from mlworker.features.family import Family, FeatureSpec, Floats
from mlworker.fields import CellField

OCTAGONS = {2: range(1, 5), 4: range(3, 7), 8: range(4, 7)}
"""The octagons, by the pixels a side of a block."""

Plane = NDArray[np.float32]
_Extreme = Callable[..., Plane]


def _grow(plane: Plane, step: int, extreme: _Extreme) -> Plane:
    """Return the extreme over four neighbours and the pixel in odd steps, over 3 x 3 pixels in even ones."""
    grown = plane.copy()
    extreme(grown[1:], plane[:-1], out=grown[1:])
    extreme(grown[:-1], plane[1:], out=grown[:-1])
    beside = plane if step % 2 else grown.copy()
    extreme(grown[:, 1:], beside[:, :-1], out=grown[:, 1:])
    extreme(grown[:, :-1], beside[:, 1:], out=grown[:, :-1])
    return grown


def opened_sums(cutout: Cutout, octagons: Sequence[int]) -> Floats:
    """Return the sum over the cell of the plane opened with each of these octagons, 0 being a single pixel."""
    outside = ~cutout.inside
    eroded = np.where(outside, np.inf, cutout.protein).astype(np.float32)
    sums = []
    for octagon in range(octagons[-1] + 1):
        if octagon > 0:
            eroded = _grow(eroded, octagon, np.minimum)
        if octagon in octagons:
            opened = np.where(outside, np.float32(-np.inf), eroded)
            for step in range(1, octagon + 1):
                opened = _grow(opened, step, np.maximum)
            sums.append(opened[cutout.inside].sum(dtype=np.float64))
    return np.array(sums)


def spectrum(cutout: Cutout, octagons: range) -> Floats:
    """Return the share of the protein above the cell's least value that each octagon takes, NaN if constant."""
    inner = cutout.protein[cutout.inside]
    if inner.min() == inner.max():
        return np.full(len(octagons), np.nan)
    sums = opened_sums(cutout, range(octagons[0] - 1, octagons[-1] + 1))
    shares: Floats = -np.diff(sums) / (inner.sum() - len(inner) * inner.min())
    return shares


def _compute(cells: CellField) -> Floats:
    return np.hstack(
        [
            measure_each(cells, scale=scale, features=len(some), measure=partial(spectrum, octagons=some))
            for scale, some in OCTAGONS.items()
        ]
    )


FAMILY = Family(
    name="granularity",
    version=1,
    specs=tuple(
        FeatureSpec(
            name=f"granularity.{octagon * scale}",
            family="granularity",
            scale=scale,
            level=f"octagon{octagon}",
            undefined=0.0,
        )
        for scale, some in OCTAGONS.items()
        for octagon in some
    ),
    compute=_compute,
)
