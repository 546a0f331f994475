"""Parting bodies that touch: each is cut at its waist."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy import ndimage

from mlworker.fields import Labels
from mlworker.segmentation.distance import depth
from mlworker.segmentation.smoothing import smooth
from mlworker.segmentation.watershed import flood


def part_bodies(mask: NDArray[np.bool_], waist: float) -> Labels:
    """Return the mask's bodies numbered 1 .. n, (height, width) int32, cut where they are waisted.

    A watershed of the distance to the outside (Vincent & Soille 1991) parts a body at each of its hills; two
    neighbours are joined again unless the widest passage between them is narrower than `waist` times the
    narrower of the two.
    """
    ground = smooth(depth(mask), 1.0)
    hills, _ = ndimage.label((ground == ndimage.maximum_filter(ground, size=3)) & mask, np.ones((3, 3)))
    pieces = flood(-ground, hills.astype(np.int32), mask)
    owners = _joined(pieces, ground, int(pieces.max(initial=0)), waist)
    _, numbers = np.unique(owners, return_inverse=True)
    # 0 is the outside, and always there: it owns itself.
    return numbers.astype(np.int32)[pieces]


@njit(cache=True, nogil=True)
def _root(owners, piece):  # type: ignore[no-untyped-def]
    while owners[piece] != piece:
        piece = owners[piece]
    return piece


@njit(cache=True, nogil=True)
def _passages(pieces, ground):  # type: ignore[no-untyped-def]
    # Pairs of neighbouring pixels that lie in different pieces: the two pieces, and the lower ground.
    height, width = pieces.shape
    room = 1024
    pairs, heights = np.empty((room, 2), np.int32), np.empty(room, np.float32)
    count = 0
    for row in range(height):
        for column in range(width):
            one = pieces[row, column]
            if not one:
                continue
            for down, over in ((0, 1), (1, 0)):
                y, x = row + down, column + over
                if y >= height or x >= width or not pieces[y, x] or pieces[y, x] == one:
                    continue
                if count == room:
                    pairs = np.concatenate((pairs, np.empty_like(pairs)))
                    heights = np.concatenate((heights, np.empty_like(heights)))
                    room *= 2
                pairs[count, 0], pairs[count, 1] = one, pieces[y, x]
                heights[count] = min(ground[row, column], ground[y, x])
                count += 1
    return pairs[:count], heights[:count]


@njit(cache=True, nogil=True)
def _joined(pieces, ground, count, waist):  # type: ignore[no-untyped-def]
    peaks = np.zeros(count + 1, np.float32)
    for row in range(pieces.shape[0]):
        for column in range(pieces.shape[1]):
            piece = pieces[row, column]
            peaks[piece] = max(peaks[piece], ground[row, column])
    pairs, heights = _passages(pieces, ground)
    owners = np.arange(count + 1).astype(np.int32)
    # Widest passages first: a pair that is joined is one body, as wide as its wider half, to the next.
    for place in np.argsort(-heights):
        one, other = _root(owners, pairs[place, 0]), _root(owners, pairs[place, 1])
        if one != other and heights[place] >= waist * min(peaks[one], peaks[other]):
            owners[max(one, other)] = min(one, other)
            peaks[min(one, other)] = max(peaks[one], peaks[other])
    for piece in range(count + 1):
        owners[piece] = _root(owners, piece)
    return owners
