"""Overlap: 78 measures of where the protein lies relative to each reference, 26 for each of three.

The reference's mask are the pixels of the cell that reach Otsu's threshold of the reference in the cell
(`thresholds.py`), also for the nucleus: all references are treated alike. P is the protein, R the reference,
O the protein's objects at a threshold and M the mask. For each reference, over the whole cell:

- `fluorescence_in_mask`: sum of P in M / sum of P in the cell.
- `centre_distance`: distance of P's centre of fluorescence from R's (SLF2 of Boland & Murphy 2001,
  Bioinformatics 17:1213).

and at each of the thresholds `otsu` and `otsu2` of the protein:

- `manders_protein`: sum of P in O and M / sum of P in O: Manders' M1 with thresholds (Manders et al. 1993,
  Journal of Microscopy 169:375).
- `manders_reference`: sum of R in O and M / sum of R in M: Manders' M2.
- `jaccard`: pixels in O and M / pixels in O or M.
- `covered`: pixels in O and M / pixels in M.
- `enclosed`: pixels in O and M / pixels in O.
- `touching`: objects with a pixel in M / objects.
- `centre_distance_mean`: mean distance of the objects' centres from R's centre of fluorescence.
- `edge_mean`, `edge_deviation`: mean and standard deviation of the signed distance of O's pixels to the edge
  of M, weighted by P; negative inside M.
- `edge_near`: share of P in O that lies at most 0.04 from the edge of M, on either side.
- `edge_object_mean`, `edge_object_deviation`: mean and standard deviation over objects of their mean signed
  distance (each of its pixels alike).

Distances are divided by the square root of the cell's area. Those to edges are taken at half the resolution,
as `blocks.py` defines. A black cell has no centre of fluorescence; a reference that does not vary in the cell
has no mask; a cell may have no objects. What then has no definition is undefined (0; `edge_near` too: nothing
is near). Invariant to gain of either plane.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit

from mlworker.features.blocks import BAND, SIDE
from mlworker.features.components import THRESHOLDS, Objects, Protein, find_protein, plain
from mlworker.features.distances import signed_distances
from mlworker.features.family import Family, FeatureSpec, Floats
from mlworker.features.measures import Measure, columns
from mlworker.features.ratios import ratio
from mlworker.features.runs import Integers, Plane, sums_reaching
from mlworker.features.shapes import Shapes, shapes_of_fluorescence
from mlworker.features.thresholds import otsu_thresholds
from mlworker.fields import CellField
from quorum.domain.channel_roles import REFERENCES

NAME = "overlap"


@dataclass(frozen=True)
class _Mask:
    """A reference in the cells: pixels, protein and reference in its mask, (cells,), and its fluorescence."""

    area: Floats
    protein: Floats
    reference: Floats
    fluorescence: Shapes


@dataclass(frozen=True)
class _Shared:
    """What objects share with a mask.

    Of cells: pixels, protein and reference in both, the protein that lies near the edge, and the sums of
    distance and squared distance to the edge weighted by protein; of objects: pixels in both and the sum of
    distances.
    """

    area: Floats
    protein: Floats
    reference: Floats
    near: Floats
    distance: Floats
    squared: Floats
    object_area: Floats
    object_distance: Floats


@dataclass(frozen=True)
class _Pair:
    """The protein, its objects at one threshold, one reference's mask, and what the two share."""

    protein: Protein
    objects: Objects
    mask: _Mask
    shared: _Shared

    @property
    def area(self) -> Floats:
        return self.objects.total(self.objects.shapes.mass)

    @property
    def fluorescence(self) -> Floats:
        return self.objects.total(self.objects.fluorescence)

    @property
    def centre_distance(self) -> Floats:
        centre = self.mask.fluorescence
        return self.objects.distance_to(centre.row, centre.column) / self.protein.unit[self.objects.cell]

    @property
    def edge_mean(self) -> Floats:
        return self.where_masked(ratio(self.shared.distance, self.fluorescence))

    @property
    def edge_deviation(self) -> Floats:
        variance = ratio(self.shared.squared, self.fluorescence) - self.edge_mean**2
        return np.sqrt(np.maximum(variance, 0.0))

    @property
    def object_edge(self) -> Floats:
        return ratio(self.shared.object_distance, self.objects.shapes.mass)

    def where_masked(self, values: Floats) -> Floats:
        return np.where(self.mask.area > 0, values, np.nan)


_WHOLE: tuple[Measure[tuple[Protein, _Mask]], ...] = (
    Measure("fluorescence_in_mask", lambda both: ratio(both[1].protein, both[0].fluorescence.mass), 0.0),
    Measure(
        "centre_distance",
        lambda both: (
            np.hypot(
                both[0].fluorescence.row - both[1].fluorescence.row,
                both[0].fluorescence.column - both[1].fluorescence.column,
            )
            / both[0].unit
        ),
        0.0,
    ),
)

