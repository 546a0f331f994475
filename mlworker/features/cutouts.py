"""A cell cut out of its field, alone: what lies outside of it cannot be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from mlworker.fields import CellField

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Cutout:
    """A cell in its bounding box, all arrays (height, width).

    `protein` is the plane inside the cell and 0 outside, `inside` and `nucleus` tell the pixels of the cell
    and of its nucleus.
    """

    protein: Floats
    inside: Mask
    nucleus: Mask


@njit(cache=True, nogil=True)
def _averaged(plane: NDArray[np.uint16], own: Mask, nucleus: Mask, scale: int) -> tuple[Floats, Mask, Mask]:
    height, width = own.shape
    rows, columns = (height + scale - 1) // scale, (width + scale - 1) // scale
    total = np.zeros((rows, columns))
    pixels = np.zeros((rows, columns), dtype=np.int64)
    nuclear = np.zeros((rows, columns), dtype=np.int64)
    for row in range(height):
        for column in range(width):
            if own[row, column]:
                block = (row // scale, column // scale)
                total[block] += plane[row, column]
                pixels[block] += 1
                nuclear[block] += nucleus[row, column]
    inside = 2 * pixels >= scale * scale
    protein = np.zeros((rows, columns))
    for row in range(rows):
        for column in range(columns):
            if inside[row, column]:
                protein[row, column] = total[row, column] / pixels[row, column]
    return protein, inside, inside & (2 * nuclear >= pixels)


def cutouts(cells: CellField, scale: int = 1) -> Iterator[Cutout]:
    """Yield every cell, in the order of their numbers, `scale` pixels a side averaged into one.

    Blocks start at the corner of the cell's bounding box, so that neither its place in the field nor its
    neighbours matter. A block belongs to the cell if at least half of its pixels do, and has the mean of
    those alone; it belongs to the nucleus if at least half of the cell's pixels in it do. A cell thinner than
    that has no pixel at this scale.
    """
    plane = cells.field.protein.astype(np.uint16, copy=False)
    for number, (top, bottom, left, right) in enumerate(cells.boxes.tolist(), start=1):
        box = np.s_[top:bottom, left:right]
        own = cells.cells[box] == number
        nucleus = cells.nuclei[box] == number
        if scale == 1:
            yield Cutout(np.where(own, plane[box], 0).astype(np.float64), own, nucleus)
        else:
            yield Cutout(*_averaged(np.ascontiguousarray(plane[box]), own, nucleus, scale))


def measure_each(cells: CellField, *, scale: int, features: int, measure: Callable[[Cutout], Floats]) -> Floats:
    """Return what `measure` says of each cell, (cells, features); NaN for cells with no pixel at this scale."""
    values = np.full((cells.count, features), np.nan)
    for row, cutout in enumerate(cutouts(cells, scale)):
        if cutout.inside.any():
            values[row] = measure(cutout)
    return values
