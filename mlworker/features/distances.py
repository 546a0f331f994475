"""Exact Euclidean distances to the edge of a mask, on both of its sides at once.

Segmentation has a transform of its own: that one asks how far the nearest object is and which, here it is how
far the other side is, and for some of the pixels alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from mlworker.features.family import Floats
from mlworker.features.runs import Integers

Mask = NDArray[np.bool_]
Gaps = NDArray[np.int32]


class _Room(NamedTuple):
    """Room for a row: parabolas x -> x^2 - 2 x site + raised[site], and those that are lowest somewhere.

    `sites` are these, left to right, each lowest from its `borders` on; `halves` (width,) is 1 / (2 x).
    """

    raised: Floats
    halves: Floats
    sites: Integers
    borders: Floats


@njit(cache=True, nogil=True)
def _next_gaps(here: Mask, beside: Mask, before: Gaps, gaps: Gaps) -> None:
    """Write the gaps of a row as far as the row beside it tells, whose own are `before`."""
    for x in range(len(gaps)):
        after = np.int32(1) if here[x] != beside[x] else np.int32(before[x] + np.int32(1))
        gaps[x] = min(gaps[x], after)


@njit(cache=True, nogil=True)
def _column_gaps(mask: Mask) -> Gaps:
    """Return how many rows away the nearest pixel of the other side is in each column."""
    height, width = mask.shape
    # More than any distance in the plane where there is none.
    gaps = np.full((height, width), height + width, dtype=np.int32)
    for y in range(1, height):
        _next_gaps(mask[y], mask[y - 1], gaps[y - 1], gaps[y])
    for y in range(height - 2, -1, -1):
        _next_gaps(mask[y], mask[y + 1], gaps[y + 1], gaps[y])
    return gaps


@njit(cache=True, nogil=True)
def _find_lowest(room: _Room, low: int, high: int) -> None:
    """Keep those parabolas of the sites `low` to `high` that are lowest somewhere."""
    raised, sites, borders, last = room.raised, room.sites, room.borders, 0
    sites[0], borders[0] = low, -np.inf
    for site in range(low + 1, high + 1):
        while True:
            other = sites[last]
            border = (raised[site] - raised[other]) * room.halves[site - other]
            if border > borders[last]:
                break
            last -= 1
        last += 1
        sites[last], borders[last] = site, border
    borders[last + 1] = np.inf


@njit(cache=True, nogil=True)
def _last_site(mask: Mask, gaps: Gaps, raised: Floats, first: int, limit: int) -> int:
    """Raise the sites from `first` to `limit`, up to one of the other side, and return the last."""
    site, step = first, 1 if limit > first else -1
    while site != limit and mask[site] == mask[first]:
        raised[site] = site * site + gaps[site] * gaps[site]
        site += step
    # A pixel of the other side is its own nearest, and none beyond it can be nearer.
    raised[site] = site * site + (gaps[site] * gaps[site] if mask[site] == mask[first] else 0)
    return site


@njit(cache=True, nogil=True)
def _measure_row(mask: Mask, gaps: Gaps, wanted: Mask, room: _Room, found: Floats) -> None:
    """Write the squared distances of the wanted pixels of a row."""
    first = 0
    while first < len(mask):
        if not wanted[first]:
            first += 1
            continue
        # Sites beyond the gap are farther than the gap. Pixels go together while their sites overlap.
        low, high, last, x = first - gaps[first], first + gaps[first], first, first + 1
        while x < len(mask) and mask[x] == mask[first]:
            if wanted[x]:
                if x - gaps[x] > high:
                    break
                last, high = x, x + gaps[x]
            x += 1
        low = _last_site(mask, gaps, room.raised, first, max(low, 0))
        high = _last_site(mask, gaps, room.raised, first, min(high, len(mask) - 1))
        _find_lowest(room, low, high)
        at = 0
        for x in range(first, last + 1):
            while room.borders[at + 1] < x:
                at += 1
            found[x] = room.raised[room.sites[at]] + x * (x - 2 * room.sites[at])
        first = last + 1


@njit(cache=True, nogil=True)
def _signed(mask: Mask, wanted: Mask, unit: float) -> Floats:
    height, width = mask.shape
    gaps, found = _column_gaps(mask), np.zeros((height, width))
    halves = 0.5 / np.maximum(np.arange(width), 1)
    room = _Room(np.empty(width), halves, np.empty(width, dtype=np.int64), np.empty(width + 1))
    for y in range(height):
        _measure_row(mask[y], gaps[y], wanted[y], room, found[y])
        for x in range(width):
            if wanted[y, x]:
                distance = (np.sqrt(found[y, x]) - 0.5) / unit
                found[y, x] = -distance if mask[y, x] else distance
    return found


def signed_distances(mask: Mask, wanted: Mask, unit: float = 1.0) -> Floats:
    """Return the distances of the wanted pixels to the mask's edge, negative inside; others mean nothing.

    All (height, width). The distance is that from centre to centre of the nearest pixel of the other side,
    less half a pixel, in units of `unit` pixels. All are 0 where the mask is empty: there is no edge; where it
    is full, they are larger than the plane. Lower envelopes of parabolas, row by row (Felzenszwalb &
    Huttenlocher 2012, Theory of Computing 8:415).
    """
    return _signed(mask, wanted, unit) if mask.any() else np.zeros(mask.shape)
