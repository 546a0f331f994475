"""A cell cut out of its field, alone: what lies outside of it cannot be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numba import njit

from mlworker.features.distances import Mask
from mlworker.features.family import Floats
from mlworker.features.runs import Plane
from mlworker.fields import CellField


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
def _averaged(plane: Plane, own: Mask, nucleus: Mask, scale: int) -> tuple[Floats, Mask, Mask]:
    height, width = own.shape
    shape = ((height + scale - 1) // scale, (width + scale - 1) // scale)
    protein, inside, nuclear = np.zeros(shape), np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
    for row in range(shape[0]):
        bottom = min((row + 1) * scale, height)
        for column in range(shape[1]):
            right = min((column + 1) * scale, width)
            total, pixels, of_nucleus = 0, 0, 0
            for y in range(row * scale, bottom):
                for x in range(column * scale, right):
                    here = int(own[y, x])
                    total += here * int(plane[y, x])
                    pixels += here
                    of_nucleus += int(nucleus[y, x])
            if 2 * pixels >= scale * scale:
                protein[row, column] = total / pixels
                inside[row, column] = True
                nuclear[row, column] = 2 * of_nucleus >= pixels
    return protein, inside, nuclear


def _cut(cells: CellField, scale: int) -> Iterator[Cutout]:
    # One type and one order of every array, so that each kernel is compiled once.
    plane = np.ascontiguousarray(cells.field.protein, dtype=np.uint16)
    labels, nuclei = np.ascontiguousarray(cells.cells), np.ascontiguousarray(cells.nuclei)
    for number, (top, bottom, left, right) in enumerate(cells.boxes.tolist(), start=1):
        box = np.s_[top:bottom, left:right]
        own = labels[box] == number
        nucleus = nuclei[box] == number
        if scale == 1:
            yield Cutout(np.where(own, plane[box], 0).astype(np.float64), own, nucleus)
        else:
            yield Cutout(*_averaged(np.ascontiguousarray(plane[box]), own, nucleus, scale))


_kept: WeakKeyDictionary[CellField, dict[int, tuple[Cutout, ...]]] = WeakKeyDictionary()


def cutouts(cells: CellField, scale: int = 1) -> Iterable[Cutout]:
    """Return every cell, in the order of their numbers, `scale` pixels a side averaged into one.

    Blocks start at the corner of the cell's bounding box, so that neither its place in the field nor its
    neighbours matter. A block belongs to the cell if at least half of its pixels do, and has the mean of
    those alone; it belongs to the nucleus if at least half of the cell's pixels in it do. A cell thinner than
    that has no pixel at this scale.
    """
    if scale == 1:
        # Kept as well, a field's full resolution would take ten bytes a pixel; cutting is the cheap part.
        return _cut(cells, scale)
    kept = _kept.setdefault(cells, {})
    if scale not in kept:
        kept[scale] = tuple(_cut(cells, scale))
    return kept[scale]


def measure_each(cells: CellField, *, scale: int, features: int, measure: Callable[[Cutout], Floats]) -> Floats:
    """Return what `measure` says of each cell, (cells, features); NaN for cells with no pixel at this scale."""
    values = np.full((cells.count, features), np.nan)
    for row, cutout in enumerate(cutouts(cells, scale)):
        if cutout.inside.any():
            values[row] = measure(cutout)
    return values
