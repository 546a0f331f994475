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

Heights = NDArray[np.float32]
Owners = NDArray[np.int64]


def part_bodies(mask: NDArray[np.bool_], waist: float) -> Labels:
    """Return the mask's bodies numbered 1 .. n, (height, width) int32, cut where they are waisted.

    A watershed of the distance to the outside (Vincent & Soille 1991) parts a body at each of its hills; two
    neighbours are joined again unless the widest passage between them is narrower than `waist` times the
    narrower of the two.
    """
    ground = smooth(depth(mask), 1.0)
    hills, _ = ndimage.label((ground == ndimage.maximum_filter(ground, size=3)) & mask, np.ones((3, 3)))
    pieces = flood(-ground, hills.astype(np.int32), mask)
    peaks = _peaks(pieces, ground, int(pieces.max(initial=0)) + 1)
    pairs, heights = _passages(pieces, ground)
    # Widest passages first: a pair that is joined is one body, as wide as its wider half, to the next.
    order = np.argsort(-heights, kind="stable")
    owners = _joined(pairs[order], heights[order], peaks, waist)
    _, numbers = np.unique(owners, return_inverse=True)
    # 0 is the outside, and always there: it owns itself.
    return numbers.astype(np.int32)[pieces]


def _passages(pieces: Labels, ground: Heights) -> tuple[Labels, Heights]:
    # Pairs of neighbouring pixels that lie in different pieces, (pairs, 2), and the lower ground of each.
    pairs, heights = [], []
    for one, other in (
        ((slice(None), slice(None, -1)), (slice(None), slice(1, None))),
        ((slice(None, -1), slice(None)), (slice(1, None), slice(None))),
    ):
        border = np.nonzero((pieces[one] != pieces[other]) & (pieces[one] > 0) & (pieces[other] > 0))
        pairs.append(np.stack([pieces[one][border], pieces[other][border]], axis=1))
        heights.append(np.minimum(ground[one][border], ground[other][border]))
    return np.concatenate(pairs), np.concatenate(heights)


@njit(cache=True, nogil=True)
def _peaks(pieces: Labels, ground: Heights, count: int) -> Heights:
    peaks = np.zeros(count, np.float32)
    for row in range(pieces.shape[0]):
        for column in range(pieces.shape[1]):
            peaks[pieces[row, column]] = max(peaks[pieces[row, column]], ground[row, column])
    return peaks


@njit(cache=True, nogil=True)
def _root(owners: Owners, piece: int) -> int:
    while owners[piece] != piece:
        piece = owners[piece]
    return piece


@njit(cache=True, nogil=True)
def _joined(pairs: Labels, heights: Heights, peaks: Heights, waist: float) -> Owners:
    owners = np.arange(len(peaks))
    for place in range(len(heights)):
        one, other = _root(owners, pairs[place, 0]), _root(owners, pairs[place, 1])
        if one != other and heights[place] >= waist * min(peaks[one], peaks[other]):
            owners[max(one, other)] = min(one, other)
            peaks[min(one, other)] = max(peaks[one], peaks[other])
    for piece in range(len(peaks)):
        owners[piece] = _root(owners, piece)
    return owners
