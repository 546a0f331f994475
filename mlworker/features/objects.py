"""Objects: 36 measures of the sizes, number, places and shapes of the protein's objects, 18 at each threshold.

After the morphological features SLF1.1 to 1.8 of Boland & Murphy 2001, Bioinformatics 17:1213 (number of
objects, Euler number, sizes, distances to the centre of fluorescence), with shares and logarithms in place of
ratios without bound. Objects and thresholds are those of `components.py`. Areas are pixels; distances run
from an object's centre (mean place of its pixels) to the cell's centre of fluorescence (mean place of its
pixels weighted by the protein) and are divided by the square root of the cell's area. At each threshold:

- `count`: objects.
- `euler`: objects minus holes; a hole is background enclosed by an object (4-connected).
- `holes_per_object`: holes / objects.
- `size_mean`, `size_deviation`, `size_largest`: of the objects' areas / area of the cell.
- `size_weighted`: sum of squared areas / sum of areas / area of the cell: the size of the object that an
  object's pixel is in, on average.
- `size_range`: natural logarithm of largest area / smallest area.
- `largest_share`: largest area / sum of areas.
- `brightest_share`: largest sum of fluorescence in one object / that in all objects.
- `area_share`: sum of areas / area of the cell (0 without objects).
- `distance_mean`, `distance_deviation`: of the objects' distances.
- `distance_weighted`: mean distance weighted by area.
- `distance_range`: smallest distance / largest.
- `eccentricity`: mean, weighted by area, of the objects' eccentricity (`shapes.py`).
- `compactness`: mean, weighted by area, of area / (2 pi (mean squared distance of an object's points to its
  centre)): 1 for a disc, less for anything else. Pixels are squares, not points: each adds 1/6.
- `brightness_variation`: standard deviation / mean of the objects' mean values.

Deviations divide by the number of objects. Without objects `count`, `euler` and `area_share` are 0 and
everything else is undefined (0). `distance_range` is also undefined where all objects lie at the centre (0).
Invariant to gain; `brightest_share`, `brightness_variation` and the distances change with an offset.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlworker.features.components import THRESHOLDS, Objects, Protein, find_protein
from mlworker.features.family import Family, Floats
from mlworker.features.measures import Measure, columns
from mlworker.features.ratios import ratio
from mlworker.fields import CellField

NAME = "objects"

_PIXEL_SPREAD = 1.0 / 6.0


@dataclass(frozen=True)
class _Facts:
    """Objects, their cells' areas (cells,), and their distances in units of the cell (objects,)."""

    objects: Objects
    cell_area: Floats
    distance: Floats

    @property
    def areas(self) -> Floats:
        return self.objects.shapes.mass

    @property
    def area(self) -> Floats:
        return self.objects.total(self.areas)

    @property
    def relative(self) -> Floats:
        return self.areas / self.cell_area[self.objects.cell]

    @property
    def brightness(self) -> Floats:
        return ratio(self.objects.fluorescence, self.areas)

    @property
    def compactness(self) -> Floats:
        return self.areas / (2.0 * np.pi * (self.objects.shapes.spread + _PIXEL_SPREAD))

    def weighted(self, values: Floats) -> Floats:
        return ratio(self.objects.total(values * self.areas), self.area)


_MEASURES: tuple[Measure[_Facts], ...] = (
    Measure("count", lambda f: f.objects.count),
    Measure("euler", lambda f: f.objects.euler),
    Measure("holes_per_object", lambda f: ratio(f.objects.count - f.objects.euler, f.objects.count), 0.0),
    Measure("size_mean", lambda f: f.objects.mean(f.relative), 0.0),
    Measure("size_deviation", lambda f: f.objects.deviation(f.relative), 0.0),
    Measure("size_largest", lambda f: f.objects.largest(f.relative), 0.0),
    Measure("size_weighted", lambda f: f.weighted(f.relative), 0.0),
    Measure(
        "size_range", lambda f: np.log(ratio(f.objects.largest(f.areas), f.objects.smallest(f.areas))), 0.0
    ),
    Measure("largest_share", lambda f: ratio(f.objects.largest(f.areas), f.area), 0.0),
    Measure(
        "brightest_share",
        lambda f: ratio(f.objects.largest(f.objects.fluorescence), f.objects.total(f.objects.fluorescence)),
        0.0,
    ),
    Measure("area_share", lambda f: ratio(f.area, f.cell_area)),
    Measure("distance_mean", lambda f: f.objects.mean(f.distance), 0.0),
    Measure("distance_deviation", lambda f: f.objects.deviation(f.distance), 0.0),
    Measure("distance_weighted", lambda f: f.weighted(f.distance), 0.0),
    Measure(
        "distance_range", lambda f: ratio(f.objects.smallest(f.distance), f.objects.largest(f.distance)), 0.0
    ),
    Measure("eccentricity", lambda f: f.weighted(f.objects.shapes.eccentricity), 0.0),
    Measure("compactness", lambda f: f.weighted(f.compactness), 0.0),
    Measure(
        "brightness_variation",
        lambda f: ratio(f.objects.deviation(f.brightness), f.objects.mean(f.brightness)),
        0.0,
    ),
)


def _facts(protein: Protein, objects: Objects) -> _Facts:
    centre = protein.fluorescence
    return _Facts(
        objects=objects,
        cell_area=protein.outline.mass,
        distance=objects.distance_to(centre.row, centre.column) / protein.unit[objects.cell],
    )


def _compute(cells: CellField) -> Floats:
    protein = find_protein(cells)
    return np.hstack([columns(_MEASURES, _facts(protein, objects)) for objects in protein.objects])


FAMILY = Family(
    name=NAME,
    version=1,
    specs=tuple(measure.spec(NAME, level=level) for level in THRESHOLDS for measure in _MEASURES),
    compute=_compute,
)
