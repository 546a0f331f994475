"""Radial distribution: how the protein is spread from the edge of the nucleus to the edge of the cell.

A pixel of the cell outside of its nucleus lies at n / (n + c), where n and c are its distances to the edge of
the nucleus and to that of the cell: half a pixel less than those to the centre of the nearest pixel of the
nucleus, and of the nearest outside the cell. Five rings share the way from 0 to 1. 17 features at scale 2, all
of the protein outside the nucleus:

radial.share.<ring>      share of the protein in the ring, 1 at the nucleus to 5 at the cell's edge
radial.mean.<ring>       mean protein in the ring over the mean in all rings
radial.variation.<ring>  coefficient of variation of the ring's mean in eight sectors of 45 degrees around the
                         nucleus's centre; sectors without a pixel of the ring are left out
radial.position          mean place of the protein less that of the pixels: above 0 towards the cell's edge
radial.spread            standard deviation of the protein's place

The three by rings are FracAtD, MeanFrac and RadialCV of `cp_measure`'s radial distribution, which knows no
nucleus: it starts from the pixel farthest from the cell's edge, goes along paths inside the cell, counts half
a pixel differently, and has sectors that begin at the axes, where ours are centred on them. In a round cell
with a nucleus of one pixel in its middle they agree to a few hundredths. Turning by 90 degrees and mirroring
change nothing but rounding, where blocks stay whole.

Undefined, 0: everything in a cell without a pixel of nucleus, or without one beside it, or without protein
there; mean and variation of a ring without pixels (its share is 0), and variation of one without protein.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mlworker.features.cutouts import Cutout, measure_each
from mlworker.features.distances import Mask, signed_distances
from mlworker.features.family import Family, FeatureSpec, Floats
from mlworker.features.ratios import ratio
from mlworker.fields import CellField
from quorum.domain.channel_roles import NUCLEUS

Integers = NDArray[np.int64]

RINGS = 5
SECTORS = 8
SCALE = 2

_HALF_SECTOR = np.pi / SECTORS


def places(inside: Mask, nucleus: Mask) -> Floats:
    """Return the place of each pixel from the nucleus's edge (0) to the cell's (1), NaN elsewhere."""
    between = inside & ~nucleus
    to_nucleus = signed_distances(nucleus, between)
    # Beyond the bounding box all is outside.
    to_outside = -signed_distances(np.pad(inside, 1), np.pad(between, 1))[1:-1, 1:-1]
    return np.where(between, to_nucleus / np.maximum(to_nucleus + to_outside, 0.5), np.nan)


def sectors(nucleus: Mask, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Integers:
    """Return the sector of pixels around the nucleus's centre, 0 .. 7, the first along the columns."""
    of_nucleus = np.nonzero(nucleus)
    angle = np.arctan2(rows - of_nucleus[0].mean(), columns - of_nucleus[1].mean())
    sector: Integers = np.floor((angle + _HALF_SECTOR) / (2 * _HALF_SECTOR)).astype(np.int64) % SECTORS
    return sector


def radial_distribution(cutout: Cutout, rings: int = RINGS) -> Floats:
    """Return share, mean and variation of each ring, position and spread, (3 * rings + 2,), NaN undefined."""
    undefined = np.full(3 * rings + 2, np.nan)
    if not cutout.nucleus.any():
        return undefined
    place = places(cutout.inside, cutout.nucleus)
    rows, columns = np.nonzero(cutout.inside & ~cutout.nucleus)
    protein, place = cutout.protein[rows, columns], place[rows, columns]
    total = protein.sum()
    if total == 0:
        return undefined
    ring = np.minimum((place * rings).astype(np.int64), rings - 1)
    cell = ring * SECTORS + sectors(cutout.nucleus, rows, columns)
    pixels = np.bincount(cell, minlength=rings * SECTORS).reshape(rings, SECTORS)
    sums = np.bincount(cell, weights=protein, minlength=rings * SECTORS).reshape(rings, SECTORS)
    share = sums.sum(axis=1) / total
    means = np.ma.masked_invalid(ratio(sums, pixels))
    variation = ratio(means.std(axis=1).filled(np.nan), means.mean(axis=1).filled(np.nan))
    mean_place = float((protein * place).sum() / total)
    spread = np.sqrt((protein * (place - mean_place) ** 2).sum() / total)
    relative = ratio(share, pixels.sum(axis=1) / pixels.sum())
    return np.array([*share, *relative, *variation, mean_place - place.mean(), spread])


def _compute(cells: CellField) -> Floats:
    return measure_each(cells, scale=SCALE, features=3 * RINGS + 2, measure=radial_distribution)


NAMES = (
    *(f"{what}.{ring}" for what in ("share", "mean", "variation") for ring in range(1, RINGS + 1)),
    "position",
    "spread",
)

FAMILY = Family(
    name="radial",
    version=1,
    specs=tuple(
        FeatureSpec(name=f"radial.{name}", family="radial", reference=NUCLEUS, scale=SCALE, undefined=0.0)
        for name in NAMES
    ),
    compute=_compute,
)
