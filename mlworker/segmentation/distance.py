"""Exact distances to the nearest labelled pixel, and which label that is.

Features have a transform of their own, to the edge of a mask from both sides: they need no labels, and the
distances of some pixels alone.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from mlworker.fields import Labels

FAR = np.int32(1 << 29)

Squares = NDArray[np.int32]


def nearest(labels: Labels) -> tuple[NDArray[np.float32], Labels]:
    """Return the Euclidean distance in pixels to the nearest pixel that is not 0, and its label.

    Both (height, width); infinity and 0 where no pixel is labelled. Lower envelope of parabolas, row by row
    (Felzenszwalb & Huttenlocher 2012, Theory of Computing 8:415).
    """
    squares, owners = _nearest(labels)
    distance = np.sqrt(squares.astype(np.float32))
    distance[owners == 0] = np.inf
    return distance, owners


def depth(mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return the distance in pixels of each pixel of a mask to the nearest pixel outside it, 0 outside.

    The field's edge is no outside; a mask without an outside is as deep as the field is large.
    """
    distance, _ = nearest((~mask).astype(np.int32))
    return np.minimum(distance, np.float32(max(mask.shape)))


@njit(cache=True, nogil=True)
def _down_columns(labels: Labels, squares: Squares, owners: Labels) -> None:
    height, width = labels.shape
    for row in range(height):
        for column in range(width):
            if labels[row, column]:
                squares[row, column], owners[row, column] = 0, labels[row, column]
            elif row and owners[row - 1, column]:
                squares[row, column] = squares[row - 1, column] + 1
                owners[row, column] = owners[row - 1, column]
            else:
                squares[row, column], owners[row, column] = FAR, 0
    for row in range(height - 2, -1, -1):
        for column in range(width):
            if owners[row + 1, column] and squares[row + 1, column] + 1 < squares[row, column]:
                squares[row, column] = squares[row + 1, column] + 1
                owners[row, column] = owners[row + 1, column]


@njit(cache=True, nogil=True)
def _nearest(labels: Labels) -> tuple[Squares, Labels]:
    height, width = labels.shape
    squares, owners = np.empty((height, width), np.int32), np.empty((height, width), np.int32)
    _down_columns(labels, squares, owners)
    feet, starts = np.empty(width, np.int64), np.empty(width + 1, np.float64)
    lift, own = np.empty(width, np.int64), np.empty(width, np.int32)
    for row in range(height):
        count = 0
        for column in range(width):
            own[column] = owners[row, column]
            if not own[column]:
                continue
            lift[column] = np.int64(squares[row, column]) ** 2
            start = -1.0
            while count:
                foot = feet[count - 1]
                start = (lift[column] + column**2 - lift[foot] - foot**2) / (2.0 * (column - foot))
                if start > starts[count - 1]:
                    break
                count -= 1
            if not count:
                start = -1.0
            feet[count], starts[count] = column, start
            count += 1
        piece = 0
        for column in range(width):
            if not count:
                squares[row, column], owners[row, column] = 0, 0
                continue
            while piece + 1 < count and starts[piece + 1] < column:
                piece += 1
            foot = feet[piece]
            squares[row, column] = lift[foot] + (column - foot) ** 2
            owners[row, column] = own[foot]
    return squares, owners
