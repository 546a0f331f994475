"""Active contours: outlines that move to where a plane differs most between inside and outside."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from mlworker.fields import Labels
from mlworker.segmentation.scale import Plane


def evolve(
    plane: Plane, inside: NDArray[np.bool_], zones: Labels, *, iterations: int, smoothings: int = 1
) -> NDArray[np.bool_]:
    """Return the inside after `iterations` of morphological Chan-Vese, all (height, width).

    Each step moves the outline by at most a pixel towards the two-mean fit of the plane, then shortens it
    `smoothings` times (Chan & Vese 2001; Marquez-Neila, Baumela & Alvarez 2014, section 4). `zones` numbers
    the parts of the plane that have their own two means, 0 upwards: a dim nucleus beside a bright one
    keeps its outline. A zone with no inside or no outside stays as it is.
    """
    now = np.pad(inside.astype(np.uint8), 1, mode="edge")
    spare = now.copy()
    opening = False
    for _ in range(iterations):
        _attach(plane, now, spare, zones, _means(plane, now, zones, int(zones.max(initial=0)) + 1))
        now, spare = spare, now
        for _ in range(smoothings):
            # Alternately, or outlines would drift inwards or outwards.
            _curve(now, spare, opening)
            _curve(spare, now, not opening)
            opening = not opening
    return now[1:-1, 1:-1].astype(np.bool_)


@njit(cache=True, nogil=True)
def _means(plane, padded, zones, count):  # type: ignore[no-untyped-def]
    sums, sizes = np.zeros((count, 2)), np.zeros((count, 2))
    for row in range(plane.shape[0]):
        for column in range(plane.shape[1]):
            zone, side = zones[row, column], padded[row + 1, column + 1]
            sums[zone, side] += plane[row, column]
            sizes[zone, side] += 1
    means = np.full((count, 2), np.nan)
    for zone in range(count):
        if sizes[zone, 0] and sizes[zone, 1]:
            for side in range(2):
                means[zone, side] = sums[zone, side] / sizes[zone, side]
    return means


@njit(cache=True, nogil=True)
def _frame(padded):  # type: ignore[no-untyped-def]
    height, width = padded.shape
    for x in range(width):
        padded[0, x], padded[height - 1, x] = padded[1, x], padded[height - 2, x]
    for y in range(height):
        padded[y, 0], padded[y, width - 1] = padded[y, 1], padded[y, width - 2]


@njit(cache=True, nogil=True)
def _attach(plane, old, new, zones, means):  # type: ignore[no-untyped-def]
    for row in range(plane.shape[0]):
        for column in range(plane.shape[1]):
            y, x = row + 1, column + 1
            new[y, x] = old[y, x]
            if old[y - 1, x] == old[y + 1, x] and old[y, x - 1] == old[y, x + 1]:
                continue
            zone = zones[row, column]
            outer, inner = means[zone, 0], means[zone, 1]
            value = plane[row, column]
            pull = (value - inner) ** 2 - (value - outer) ** 2
            if pull < 0:
                new[y, x] = 1
            elif pull > 0:
                new[y, x] = 0
    _frame(new)


@njit(cache=True, nogil=True)
def _curve(old, new, opening):  # type: ignore[no-untyped-def]
    # Largest of the minima (or smallest of the maxima) over the four lines of three pixels through each.
    for y in range(1, old.shape[0] - 1):
        for x in range(1, old.shape[1] - 1):
            a = old[y - 1, x] + old[y + 1, x]
            b = old[y, x - 1] + old[y, x + 1]
            c = old[y - 1, x - 1] + old[y + 1, x + 1]
            d = old[y - 1, x + 1] + old[y + 1, x - 1]
            if opening:
                # Outside stays outside; inside stays if any line lies wholly inside.
                new[y, x] = old[y, x] & (a == 2 or b == 2 or c == 2 or d == 2)
            else:
                new[y, x] = old[y, x] | (a > 0 and b > 0 and c > 0 and d > 0)
    _frame(new)
