"""Convex hulls of regions, as polygons around the corners of their pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import ConvexHull

from mlworker.features.family import Floats
from mlworker.features.ratios import ratio
from mlworker.features.runs import Integers, Runs, places_of
from mlworker.features.shapes import Shapes, shapes_of_sums


@dataclass(frozen=True)
class Hulls:
    """Convex hulls, one for each owner of runs: `shapes`, of which mass is the area, and `perimeter` in pixels.

    An owner without pixels has area and perimeter 0.
    """

    shapes: Shapes
    perimeter: Floats

    @property
    def roundness(self) -> Floats:
        """Return 4 pi area / perimeter squared: 1 for a disc, less for anything else, NaN for nothing."""
        return ratio(4.0 * np.pi * self.shapes.mass, self.perimeter**2)


def _corners(places: Integers) -> Integers:
    """Return the corners (points, 2) of the outermost pixels of each row."""
    rows, begin = np.unique(places[0], return_index=True)
    start = np.minimum.reduceat(places[1], begin)
    stop = np.maximum.reduceat(places[2], begin)
    row = np.concatenate([rows, rows, rows + 1, rows + 1])
    return np.column_stack([row, np.concatenate([start, stop, start, stop])])


def _polygon_sums(corners: Floats) -> Floats:
    """Return area, first and second moments (Green's theorem) and perimeter of a polygon, (7,)."""
    y, x = corners.T
    v, u = np.roll(corners, -1, axis=0).T
    cross = y * u - v * x
    sums = [
        cross.sum() / 2.0,
        (cross * (y + v)).sum() / 6.0,
        (cross * (x + u)).sum() / 6.0,
        (cross * (y * y + y * v + v * v)).sum() / 12.0,
        (cross * (x * x + x * u + u * u)).sum() / 12.0,
        (cross * (2.0 * (y * x + v * u) + y * u + v * x)).sum() / 24.0,
        np.hypot(v - y, u - x).sum(),
    ]
    return np.array(sums)


def hulls_of_runs(runs: Runs, outline: Shapes) -> Hulls:
    """Return the convex hulls of the runs of each owner, a region near the centre of its `outline`."""
    middle = np.rint([outline.row, outline.column])
    sums = np.zeros((len(outline.mass), 7))
    for owner in np.flatnonzero(np.diff(runs.first)).tolist():
        corners = _corners(places_of(runs, owner)).astype(np.float64)
        corners -= middle[:, owner]
        sums[owner] = _polygon_sums(corners[ConvexHull(corners).vertices])
    area, row, column, rows, columns, mixed, perimeter = sums.T
    # The middle of a pixel has whole numbers, its corners lie half a pixel off.
    middle = middle - 0.5
    return Hulls(shapes_of_sums(area, middle, (row, column), (rows, columns, mixed)), perimeter)
