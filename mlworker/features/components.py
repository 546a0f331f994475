"""Objects of the protein: connected pixels above a threshold inside one cell, found once for a field.

Pixels are connected to all eight neighbours of the same cell. The thresholds are Otsu's of the protein in the
cell (`otsu`) and Otsu's of the pixels above that (`otsu2`), see `thresholds.py`. A cell whose values do not
differ has no object; one whose values above the first threshold do not differ has none at the second.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np
from numba import njit
from numpy.typing import ArrayLike

from mlworker.features.blocks import Blocks, blocks_of_cell
from mlworker.features.distances import Mask
from mlworker.features.family import Floats
from mlworker.features.ratios import ratio
from mlworker.features.runs import Integers, Plane, Runs, places_of, runs_above, runs_of_labels, sums_along
from mlworker.features.shapes import Shapes, shapes_of_fluorescence, shapes_of_runs
from mlworker.features.thresholds import otsu_thresholds
from mlworker.fields import CellField, Pixels

THRESHOLDS = ("otsu", "otsu2")


@dataclass(frozen=True)
class Objects:
    """Objects at one threshold, those of a cell together, in the order of their first pixel.

    `runs` are their pixels, owned by cells, and `label` (runs,) the object of each run. `cell` and
    `fluorescence` are (objects,), `shapes` their areas and moments; `count` and `euler` (objects minus holes)
    are (cells,).
    """

    runs: Runs
    label: Integers
    cell: Integers
    fluorescence: Floats
    shapes: Shapes
    count: Integers
    euler: Integers

    def total(self, values: ArrayLike) -> Floats:
        """Return the sums over the objects of each cell of values (objects,)."""
        sums = np.bincount(self.cell, weights=np.asarray(values, dtype=np.float64), minlength=len(self.count))
        return sums.astype(np.float64)

    def mean(self, values: ArrayLike) -> Floats:
        """Return the means over the objects of each cell, NaN without objects."""
        return ratio(self.total(values), self.count)

    def deviation(self, values: Floats) -> Floats:
        """Return the standard deviations over the objects of each cell, NaN without objects."""
        return np.sqrt(self.mean((values - self.mean(values)[self.cell]) ** 2))

    def largest(self, values: Floats) -> Floats:
        """Return the greatest value among the objects of each cell, NaN without objects."""
        found = np.full(len(self.count), -np.inf)
        np.maximum.at(found, self.cell, values)
        return np.where(self.count > 0, found, np.nan)

    def smallest(self, values: Floats) -> Floats:
        """Return the least value among the objects of each cell, NaN without objects."""
        return -self.largest(-values)

    def distance_to(self, row: Floats, column: Floats) -> Floats:
        """Return the distance in pixels of each object's centre to a point of its cell, (cells,)."""
        return np.hypot(self.shapes.row - row[self.cell], self.shapes.column - column[self.cell])


@dataclass(frozen=True)
class Protein:
    """The protein in the cells of a field: its plane in 16 bits, the cells' runs and shapes, and its objects.

    `outline` are the cells' own shapes, `fluorescence` those of the protein in them; `thresholds` (cells,)
    and `objects` are those at each of `THRESHOLDS`.
    """

    plane: Plane
    runs: Runs
    outline: Shapes
    fluorescence: Shapes
    thresholds: tuple[Integers, ...]
    objects: tuple[Objects, ...]

    @cached_property
    def blocks(self) -> list[Blocks]:
        """Return the blocks of each cell."""
        return [blocks_of_cell(self.runs, cell) for cell in range(len(self.outline.mass))]

    @cached_property
    def object_blocks(self) -> list[Mask]:
        """Return the blocks of each cell with a pixel of an object, at any threshold."""
        # Objects at the second threshold lie in those at the first.
        runs = self.objects[0].runs
        return [grid.touched(places_of(runs, cell)) for cell, grid in enumerate(self.blocks)]

    @property
    def unit(self) -> Floats:
        """Return the unit of distances in each cell, in pixels: the square root of its area."""
        return np.sqrt(self.outline.mass)


@njit(cache=True, nogil=True)
def _root(parent: Integers, at: int) -> int:
    while parent[at] != at:
        parent[at] = parent[parent[at]]
        at = parent[at]
    return at


@njit(cache=True, nogil=True)
def _join_rows(places: Integers, a: int, b: int, parent: Integers) -> int:
    """Join the touching runs of rows that follow each other, and return how many times two touch."""
    contacts = 0
    above, behind = a, a
    for i in range(a, b):
        row, start, stop = places[0, i], places[1, i], places[2, i]
        if row != places[0, behind]:
            above, behind = behind, i
        while above < behind and (places[0, above] < row - 1 or places[2, above] < start):
            above += 1
        other = above
        while other < behind and places[1, other] <= stop:
            contacts += 1
            one, two = _root(parent, other), _root(parent, i)
            parent[max(one, two)] = min(one, two)
            other += 1
    return contacts


@njit(cache=True, nogil=True)
def _label(runs: Runs, parent: Integers, label: Integers, counts: Integers) -> None:
    number = 0
    for cell in range(len(runs.first) - 1):
        a, b = runs.first[cell], runs.first[cell + 1]
        # Closed rectangles, one a run, meet in points or segments only, never three in one: objects minus
        # holes is runs minus contacts.
        counts[1, cell] = b - a - _join_rows(runs.places, a, b, parent)
        before = number
        for i in range(a, b):
            root = _root(parent, i)
            if root == i:
                label[i] = number
                number += 1
            else:
                label[i] = label[root]
        counts[0, cell] = number - before


def _objects(plane: Plane, inside: Runs, thresholds: Integers) -> Objects:
    runs = runs_above(plane, inside, thresholds)
    label = np.empty(runs.places.shape[1], dtype=np.int64)
    counts = np.zeros((2, len(thresholds)), dtype=np.int64)
    _label(runs, np.arange(len(label)), label, counts)
    count, euler = counts
    total = int(count.sum())
    return Objects(
        runs=runs,
        label=label,
        cell=np.repeat(np.arange(len(count)), count),
        fluorescence=sums_along(plane, runs, label, total),
        shapes=shapes_of_runs(runs, label, total),
        count=count,
        euler=euler,
    )


def plain(plane: Pixels) -> Plane:
    """Return a plane in 16 bits with its rows one after the other, so that each kernel is compiled once."""
    return np.ascontiguousarray(plane, dtype=np.uint16)


def _find(cells: CellField) -> Protein:
    plane = plain(cells.field.protein)
    runs = runs_of_labels(cells.cells, cells.count)
    outline = shapes_of_runs(runs, runs.owners, cells.count)
    low = otsu_thresholds(plane, runs)
    objects = _objects(plane, runs, low)
    high = otsu_thresholds(plane, objects.runs)
    return Protein(
        plane=plane,
        runs=runs,
        outline=outline,
        fluorescence=shapes_of_fluorescence(plane, runs, outline),
        thresholds=(low, high),
        objects=(objects, _objects(plane, objects.runs, high)),
    )


_found: WeakKeyDictionary[CellField, Protein] = WeakKeyDictionary()


def find_protein(cells: CellField) -> Protein:
    """Return the protein and its objects in the cells of a field; found once, for five families ask."""
    if cells not in _found:
        _found[cells] = _find(cells)
    return _found[cells]
