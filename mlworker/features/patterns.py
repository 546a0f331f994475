"""Local binary patterns: how often each arrangement of brighter and darker neighbours occurs.

A pixel is compared with points on a circle around it; values between pixels come by bilinear interpolation; a
point counts as brighter only if it is more than equal. Circles that lie wholly in the cell are counted, so what
surrounds the cell does not matter, and each feature is the share of them with one pattern. 54 features:

- `patterns.ring1.<code>`: radius 1, 8 points, full resolution, the 36 patterns that are left when turned ones
  are taken as one; the code is the smallest number that the turned bits spell (Ojala et al. 2000, ECCV, 404).
- `patterns.ring2.<ones>`: radius 2, 16 points, 2 x 2 pixels averaged, 18 patterns: with at most one run of
  brighter points, 0 to 16 of them, and `mixed`, all others (Ojala et al. 2002, IEEE TPAMI 24:971, equation 9).

Equal to `skimage.feature.local_binary_pattern` (`ror`, `uniform`) at the pixels counted, but that it takes
equal points as brighter, and counts all pixels of a rectangle with 0 around it. mahotas groups codes alike; its
counts differ, since its linear `shift` (1.4.19) moves planes by whole pixels. A turn by 90 degrees changes
nothing; a mirror changes nothing in ring2, but exchanges codes in ring1 that mirror each other.

A cell without any whole circle has no patterns: 0 for each, while the shares of all others sum to 1. In a
constant cell every pattern is the one without brighter points.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numba import njit

from mlworker.features.cutouts import Cutout, measure_each
from mlworker.features.family import Family, FeatureSpec, Floats
from mlworker.features.runs import Integers
from mlworker.fields import CellField


@dataclass(frozen=True)
class Ring:
    """Points on a circle: `corners` (points, 4, 2) the pixels around each, `weights` (points, 4), and the
    pattern that each number of `2 ** points` counts as.
    """

    reach: int
    corners: Integers
    weights: Floats
    patterns: Integers
    names: tuple[str, ...]


def _turned(codes: Integers, points: int) -> Integers:
    return (codes >> 1) | ((codes & 1) << (points - 1))


def _smallest_turn(points: int) -> Integers:
    smallest = codes = np.arange(1 << points, dtype=np.int64)
    for _ in range(points):
        codes = _turned(codes, points)
        smallest = np.minimum(smallest, codes)
    return smallest


def _ring(radius: int, points: int, patterns: Integers, names: tuple[str, ...]) -> Ring:
    angles = 2 * np.pi * np.arange(points) / points
    # Rounding makes 0 of what sine and cosine leave of it, so that points on the axes are single pixels.
    places = np.round(radius * np.stack([-np.sin(angles), np.cos(angles)], axis=1), 12)
    low, high = np.floor(places).astype(np.int64), np.ceil(places).astype(np.int64)
    share = places - low
    corners, weights = [], []
    for along_rows, along_columns in ((0, 0), (0, 1), (1, 0), (1, 1)):
        row = (low, high)[along_rows][:, 0]
        column = (low, high)[along_columns][:, 1]
        corners.append(np.stack([row, column], axis=1))
        weights.append(
            np.where(along_rows, share[:, 0], 1 - share[:, 0])
            * np.where(along_columns, share[:, 1], 1 - share[:, 1])
        )
    return Ring(radius, np.stack(corners, axis=1), np.stack(weights, axis=1), patterns, names)


def ring_of_all_turns(radius: int, points: int) -> Ring:
    """Return the ring whose patterns are all codes that differ by more than a turn."""
    kept, patterns = np.unique(_smallest_turn(points), return_inverse=True)
    return _ring(radius, points, patterns.astype(np.int64), tuple(f"{code:0{points}b}" for code in kept))


def ring_of_uniform(radius: int, points: int) -> Ring:
    """Return the ring whose patterns are the number of brighter points in one run, or `mixed`."""
    codes = np.arange(1 << points, dtype=np.int64)
    changes = np.bitwise_count(codes ^ _turned(codes, points))
    patterns = np.where(changes <= 2, np.bitwise_count(codes), points + 1).astype(np.int64)
    return _ring(radius, points, patterns, (*(str(ones) for ones in range(points + 1)), "mixed"))


@njit(cache=True, nogil=True)
def _counts(plane: Floats, steps: Integers, weights: Floats, reach: int, patterns: Integers) -> Integers:
    height, width = plane.shape
    pixels = plane.ravel()
    counts = np.zeros(patterns.max() + 1, dtype=np.int64)
    inner = max(width - 2 * reach, 0)
    codes = np.zeros(inner, dtype=np.int64)
    for row in range(reach, height - reach):
        codes[:] = 0
        first = row * width + reach
        centre = pixels[first : first + inner]
        for point in range(len(steps)):
            around = first + steps[point]
            one, two = pixels[around[0] :], pixels[around[1] :]
            three, four = pixels[around[2] :], pixels[around[3] :]
            a, b, c, d = weights[point, 0], weights[point, 1], weights[point, 2], weights[point, 3]
            for x in range(inner):
                own = centre[x]
                more = a * (one[x] - own) + b * (two[x] - own) + (c * (three[x] - own) + d * (four[x] - own))
                # All bits are set for good where the circle leaves the cell.
                codes[x] |= (np.int64(more > 0.0) << point) | -np.int64(np.isnan(more))
        for x in range(inner):
            if codes[x] >= 0:
                counts[patterns[codes[x]]] += 1
    return counts


def pattern_counts(cutout: Cutout, ring: Ring) -> Integers:
    """Return how many whole circles in the cell show each pattern, (patterns,)."""
    # NaN outside the cell spreads to every circle that reaches there.
    plane = np.where(cutout.inside, cutout.protein, np.nan)
    steps = ring.corners @ np.array([plane.shape[1], 1])
    return _counts(plane, steps, ring.weights, ring.reach, ring.patterns)


def _shares(cutout: Cutout, ring: Ring) -> Floats:
    counted = pattern_counts(cutout, ring)
    total = counted.sum()
    return counted / total if total else np.full(len(counted), np.nan)


RING1 = ring_of_all_turns(1, 8)
RING2 = ring_of_uniform(2, 16)
SCALE2 = 2


def _compute(cells: CellField) -> Floats:
    return np.hstack(
        [
            measure_each(cells, scale=scale, features=len(ring.names), measure=partial(_shares, ring=ring))
            for ring, scale in ((RING1, 1), (RING2, SCALE2))
        ]
    )


FAMILY = Family(
    name="patterns",
    version=1,
    specs=tuple(
        FeatureSpec(name=f"patterns.{title}.{name}", family="patterns", scale=scale, level=name, undefined=0.0)
        for title, ring, scale in (("ring1", RING1, 1), ("ring2", RING2, SCALE2))
        for name in ring.names
    ),
    compute=_compute,
)
