"""Edges: how steep the protein's plane is in the cell, where it is steepest, and which way it falls.

Gradients are Sobel's, where all 3 x 3 pixels lie in the cell, so that the cell's own outline is no edge. An
edge pixel is one whose gradient is more than twice the cell's mean, and not less than those of its neighbours
up and down the slope, interpolated (Canny 1986, IEEE TPAMI 8:679, without smoothing or hysteresis). 12 features
at each of the scales 2 and 4, as `edges.<what>.x<scale>`; many follow SLF1.9 to SLF1.13 of Boland & Murphy 2001
(Bioinformatics 17:1213):

steepness             mean gradient over mean protein
variation             standard deviation of the gradient over its mean
edge_share            edge pixels among those with a gradient
edge_gradient         share of the gradient's sum that lies on edge pixels
edge_fluorescence     the same for the protein where there is a gradient
lean                  length of the sum of all gradients over the sum of their lengths: 1 if all fall one way
coherence             the same for doubled angles: 1 if all lie along one line, one way or the other
least_direction       least over greatest of the directions
second_direction      second over greatest of the directions
direction_difference  sum of |direction - opposite direction| over the sum of all eight
direction_entropy     entropy of the eight directions over log 8: 1 if all are alike
edge_lean             as coherence, on edge pixels alone

Directions are eight sectors of 45 degrees, the first around the columns' axis, each with the sum of the
gradients that fall in it. Boland and Murphy use Prewitt's gradient, count edge pixels alone by direction, and
divide the other way round, which has no value where a direction is empty.

Gradients equal `skimage.filters.sobel_h` and `sobel_v`, edge pixels `skimage.feature.canny` with sigma 0 and
both thresholds at twice the mean. Turning by 90 degrees and mirroring change nothing but rounding, where blocks
stay whole.

Undefined, 0: everything in a cell without 3 x 3 pixels; steepness and edge_fluorescence without protein; in
a constant cell all that divides by the gradients; edge_lean without edge pixels.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy import special

from mlworker.features.cutouts import Cutout, measure_each
from mlworker.features.family import Family, FeatureSpec, Floats
from mlworker.features.ratios import ratio
from mlworker.fields import CellField

Kinds = NDArray[np.int8]

SCALES = (2, 4)
NAMES = (
    "steepness",
    "variation",
    "edge_share",
    "edge_gradient",
    "edge_fluorescence",
    "lean",
    "coherence",
    "least_direction",
    "second_direction",
    "direction_difference",
    "direction_entropy",
    "edge_lean",
)
TIMES_MEAN = 2.0

NO_GRADIENT, OTHER, EDGE = range(3)

_SECTOR = np.tan(np.pi / 8)


@njit(cache=True, nogil=True)
def _sobel(plane: Floats) -> tuple[Floats, Floats]:
    height, width = plane.shape
    down, along = np.full((height, width), np.nan), np.full((height, width), np.nan)
    for row in range(1, height - 1):
        for x in range(1, width - 1):
            nw, n, ne = plane[row - 1, x - 1], plane[row - 1, x], plane[row - 1, x + 1]
            w, own, e = plane[row, x - 1], plane[row, x], plane[row, x + 1]
            sw, s, se = plane[row + 1, x - 1], plane[row + 1, x], plane[row + 1, x + 1]
            # The pixel itself has no weight, but must be in the cell: NaN times 0 is NaN.
            down[row, x] = (sw + se - (nw + ne) + 2.0 * (s - n)) / 4.0 + 0.0 * own
            along[row, x] = (ne + se - (nw + sw) + 2.0 * (e - w)) / 4.0 + 0.0 * own
    return down, along


def gradients(cutout: Cutout) -> tuple[Floats, Floats]:
    """Return how much the protein rises a pixel down the rows and along the columns, NaN where undefined."""
    down, along = _sobel(np.where(cutout.inside, cutout.protein, np.nan))
    # down says nothing of the two sides, along nothing above and below: both are defined or none.
    unknown = np.isnan(down + along)
    return np.where(unknown, np.nan, down), np.where(unknown, np.nan, along)


@njit(cache=True, nogil=True)
def _kinds(down: Floats, along: Floats, length: Floats, least: float) -> Kinds:
    height, width = length.shape
    kinds = np.full((height, width), NO_GRADIENT, dtype=np.int8)
    for row in range(1, height - 1):
        for x in range(1, width - 1):
            here = length[row, x]
            if np.isnan(here):
                continue
            kinds[row, x] = OTHER
            if not here > least:
                continue
            y, z = down[row, x], along[row, x]
            turn = 1 if y * z >= 0.0 else -1
            # The slope runs between a neighbour on the nearer axis and one on the diagonal.
            if abs(z) >= abs(y):
                straight, diagonal, share = (0, 1), (turn, 1), abs(y) / abs(z)
            else:
                straight, diagonal, share = (1, 0), (1, turn), abs(z) / abs(y)
            ahead = length[row + straight[0], x + straight[1]] * (1.0 - share)
            ahead += length[row + diagonal[0], x + diagonal[1]] * share
            behind = length[row - straight[0], x - straight[1]] * (1.0 - share)
            behind += length[row - diagonal[0], x - diagonal[1]] * share
            if here >= ahead and here >= behind:
                kinds[row, x] = EDGE
    return kinds


def find_edges(down: Floats, along: Floats) -> tuple[Floats, Kinds]:
    """Return the gradients' lengths, and the kind of each pixel: NO_GRADIENT, OTHER or EDGE."""
    length = np.sqrt(down**2 + along**2)
    known = length[~np.isnan(length)]
    return length, _kinds(down, along, length, TIMES_MEAN * float(known.mean()) if len(known) else 0.0)


