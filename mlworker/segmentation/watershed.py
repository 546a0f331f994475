"""Seeded watershed: regions grow from their seeds over a landscape, lowest ground first."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from mlworker.fields import Labels

LEVELS = 1024

Places = NDArray[np.int32]


def flood(landscape: NDArray[np.float32], seeds: Labels, mask: NDArray[np.bool_]) -> Labels:
    """Return the mask's pixels with the label of the seed that reaches each first, 0 where none does.

    All (height, width). A pixel is reached from one of its four neighbours, in the order of the landscape's
    height on the way (the highest so far); ties go to whom came first. Seeds outside the mask are kept.
    Heights are read at `LEVELS` steps between the lowest and the highest of the mask, so that a queue per
    level takes the place of a heap (Meyer 1991; Beucher & Meyer 1993).
    """
    return _flood(_levels(landscape, mask), seeds, mask)


def _levels(landscape: NDArray[np.float32], mask: NDArray[np.bool_]) -> NDArray[np.uint16]:
    heights = landscape[mask]
    low = float(heights.min(initial=np.inf))
    span = float(heights.max(initial=-np.inf)) - low
    if not np.isfinite(span) or span <= 0:
        return np.zeros(landscape.shape, dtype=np.uint16)
    steps = np.clip((landscape - low) * ((LEVELS - 1) / span), 0, LEVELS - 1)
    return np.asarray(np.rint(steps), dtype=np.uint16)


@njit(cache=True, nogil=True)
def _flood(levels: NDArray[np.uint16], seeds: Labels, mask: NDArray[np.bool_]) -> Labels:
    height, width = levels.shape
    first, last = np.full(LEVELS, -1, np.int32), np.full(LEVELS, -1, np.int32)
    following = np.full(height * width, -1, np.int32)
    labels = seeds.copy()
    for row in range(height):
        for column in range(width):
            if seeds[row, column]:
                _append(first, last, following, levels[row, column], row * width + column)
    level = 0
    while level < LEVELS:
        place = first[level]
        if place < 0:
            level += 1
            continue
        first[level] = following[place]
        row, column = place // width, place % width
        for down, over in ((-1, 0), (0, -1), (0, 1), (1, 0)):
            y, x = row + down, column + over
            if y < 0 or x < 0 or y >= height or x >= width or labels[y, x] or not mask[y, x]:
                continue
            labels[y, x] = labels[row, column]
            # Water does not fall back: lower ground behind a ridge is flooded at the ridge's height.
            _append(first, last, following, max(level, levels[y, x]), y * width + x)
    return labels


@njit(cache=True, nogil=True)
def _append(first: Places, last: Places, following: Places, level: int, place: int) -> None:
    if first[level] < 0:
        first[level] = place
    else:
        following[last[level]] = place
    last[level] = place
