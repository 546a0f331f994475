"""Regions: 27 measures of the protein in the zones of the cell, and of its outline as a whole.

P is the protein. Contrast of A with B is (mean P in A - mean P in B) / (mean P in A + mean P in B), -1 to 1;
variation is standard deviation / mean. Zones and distances are those of `zones.py`, at half the resolution.

Seventeen need the nucleus mask, and belong to the reference `nucleus`:

- `nucleus_share`: sum of P in the nucleus / sum of P in the cell.
- `nucleus_contrast`: of the nucleus with the rest of the cell.
- `nucleus_area`: area of the nucleus / area of the cell.
- `nucleus_objects`: objects at Otsu's threshold of which more than half the pixels are the nucleus' / objects.
- `nucleus_variation`, `cytoplasm_variation`, `perinuclear_variation`, `peripheral_variation`: in these zones.
- `rim_contrast`: of the nucleus' rim with its core.
- `envelope_contrast`: of the nuclear envelope with the cell.
- `perinuclear_share`, `peripheral_share`: sum of P in the zone / sum of P in the cytoplasm.
- `perinuclear_contrast`, `peripheral_contrast`: of the zone with the rest of the cytoplasm.
- `middle_contrast`: of the middle third with the rest of the cytoplasm.
- `radial_slope`: slope of a straight line through P over the radius in the cytoplasm / mean P there.
- `polarity`: length of the mean of the unit vectors from the nucleus' centre to the cytoplasm's blocks,
  weighted by P: 0 for all around, 1 for one side.

Ten are of the protein alone:

- `edge_contrast`: of the cell's edge with the cell.
- `centre_offset`: distance from the centre of the cell's pixels to P's centre of fluorescence / square root of
  the cell's area.
- `fluorescence_eccentricity`: of the ellipse with the second moments of P.
- `fluorescence_spread`: mean squared distance of P from its centre of fluorescence / that of the cell's pixels
  from theirs.
- `alignment`: cosine of twice the angle between the long axes of the ellipses with the second moments of P and
  of the cell: 1 for parallel, -1 for across.
- `mask_spread`: as `fluorescence_spread`, for the pixels of all objects at Otsu's threshold.
- `hull_filled`, `hull_area`, `hull_eccentricity`, `hull_roundness`: of the convex hull of these objects:
  their pixels / area of the hull, area of the hull / area of the cell, eccentricity, and 4 pi area /
  perimeter squared (SLF1.14 to 1.16 of Boland & Murphy 2001, Bioinformatics 17:1213, roundness upside down).
  The hull encloses whole pixels.

What has no definition is undefined: 0, but for `radial_slope` and contrasts (0: no difference), `alignment`
(0: neither parallel nor across) and spreads (1: as the cell). This is so without pixels or blocks of a
nucleus, in a cell that is all nucleus, in empty zones, in black ones, and without objects. `nucleus_area` is
0 then. Invariant to gain. `alignment` of shapes without a long axis hangs on rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlworker.features.blocks import SIDE
from mlworker.features.components import Objects, Protein, find_protein
from mlworker.features.family import Family, Floats
from mlworker.features.hulls import Hulls, hulls_of_runs
from mlworker.features.measures import Measure, columns
from mlworker.features.ratios import contrast, ratio
from mlworker.features.runs import Plane, sums_along, sums_reaching
from mlworker.features.shapes import Shapes, shapes_of_runs
from mlworker.features.zones import Zones, zones_of_cells
from mlworker.fields import CellField
from quorum.domain.channel_roles import NUCLEUS

NAME = "regions"


@dataclass(frozen=True)
class _Regions:
    """The protein and its objects at Otsu's threshold, their nuclei, zones, common shape and hull.

    `area` and `fluorescence` are those of the nuclei (cells,), `inside` the pixels of each object in the
    nucleus.
    """

    protein: Protein
    area: Floats
    fluorescence: Floats
    inside: Floats
    zones: Zones
    mask: Shapes
    hulls: Hulls

    @property
    def objects(self) -> Objects:
        return self.protein.objects[0]

    @property
    def brightness(self) -> Floats:
        return ratio(self.protein.fluorescence.mass, self.protein.outline.mass)

    @property
    def share(self) -> Floats:
        return self.where_nucleus(ratio(self.fluorescence, self.protein.fluorescence.mass))

    @property
    def contrast(self) -> Floats:
        whole, cell = self.protein.fluorescence.mass, self.protein.outline.mass
        return contrast(ratio(self.fluorescence, self.area), ratio(whole - self.fluorescence, cell - self.area))

    @property
    def enclosed(self) -> Floats:
        return self.objects.mean(2.0 * self.inside > self.objects.shapes.mass)

    @property
    def offset(self) -> Floats:
        cell, centre = self.protein.outline, self.protein.fluorescence
        return np.hypot(cell.row - centre.row, cell.column - centre.column) / self.protein.unit

    @property
    def alignment(self) -> Floats:
        (a, b), (c, d) = self.protein.outline.anisotropy, self.protein.fluorescence.anisotropy
        return ratio(a * c + b * d, np.hypot(a, b) * np.hypot(c, d))

    def where_nucleus(self, values: Floats) -> Floats:
        return np.where(self.area > 0, values, np.nan)


def _zonal(name: str, of: Callable[[Zones], Floats]) -> Measure[_Regions]:
    return Measure(name, lambda r: of(r.zones), 0.0, scale=SIDE)


_WITH_NUCLEUS: tuple[Measure[_Regions], ...] = (
    Measure("nucleus_share", lambda r: r.share, 0.0),
    Measure("nucleus_contrast", lambda r: r.contrast, 0.0),
    Measure("nucleus_area", lambda r: ratio(r.area, r.protein.outline.mass)),
    Measure("nucleus_objects", lambda r: r.where_nucleus(r.enclosed), 0.0),
    _zonal("nucleus_variation", lambda z: (z.core + z.rim).variation),
    _zonal("cytoplasm_variation", lambda z: z.cytoplasm.variation),
    _zonal("perinuclear_variation", lambda z: z.perinuclear.variation),
    _zonal("peripheral_variation", lambda z: z.peripheral.variation),
    _zonal("rim_contrast", lambda z: z.rim.contrast(z.core)),
    _zonal("envelope_contrast", lambda z: z.envelope.contrast(z.cytoplasm + z.core + z.rim)),
    _zonal("perinuclear_share", lambda z: ratio(z.perinuclear.protein, z.cytoplasm.protein)),
    _zonal("peripheral_share", lambda z: ratio(z.peripheral.protein, z.cytoplasm.protein)),
    _zonal("perinuclear_contrast", lambda z: z.perinuclear.contrast(z.middle + z.peripheral)),
    _zonal("peripheral_contrast", lambda z: z.peripheral.contrast(z.perinuclear + z.middle)),
    _zonal("middle_contrast", lambda z: z.middle.contrast(z.perinuclear + z.peripheral)),
    _zonal("radial_slope", lambda z: z.slope),
    _zonal("polarity", lambda z: z.polarity),
)

_ALONE: tuple[Measure[_Regions], ...] = (
    Measure("edge_contrast", lambda r: contrast(r.zones.edge.mean, r.brightness), 0.0, scale=SIDE),
    Measure("centre_offset", lambda r: r.offset, 0.0),
    Measure("fluorescence_eccentricity", lambda r: r.protein.fluorescence.eccentricity, 0.0),
    Measure(
        "fluorescence_spread", lambda r: ratio(r.protein.fluorescence.spread, r.protein.outline.spread), 1.0
    ),
    Measure("alignment", lambda r: r.alignment, 0.0),
    Measure("mask_spread", lambda r: ratio(r.mask.spread, r.protein.outline.spread), 1.0),
    Measure("hull_filled", lambda r: ratio(r.mask.mass, r.hulls.shapes.mass), 0.0),
    Measure("hull_area", lambda r: ratio(r.hulls.shapes.mass, r.protein.outline.mass)),
    Measure("hull_eccentricity", lambda r: r.hulls.shapes.eccentricity, 0.0),
    Measure("hull_roundness", lambda r: r.hulls.roundness, 0.0),
)


def _regions(protein: Protein, nuclei: Plane) -> _Regions:
    cells, objects = len(protein.outline.mass), protein.objects[0]
    area, fluorescence, _ = sums_reaching(nuclei, protein.plane, protein.runs, np.ones(cells, dtype=np.int64))
    return _Regions(
        protein=protein,
        area=area,
        fluorescence=fluorescence,
        inside=sums_along(nuclei, objects.runs, objects.label, len(objects.cell)),
        zones=zones_of_cells(protein.blocks, protein.plane, nuclei),
        mask=shapes_of_runs(objects.runs, objects.runs.owners, cells),
        hulls=hulls_of_runs(objects.runs, protein.outline),
    )


def _compute(cells: CellField) -> Floats:
    nuclei = (cells.nuclei > 0).astype(np.uint16)
    return columns(_WITH_NUCLEUS + _ALONE, _regions(find_protein(cells), nuclei))


FAMILY = Family(
    name=NAME,
    version=1,
    specs=(
        *(measure.spec(NAME, reference=NUCLEUS) for measure in _WITH_NUCLEUS),
        *(measure.spec(NAME) for measure in _ALONE),
    ),
    compute=_compute,
)