_MEASURES: tuple[Measure[_Pair], ...] = (
    Measure("manders_protein", lambda p: ratio(p.shared.protein, p.fluorescence), 0.0),
    Measure("manders_reference", lambda p: ratio(p.shared.reference, p.mask.reference), 0.0),
    Measure("jaccard", lambda p: ratio(p.shared.area, p.area + p.mask.area - p.shared.area), 0.0),
    Measure("covered", lambda p: ratio(p.shared.area, p.mask.area), 0.0),
    Measure("enclosed", lambda p: ratio(p.shared.area, p.area), 0.0),
    Measure("touching", lambda p: p.objects.mean(p.shared.object_area > 0), 0.0),
    Measure("centre_distance_mean", lambda p: p.objects.mean(p.centre_distance), 0.0),
    Measure("edge_mean", lambda p: p.edge_mean, 0.0, scale=SIDE),
    Measure("edge_deviation", lambda p: p.edge_deviation, 0.0, scale=SIDE),
    Measure("edge_near", lambda p: p.where_masked(ratio(p.shared.near, p.fluorescence)), 0.0, scale=SIDE),
    Measure("edge_object_mean", lambda p: p.where_masked(p.objects.mean(p.object_edge)), 0.0, scale=SIDE),
    Measure(
        "edge_object_deviation", lambda p: p.where_masked(p.objects.deviation(p.object_edge)), 0.0, scale=SIDE
    ),
)


class _Compared(NamedTuple):
    """The planes of protein and reference, the reference's threshold, and what was found about its edge.

    `distances` are those of the blocks of a cell to the edge of the mask, over the square root of the cell's
    area; the first block is that of row `top` and column `left` of the field.
    """

    protein: Plane
    reference: Plane
    threshold: int
    distances: Floats
    top: int
    left: int


@njit(cache=True, nogil=True)
def _share_cell(compared: _Compared, runs: Integers, label: Integers, sums: Floats, objects: Floats) -> None:
    """Add what the objects of a cell share with the mask to the six sums of `_Shared` and those of objects."""
    plane, other, threshold = compared.protein, compared.reference, compared.threshold
    for i in range(len(label)):
        row, y = runs[0, i], (runs[0, i] >> 1) - compared.top
        area, protein, reference = np.int64(0), np.int64(0), np.int64(0)
        near, away, weighted, squared = 0.0, 0.0, 0.0, 0.0
        for column in range(runs[1, i], runs[2, i]):
            value, beside = np.float64(plane[row, column]), np.int64(other[row, column])
            reached = np.int64(beside >= threshold)
            area += reached
            protein += reached * np.int64(plane[row, column])
            reference += reached * beside
            distance = compared.distances[y, (column >> 1) - compared.left]
            away += distance
            weighted += value * distance
            squared += value * distance * distance
            near += value if abs(distance) <= BAND else 0.0
        sums[0] += area
        sums[1] += protein
        sums[2] += reference
        sums[3] += near
        sums[4] += weighted
        sums[5] += squared
        objects[0, label[i]] += area
        objects[1, label[i]] += away


def _mask(protein: Protein, plane: Plane, thresholds: Integers) -> _Mask:
    area, inside, reference = sums_reaching(plane, protein.plane, protein.runs, thresholds)
    fluorescence = shapes_of_fluorescence(plane, protein.runs, protein.outline)
    return _Mask(area=area, protein=inside, reference=reference, fluorescence=fluorescence)


def _shared(protein: Protein, plane: Plane, thresholds: Integers) -> list[_Shared]:
    """Return what the objects at each threshold share with the mask of a reference."""
    cells = [np.zeros((len(thresholds), 6)) for _ in protein.objects]
    parts = [np.zeros((2, len(objects.cell))) for objects in protein.objects]
    for cell, grid in enumerate(protein.blocks):
        mask, unit = grid.mask(plane, thresholds[cell]), protein.unit[cell] / SIDE
        distances = signed_distances(mask, protein.object_blocks[cell], unit)
        compared = _Compared(protein.plane, plane, thresholds[cell], distances, grid.top, grid.left)
        for objects, sums, part in zip(protein.objects, cells, parts, strict=True):
            own = slice(objects.runs.first[cell], objects.runs.first[cell + 1])
            _share_cell(compared, objects.runs.places[:, own], objects.label[own], sums[cell], part)
    return [_Shared(*sums.T, *part) for sums, part in zip(cells, parts, strict=True)]


def _compare(protein: Protein, plane: Plane) -> Floats:
    thresholds = otsu_thresholds(plane, protein.runs)
    mask = _mask(protein, plane, thresholds)
    pairs = zip(protein.objects, _shared(protein, plane, thresholds), strict=True)
    parts = [columns(_MEASURES, _Pair(protein, objects, mask, shared)) for objects, shared in pairs]
    return np.hstack([columns(_WHOLE, (protein, mask)), *parts])


def _compute(cells: CellField) -> Floats:
    protein = find_protein(cells)
    planes = cells.field.references
    missing = np.full((cells.count, len(_SPECS) // len(REFERENCES)), np.nan)
    return np.hstack(
        [_compare(protein, plain(planes[name])) if name in planes else missing for name in REFERENCES]
    )


def _specs(reference: str) -> list[FeatureSpec]:
    whole = [measure.spec(NAME, reference=reference) for measure in _WHOLE]
    levels = [
        measure.spec(NAME, reference=reference, level=level) for level in THRESHOLDS for measure in _MEASURES
    ]
    return whole + levels


_SPECS = tuple(spec for reference in REFERENCES for spec in _specs(reference))

FAMILY = Family(name=NAME, version=1, specs=_SPECS, compute=_compute)