@njit(cache=True, nogil=True)
def _totals(protein: Floats, down: Floats, along: Floats, kinds: Kinds) -> Floats:
    """Return sums by kind (pixels, protein, gradient, its square, its vectors, those of doubled angle)."""
    totals = np.zeros((3, 8))
    for row in range(kinds.shape[0]):
        for x in range(kinds.shape[1]):
            if kinds[row, x] == NO_GRADIENT:
                continue
            total = totals[kinds[row, x]]
            y, z = down[row, x], along[row, x]
            square = y * y + z * z
            here = np.sqrt(square)
            total[0] += 1.0
            total[1] += protein[row, x]
            total[2] += here
            total[3] += square
            total[4] += y
            total[5] += z
            if here > 0.0:
                total[6] += (z * z - y * y) / here
                total[7] += 2.0 * y * z / here
    return totals


@njit(cache=True, nogil=True)
def _directions(down: Floats, along: Floats, length: Floats) -> Floats:
    """Return the sum of the gradients in each sector of 45 degrees."""
    sums = np.zeros(8)
    for row in range(length.shape[0]):
        for x in range(length.shape[1]):
            y, z = down[row, x], along[row, x]
            if not length[row, x] > 0.0:
                continue
            if abs(y) < _SECTOR * abs(z):
                sector = 0 if z > 0.0 else 4
            elif abs(z) < _SECTOR * abs(y):
                sector = 2 if y > 0.0 else 6
            elif y > 0.0:
                sector = 1 if z > 0.0 else 3
            else:
                sector = 7 if z > 0.0 else 5
            sums[sector] += length[row, x]
    return sums


def edge_statistics(cutout: Cutout) -> Floats:
    """Return the features of one cell in the order of `NAMES`, (12,), NaN where undefined."""
    down, along = gradients(cutout)
    length, kinds = find_edges(down, along)
    totals = _totals(cutout.protein, down, along, kinds)
    everywhere, edge = totals.sum(axis=0), totals[EDGE]
    pixels, protein, steep, squares = everywhere[:4]
    if pixels == 0:
        return np.full(len(NAMES), np.nan)
    mean = steep / pixels
    directions = _directions(down, along, length)
    shares = ratio(directions, steep)
    values = [
        ratio(steep, protein),
        ratio(np.sqrt(max(squares / pixels - mean**2, 0.0)), mean),
        ratio(edge[0], pixels),
        ratio(edge[2], steep),
        ratio(edge[1], protein),
        ratio(np.hypot(everywhere[4], everywhere[5]), steep),
        ratio(np.hypot(everywhere[6], everywhere[7]), steep),
        ratio(directions.min(), directions.max()),
        ratio(np.sort(directions)[-2], directions.max()),
        np.abs(shares[:4] - shares[4:]).sum(),
        -(special.xlogy(shares, shares)).sum() / np.log(len(directions)),
        ratio(np.hypot(edge[6], edge[7]), edge[2]),
    ]
    return np.array(values, dtype=np.float64)


def _compute(cells: CellField) -> Floats:
    return np.hstack(
        [measure_each(cells, scale=scale, features=len(NAMES), measure=edge_statistics) for scale in SCALES]
    )


FAMILY = Family(
    name="edges",
    version=1,
    specs=tuple(
        FeatureSpec(name=f"edges.{name}.x{scale}", family="edges", scale=scale, undefined=0.0)
        for scale in SCALES
        for name in NAMES
    ),
    compute=_compute,
)
