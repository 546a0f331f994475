"""Active contours: outlines that move to where a plane differs most between inside and outside."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from mlworker.fields import Labels
from mlworker.segmentation.scale import Plane

Sides = NDArray[np.uint8]
Means = NDArray[np.float64]


class _Zoned(NamedTuple):
    """A plane and the zones 0 .. `last` of it, both (height, width). Kernels take it as it is."""

    plane: Plane
    zones: Labels
    last: int


def evolve(
    plane: Plane,
    inside: NDArray[np.bool_],
    zones: Labels,
    *,
    iterations: int,
    smoothings: int = 1,
    inner_weight: float = 1.0,
) -> NDArray[np.bool_]:
    """Return the inside after `iterations` of morphological Chan-Vese, all (height, width).

    Each step moves the outline by at most a pixel towards the two-mean fit of the plane, then shortens it
    `smoothings` times (Chan & Vese 2001; Marquez-Neila, Baumela & Alvarez 2014, section 4). `zones` numbers
    the parts of the plane that have their own two means, 0 upwards: a dim nucleus beside a bright one
    keeps its outline. `inner_weight` is the inside's share in the fit (lambda 1 over lambda 2): under 1, the
    outline moves out to what is dimmer than half way. A zone with no inside or no outside stays as it is.
    """
    now = np.pad(inside.astype(np.uint8), 1, mode="edge")
    spare = now.copy()
    zoned = _Zoned(plane, zones, int(zones.max(initial=0)))
    opening = False
    for _ in range(iterations):
        _attach(zoned, _means(zoned, now), inner_weight, now, spare)
        now, spare = spare, now
        for _ in range(smoothings):
            # Alternately, or outlines would drift inwards or outwards.
            _curve(now, spare, opening)
            _curve(spare, now, not opening)
            opening = not opening
    return now[1:-1, 1:-1].astype(np.bool_)


@njit(cache=True, nogil=True)
def _means(zoned: _Zoned, padded: Sides) -> Means:
    # Mean outside and inside of each zone, (count, 2). Runs of pixels are summed before they are added.
    plane, zones, count = zoned.plane, zoned.zones, zoned.last + 1
    sums, sizes = np.zeros((count, 2)), np.zeros((count, 2))
    for row in range(plane.shape[0]):
        zone, side = zones[row, 0], padded[row + 1, 1]
        total, size = 0.0, 0
        for column in range(plane.shape[1]):
            if zones[row, column] != zone or padded[row + 1, column + 1] != side:
                sums[zone, side] += total
                sizes[zone, side] += size
                zone, side = zones[row, column], padded[row + 1, column + 1]
                total, size = 0.0, 0
            total += plane[row, column]
            size += 1
        sums[zone, side] += total
        sizes[zone, side] += size
    for zone in range(count):
        for side in range(2):
            # A zone that lacks one side has no fit: nothing in it moves.
            one_sided = sizes[zone, 0] == 0 or sizes[zone, 1] == 0
            sums[zone, side] = np.nan if one_sided else sums[zone, side] / sizes[zone, side]
    return sums


@njit(cache=True, nogil=True)
def _frame(padded: Sides) -> None:
    height, width = padded.shape
    for x in range(width):
        padded[0, x], padded[height - 1, x] = padded[1, x], padded[height - 2, x]
    for y in range(height):
        padded[y, 0], padded[y, width - 1] = padded[y, 1], padded[y, width - 2]


@njit(cache=True, nogil=True)
def _attach(zoned: _Zoned, means: Means, inner_weight: float, old: Sides, new: Sides) -> None:
    plane, zones = zoned.plane, zoned.zones
    for row in range(plane.shape[0]):
        for column in range(plane.shape[1]):
            y, x = row + 1, column + 1
            new[y, x] = old[y, x]
            if old[y - 1, x] == old[y + 1, x] and old[y, x - 1] == old[y, x + 1]:
                continue
            zone = zones[row, column]
            outer, inner = means[zone, 0], means[zone, 1]
            value = plane[row, column]
            pull = inner_weight * (value - inner) ** 2 - (value - outer) ** 2
            if pull < 0:
                new[y, x] = 1
            elif pull > 0:
                new[y, x] = 0
    _frame(new)


@njit(cache=True, nogil=True)
def _curve(old: Sides, new: Sides, opening: bool) -> None:
    # Largest of the minima (opening), or smallest of the maxima, over the four lines of three pixels through
    # each: inside survives where a line lies wholly inside, outside where one lies wholly outside.
    for y in range(1, old.shape[0] - 1):
        for x in range(1, old.shape[1] - 1):
            n, s, w, e = old[y - 1, x], old[y + 1, x], old[y, x - 1], old[y, x + 1]
            nw, se, ne, sw = old[y - 1, x - 1], old[y + 1, x + 1], old[y - 1, x + 1], old[y + 1, x - 1]
            if opening:
                new[y, x] = old[y, x] & ((n & s) | (w & e) | (nw & se) | (ne & sw))
            else:
                new[y, x] = old[y, x] | ((n | s) & (w | e) & (nw | se) & (ne | sw))
    _frame(new)
