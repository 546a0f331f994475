"""Shapes: mass, centre and second central moments of regions, whose mass is pixels or fluorescence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from mlworker.features.family import Floats
from mlworker.features.ratios import ratio
from mlworker.features.runs import Integers, Plane, Runs, places_of


@dataclass(frozen=True)
class Shapes:
    """Moments of regions, all (regions,): `mass`, centre (`row`, `column`) and central moments per mass.

    `rows`, `columns` and `mixed` are the variance of rows, that of columns and their covariance, in pixels
    squared. Everything but `mass` is NaN where that is 0.
    """

    mass: Floats
    row: Floats
    column: Floats
    rows: Floats
    columns: Floats
    mixed: Floats

    @property
    def spread(self) -> Floats:
        """Return the mean squared distance to the centre, in pixels squared."""
        return self.rows + self.columns

    @property
    def anisotropy(self) -> tuple[Floats, Floats]:
        """Return how far the moments are from a circle: along the axes, and along the diagonals."""
        return self.rows - self.columns, 2.0 * self.mixed

    @property
    def eccentricity(self) -> Floats:
        """Return the eccentricity of the ellipse with these moments: 0 for a disc or a pixel, 1 for a line."""
        straight, diagonal = self.anisotropy
        length = np.sqrt(straight**2 + diagonal**2)
        # 1 - minor / major, where major and minor are the eigenvalues (spread +- length) / 2.
        squared = np.where(self.spread == 0.0, 0.0, ratio(2.0 * length, self.spread + length))
        return np.where(np.isnan(self.spread), np.nan, np.sqrt(np.clip(squared, 0.0, 1.0)))


@njit(cache=True, nogil=True)
def _geometry(places: Integers, label: Integers, sums: Integers) -> None:
    for i in range(len(label)):
        at, r, a, b = label[i], places[0, i], places[1, i], places[2, i]
        length = b - a
        columns = (a + b - 1) * length // 2
        sums[0, at] += length
        sums[1, at] += r * length
        sums[2, at] += columns
        sums[3, at] += r * r * length
        sums[4, at] += ((b - 1) * b * (2 * b - 1) - (a - 1) * a * (2 * a - 1)) // 6
        sums[5, at] += r * columns


def shapes_of_runs(runs: Runs, label: Integers, count: int) -> Shapes:
    """Return the shapes of regions 0 .. `count` - 1, of which `label` (runs,) names one for each run."""
    sums = np.zeros((6, count), dtype=np.int64)
    _geometry(runs.places, label, sums)
    area, row, column, rows, columns, mixed = sums
    # Whole numbers around a whole-numbered middle stay exact: discs are as round after a turn as before.
    pixels = np.maximum(area, 1)
    middle_row, middle_column = (2 * row + pixels) // (2 * pixels), (2 * column + pixels) // (2 * pixels)
    r, c = row - area * middle_row, column - area * middle_column
    rr = rows - 2 * middle_row * row + area * middle_row**2
    cc = columns - 2 * middle_column * column + area * middle_column**2
    rc = mixed - middle_row * column - middle_column * row + area * middle_row * middle_column
    middle = np.array([middle_row, middle_column])
    return shapes_of_sums(area, middle, (r, c), (rr, cc, rc))


@njit(cache=True, nogil=True)
def _fluorescence(plane: Plane, runs: Runs, middle: Integers, sums: Floats) -> None:
    for cell in range(len(runs.first) - 1):
        places = places_of(runs, cell)
        for i in range(places.shape[1]):
            values, first = plane[places[0, i], places[1, i] : places[2, i]], places[1, i] - middle[1, cell]
            mass, columns, squares = np.int64(0), np.int64(0), np.int64(0)
            for along in range(len(values)):
                value, x = np.int64(values[along]), first + along
                mass += value
                columns += value * x
                squares += value * x * x
            y = places[0, i] - middle[0, cell]
            sums[0, cell] += mass
            sums[1, cell] += y * mass
            sums[2, cell] += columns
            sums[3, cell] += y * y * mass
            sums[4, cell] += squares
            sums[5, cell] += y * columns


def shapes_of_fluorescence(plane: Plane, runs: Runs, outline: Shapes) -> Shapes:
    """Return the shapes of the fluorescence of each owner of `runs`, whose own shapes are `outline`."""
    middle = np.rint([outline.row, outline.column]).astype(np.int64)
    sums = np.zeros((6, len(outline.mass)), dtype=np.float64)
    _fluorescence(plane, runs, middle, sums)
    mass, r, c, rr, cc, rc = sums
    return shapes_of_sums(mass, middle, (r, c), (rr, cc, rc))


def shapes_of_sums(
    mass: ArrayLike, middle: NDArray[Any], first: Sequence[ArrayLike], second: Sequence[ArrayLike]
) -> Shapes:
    """Return the shapes of regions from sums of places, of their squares and product, relative to `middle`."""
    row, column = ratio(first[0], mass), ratio(first[1], mass)
    return Shapes(
        mass=np.asarray(mass, dtype=np.float64),
        row=middle[0] + row,
        column=middle[1] + column,
        rows=np.maximum(ratio(second[0], mass) - row * row, 0.0),
        columns=np.maximum(ratio(second[1], mass) - column * column, 0.0),
        mixed=ratio(second[2], mass) - row * column,
    )
