"""The protein in the zones of the cell, and its outline as a whole."""

import numpy as np
import pytest
from scipy.ndimage import distance_transform_edt
from skimage.measure import label, regionprops
from skimage.morphology import convex_hull_image

from mlworker.features.components import find_protein
from mlworker.features.hulls import hulls_of_runs
from mlworker.features.regions import FAMILY
from mlworker.fields import CellField
from quorum.domain.channel_roles import NUCLEUS
from tests.mlworker.protein_cells import (
    drawn_field,
    masks_above,
    one_cell,
    values_of,
)

ROWS, COLUMNS = np.mgrid[:80, :80] - 39.5
RADIUS = np.hypot(ROWS, COLUMNS)
DISC, MIDDLE = RADIUS < 36, RADIUS < 14


def contrast(inside, outside):
    return (inside - outside) / (inside + outside)


class Cell:
    """Blocks of a cell by reshaping, with distances by scipy."""

    def __init__(self, cells, number):
        inside, nucleus = cells.cells == number, cells.nuclei == number
        height, width = inside.shape

        def total(plane):
            return np.pad(plane.reshape(height // 2, 2, width // 2, 2).sum(axis=(1, 3)), 1)

        weight = total(inside.astype(float))
        own = weight > 0
        middle = (2 * total(nucleus.astype(float)) >= weight) & own
        away = np.where(middle, 0.5 - distance_transform_edt(middle), distance_transform_edt(~middle) - 0.5)
        depth = distance_transform_edt(own) - 0.5
        self.weight = weight[own]
        self.protein = total(np.where(inside, cells.field.protein, 0).astype(float))[own] / self.weight
        self.nucleus, self.away, self.depth = middle[own], 2 * away[own], 2 * depth[own]
        self.band = 0.04 * np.sqrt(inside.sum())
        self.cytoplasm = ~self.nucleus
        self.radius = np.where(self.nucleus, np.nan, self.away / (abs(self.away) + self.depth))
        from_centre = np.argwhere(own) - np.argwhere(middle).mean(axis=0)
        self.direction = from_centre / np.maximum(np.linalg.norm(from_centre, axis=1), 1e-9)[:, None]

    def mean(self, zone):
        return np.average(self.protein[zone], weights=self.weight[zone])

    def share(self, zone, whole):
        return (self.weight * self.protein)[zone].sum() / (self.weight * self.protein)[whole].sum()

    def variation(self, zone):
        mean = self.mean(zone)
        return np.sqrt(np.average((self.protein[zone] - mean) ** 2, weights=self.weight[zone])) / mean

    def expected(self):
        cytoplasm, everything = self.cytoplasm, self.weight > 0
        near, far = cytoplasm & (self.radius <= 1 / 3), cytoplasm & (self.radius >= 2 / 3)
        middle = cytoplasm & ~near & ~far
        core = self.nucleus & (-self.away > -self.away.min() / 2)
        fit = np.polyfit(self.radius[cytoplasm], self.protein[cytoplasm], 1, w=np.sqrt(self.weight[cytoplasm]))
        pull = (self.direction * (self.weight * self.protein)[:, None])[cytoplasm].sum(axis=0)
        return {
            "nucleus.nucleus_variation.x2": self.variation(self.nucleus),
            "nucleus.cytoplasm_variation.x2": self.variation(cytoplasm),
            "nucleus.perinuclear_variation.x2": self.variation(near),
            "nucleus.peripheral_variation.x2": self.variation(far),
            "nucleus.rim_contrast.x2": contrast(self.mean(self.nucleus & ~core), self.mean(core)),
            "nucleus.envelope_contrast.x2": contrast(
                self.mean(abs(self.away) <= self.band), self.mean(everything)
            ),
            "nucleus.perinuclear_share.x2": self.share(near, cytoplasm),
            "nucleus.peripheral_share.x2": self.share(far, cytoplasm),
            "nucleus.perinuclear_contrast.x2": contrast(self.mean(near), self.mean(cytoplasm & ~near)),
            "nucleus.peripheral_contrast.x2": contrast(self.mean(far), self.mean(cytoplasm & ~far)),
            "nucleus.middle_contrast.x2": contrast(self.mean(middle), self.mean(cytoplasm & ~middle)),
            "nucleus.radial_slope.x2": fit[0] / self.mean(cytoplasm),
            "nucleus.polarity.x2": np.hypot(*pull) / (self.weight * self.protein)[cytoplasm].sum(),
            "edge_contrast.x2": contrast(self.mean(self.depth <= self.band), self.mean(everything)),
        }


def whole_pixels(cells, number):
    """Return what is measured at full resolution, by numpy and scikit-image."""
    inside, nucleus = cells.cells == number, cells.nuclei == number
    plane = cells.field.protein.astype(np.float64)
    above = masks_above(plane, inside)[0]
    cell, mask = (regionprops(pixels.astype(int))[0] for pixels in (inside, above))
    objects = regionprops(label(above, connectivity=2), intensity_image=nucleus.astype(float))
    weights = plane[inside]
    places = np.argwhere(inside)
    centre = np.average(places, axis=0, weights=weights)
    moments = np.cov(places.T, aweights=weights, bias=True)
    minor, major = np.linalg.eigvalsh(moments)
    long, own = np.linalg.eigh(moments)[1][:, 1], np.linalg.eigh(np.cov(places.T, bias=True))[1][:, 1]
    spread = np.trace(np.cov(places.T, bias=True))
    return {
        "nucleus.nucleus_share": plane[nucleus].sum() / plane[inside].sum(),
        "nucleus.nucleus_contrast": contrast(plane[nucleus].mean(), plane[inside & ~nucleus].mean()),
        "nucleus.nucleus_area": nucleus.sum() / inside.sum(),
        "nucleus.nucleus_objects": np.mean([region.intensity_mean > 0.5 for region in objects]),
        "centre_offset": np.hypot(*(centre - cell.centroid)) / np.sqrt(cell.area),
        "fluorescence_eccentricity": np.sqrt(1 - minor / major),
        "fluorescence_spread": (minor + major) / spread,
        "alignment": 2 * (long @ own) ** 2 - 1,
        "mask_spread": np.trace(np.cov(np.argwhere(above).T, bias=True)) / spread,
        "hull_filled": mask.area / convex_hull_image(above).sum(),
    }


def test_seventeen_measures_need_the_nucleus_and_ten_do_not():
    assert len(FAMILY.specs) == len({spec.name for spec in FAMILY.specs}) == 27
    assert [spec.reference for spec in FAMILY.specs] == [NUCLEUS] * 17 + [None] * 10


@pytest.mark.parametrize("code", [203, 102, 131, 303])
def test_drawn_cells_have_the_zones_and_shapes_that_other_software_finds(code):
    cells = drawn_field(code, seed=code)
    found = values_of(FAMILY, cells)
    compared = 0
    for number in range(1, cells.count + 1):
        if not (cells.nuclei == number).any() or not (cells.cells == number)[1:-1, 1:-1].any():
            continue
        compared += 1
        exact = Cell(cells, number).expected() | whole_pixels(cells, number)
        filled = exact.pop("hull_filled")
        for name, value in exact.items():
            assert found[name][number - 1] == pytest.approx(value, rel=1e-7, abs=1e-7), name
        # scikit-image counts pixels in the hull, we take its area.
        assert found["hull_filled"][number - 1] == pytest.approx(filled, rel=0.05)
    assert compared > 0


def test_the_hull_of_a_rectangle_is_the_rectangle():
    plane = np.zeros((40, 60))
    plane[10:20, 15:45] = 8
    cell = one_cell(plane)
    objects = find_protein(cell).objects[0]
    hulls = hulls_of_runs(objects.runs, find_protein(cell).outline)
    assert hulls.shapes.mass[0] == pytest.approx(300)
    assert hulls.perimeter[0] == pytest.approx(80)
    assert (hulls.shapes.row[0], hulls.shapes.column[0]) == pytest.approx((14.5, 29.5))
    assert hulls.shapes.rows[0] == pytest.approx(100 / 12)
    assert hulls.shapes.columns[0] == pytest.approx(900 / 12)
    found = values_of(FAMILY, cell)
    assert found["hull_filled"] == pytest.approx(1)
    assert found["hull_eccentricity"] == pytest.approx(np.sqrt(1 - 1 / 9))
    assert found["hull_roundness"] == pytest.approx(4 * np.pi * 300 / 6400)


def test_zones_tell_places_apart():
    def found(where):
        return values_of(FAMILY, one_cell(10 + 500 * where, DISC, MIDDLE))

    nuclear, membrane = found(MIDDLE), found(abs(RADIUS - 14) < 2)
    around, plasma = found((RADIUS > 14) & (RADIUS < 20)), found(RADIUS > 34)
    one_side = found((COLUMNS > 18) & (abs(ROWS) < 8))
    assert nuclear["nucleus.nucleus_contrast"] > 0.9
    assert membrane["nucleus.envelope_contrast.x2"] > nuclear["nucleus.envelope_contrast.x2"]
    assert membrane["nucleus.rim_contrast.x2"] > 0.4
    assert around["nucleus.perinuclear_contrast.x2"] > 0.8
    assert around["nucleus.radial_slope.x2"] < -1
    assert plasma["nucleus.radial_slope.x2"] > 1
    assert plasma["edge_contrast.x2"] > 0.5
    assert one_side["nucleus.polarity.x2"] > 0.7
    assert around["nucleus.polarity.x2"] < 0.1
    assert one_side["centre_offset"] > 0.1


def test_a_cell_without_a_nucleus_keeps_the_measures_of_the_protein_alone():
    cells = drawn_field(203, seed=2)
    bare = CellField(cells.field, cells.cells, np.zeros_like(cells.nuclei))
    with_nuclei, without = FAMILY.compute(cells), FAMILY.compute(bare)
    np.testing.assert_array_equal(without[:, 17:], with_nuclei[:, 17:])
    names = [spec.name.split(".")[2] for spec in FAMILY.specs[:17]]
    area = names.index("nucleus_area")
    assert (without[:, area] == 0).all()
    assert np.isnan(np.delete(without[:, :17], area, axis=1)).all()


@pytest.mark.parametrize(
    ("protein", "nucleus"),
    [
        (np.zeros((12, 12)), np.eye(12, dtype=bool)),
        (np.full((12, 12), 9), np.ones((12, 12), bool)),
        (np.full((1, 1), 9), np.zeros((1, 1), bool)),
        (np.full((1, 1), 9), np.ones((1, 1), bool)),
        (np.arange(9)[None], np.zeros((1, 9), bool)),
    ],
)
def test_cells_at_the_limits_have_finite_or_declared_values(protein, nucleus):
    found = FAMILY.compute(one_cell(protein, nucleus=nucleus))
    for spec, value in zip(FAMILY.specs, found[0], strict=True):
        assert np.isfinite(value) or (np.isnan(value) and spec.undefined is not None), spec.name
