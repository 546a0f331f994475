"""Outlines of labelled objects made even: teeth and gaps smaller than a given length removed."""

from __future__ import annotations

import numpy as np
from numba import njit

from mlworker.fields import Labels
from mlworker.segmentation.distance import nearest

REACH = 2
"""A vote is taken among 5 x 5 pixels, spread out to the length asked for."""


def even_out(labels: Labels, seeds: Labels, length: float) -> Labels:
    """Return labels (height, width) by majority within `length` pixels, in one piece around their seeds.

    0 votes too. `seeds` keep their labels; what is no longer joined to its seed by neighbours
    above, below, left or right becomes 0.
    """
    # Votes spread out leave single pixels behind, which close votes remove.
    for step in (max(1, round(length / REACH)), 1):
        labels = _majority(labels, step)
    return _joined_to(np.where(seeds > 0, seeds, labels), seeds)


def close_bays(labels: Labels, length: float) -> Labels:
    """Return labels (height, width) with bays narrower than twice `length` pixels filled, each on its own.

    Closing by distance: objects are widened by `length` where nobody else is nearer, narrowed again, and
    keep at least what they had.
    """
    away, owners = nearest(labels)
    wide = np.where(away <= length, owners, 0)
    rim = np.zeros(labels.shape, dtype=np.int32)
    for one, other in ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:])):
        differ = wide[one] != wide[other]
        rim[one] |= differ
        rim[other] |= differ
    # Beyond the field's edge nothing is known: bays are not filled towards it.
    rim[[0, -1]], rim[:, [0, -1]] = 1, 1
    inwards, _ = nearest(rim)
    return np.where(labels > 0, labels, np.where(inwards >= length, wide, 0)).astype(np.int32)


@njit(cache=True, nogil=True)
def _majority(labels: Labels, step: int) -> Labels:
    height, width = labels.shape
    out = labels.copy()
    votes, met = np.empty(25, np.int32), np.empty(25, np.int32)
    far = REACH * step
    for row in range(height):
        up, down = max(row - far, 0), min(row + far, height - 1)
        for column in range(width):
            left, right = max(column - far, 0), min(column + far, width - 1)
            own = labels[row, column]
            # Objects are larger than the window: where its rim agrees there is nothing to vote on.
            if (
                labels[up, left] == own
                and labels[up, right] == own
                and labels[up, column] == own
                and labels[down, left] == own
                and labels[down, right] == own
                and labels[down, column] == own
                and labels[row, left] == own
                and labels[row, right] == own
            ):
                continue
            kinds = 0
            for y in range(row - far, row + far + 1, step):
                for x in range(column - far, column + far + 1, step):
                    label = labels[min(max(y, 0), height - 1), min(max(x, 0), width - 1)]
                    place = 0
                    while place < kinds and met[place] != label:
                        place += 1
                    if place == kinds:
                        met[kinds], votes[kinds] = label, 0
                        kinds += 1
                    votes[place] += 1
            best = 0
            for place in range(1, kinds):
                if votes[place] > votes[best]:
                    best = place
            out[row, column] = met[best]
    return out


@njit(cache=True, nogil=True)
def _joined_to(labels: Labels, seeds: Labels) -> Labels:
    height, width = labels.shape
    out = seeds.copy()
    waiting = np.empty(height * width, np.int32)
    count = 0
    for row in range(height):
        for column in range(width):
            if seeds[row, column]:
                waiting[count] = row * width + column
                count += 1
    while count:
        count -= 1
        row, column = waiting[count] // width, waiting[count] % width
        for down, over in ((-1, 0), (0, -1), (0, 1), (1, 0)):
            y, x = row + down, column + over
            if y < 0 or x < 0 or y >= height or x >= width or out[y, x]:
                continue
            if labels[y, x] == out[row, column]:
                out[y, x] = labels[y, x]
                waiting[count] = y * width + x
                count += 1
    return out
