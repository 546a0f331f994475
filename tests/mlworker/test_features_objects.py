"""Sizes, numbers, places and shapes of the protein's objects."""

import mahotas
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage.measure import label, regionprops

from mlworker.features.components import find_protein
from mlworker.features.objects import FAMILY
from mlworker.features.runs import runs_of_labels
from mlworker.features.thresholds import UNREACHED, otsu_thresholds
from tests.mlworker.protein_cells import (
    THRESHOLDS,
    assert_alike,
    changed,
    drawn_field,
    masks_above,
    one_cell,
    values_of,
)

DEFINED_WITHOUT_OBJECTS = ("count", "euler", "area_share")


def expected_of(cells, number, above):
    """Return the measures of one cell at one threshold, from scikit-image's region properties."""
    plane, inside = cells.field.protein.astype(np.float64), cells.cells == number
    regions = regionprops(label(above, connectivity=2), intensity_image=plane)
    cell_area = inside.sum()
    centre = (np.argwhere(inside) * plane[inside][:, None]).sum(axis=0) / plane[inside].sum()
    areas = np.array([region.area for region in regions])
    sums = np.array([region.area * region.intensity_mean for region in regions])
    distances = np.array([np.hypot(*(np.array(region.centroid) - centre)) for region in regions])
    distances /= np.sqrt(cell_area)
    eulers = sum(region.euler_number for region in regions)
    return {
        "count": len(regions),
        "euler": eulers,
        "holes_per_object": 1 - eulers / len(regions),
        "size_mean": areas.mean() / cell_area,
        "size_deviation": areas.std() / cell_area,
        "size_largest": areas.max() / cell_area,
        "size_weighted": (areas**2).sum() / areas.sum() / cell_area,
        "size_range": np.log(areas.max() / areas.min()),
        "largest_share": areas.max() / areas.sum(),
        "brightest_share": sums.max() / sums.sum(),
        "area_share": areas.sum() / cell_area,
        "distance_mean": distances.mean(),
        "distance_deviation": distances.std(),
        "distance_weighted": np.average(distances, weights=areas),
        "distance_range": distances.min() / distances.max(),
        "eccentricity": np.average([region.eccentricity for region in regions], weights=areas),
        "brightness_variation": (sums / areas).std() / (sums / areas).mean(),
    }


def test_there_are_18_measures_at_each_threshold():
    assert len(FAMILY.specs) == 36
    assert len({spec.name for spec in FAMILY.specs}) == 36
    assert [spec.level for spec in FAMILY.specs] == ["otsu"] * 18 + ["otsu2"] * 18
    assert all(spec.reference is None for spec in FAMILY.specs)


@pytest.mark.parametrize("code", [203, 112, 233, 211])
def test_drawn_cells_have_the_objects_that_scikit_image_finds(code):
    cells = drawn_field(code, seed=code)
    found = values_of(FAMILY, cells)
    for number in range(1, cells.count + 1):
        masks = masks_above(cells.field.protein, cells.cells == number)
        for level, above in zip(THRESHOLDS, masks, strict=True):
            for name, value in expected_of(cells, number, above).items():
                assert found[f"{name}.{level}"][number - 1] == pytest.approx(value, rel=1e-9, abs=1e-7), name


@given(arrays(bool, st.tuples(st.integers(1, 9), st.integers(1, 9))))
@settings(max_examples=150, deadline=None)
def test_any_mask_has_the_objects_and_the_euler_number_of_mahotas_and_scikit_image(mask):
    if mask.all() or not mask.any():
        return
    objects = find_protein(one_cell(np.where(mask, 50, 10))).objects[0]
    padded = np.pad(mask, 1)
    assert objects.count[0] == mahotas.label(padded, np.ones((3, 3)))[1]
    assert objects.euler[0] == round(mahotas.euler(padded, n=8))
    assert sorted(objects.shapes.mass) == sorted(
        region.area for region in regionprops(label(mask, connectivity=2))
    )


def test_thresholds_of_8_bits_equal_mahotas_where_its_bins_are_grey_levels():
    rng = np.random.default_rng(3)
    values = rng.integers(0, 256, (40, 40)) // rng.integers(1, 4, (40, 40))
    values[0, :2] = 0, 255
    cell = one_cell(values)
    found = otsu_thresholds(cell.field.protein, runs_of_labels(cell.cells, 1))
    # 256 bins over 0 .. 255 hold one grey level each; mahotas names the last level of the lower class.
    assert found[0] == mahotas.otsu(values.astype(np.uint8)) + 1


def test_finer_pixels_change_areas_by_nothing_and_moments_by_little():
    cells = drawn_field(203, seed=2)
    finer = changed(cells, masks=lambda plane: plane.repeat(2, axis=0).repeat(2, axis=1))
    moments = {f"{name}.{level}" for name in ("eccentricity", "compactness") for level in THRESHOLDS}
    assert_alike(FAMILY, cells, finer, apart=moments)
    before, after = values_of(FAMILY, cells), values_of(FAMILY, finer)
    for level in THRESHOLDS:
        # Compactness counts pixels as squares, eccentricity as points.
        np.testing.assert_allclose(after[f"compactness.{level}"], before[f"compactness.{level}"], rtol=1e-9)


def test_a_disc_is_compact_and_a_bar_is_not():
    rows, columns = np.mgrid[-40:41, -40:41]
    disc = values_of(FAMILY, one_cell(np.where(np.hypot(rows, columns) < 25, 500, 0)))
    assert disc["compactness.otsu"] == pytest.approx(1, abs=2e-3)
    assert disc["eccentricity.otsu"] == pytest.approx(0, abs=1e-6)
    bar = values_of(FAMILY, one_cell(np.where((abs(rows) < 30) & (abs(columns) < 3), 500, 0)))
    assert bar["compactness.otsu"] < 0.3
    assert bar["eccentricity.otsu"] > 0.99


def test_a_ring_has_a_hole_and_two_objects_that_touch_at_a_corner_are_one():
    ring = np.zeros((9, 9))
    ring[2:7, 2:7] = 90
    ring[4, 4] = 0
    found = values_of(FAMILY, one_cell(ring))
    assert (found["count.otsu"], found["euler.otsu"], found["holes_per_object.otsu"]) == (1, 0, 1)
    touching = np.zeros((9, 9))
    touching[2:4, 2:4] = touching[4:6, 4:6] = 90
    assert values_of(FAMILY, one_cell(touching))["count.otsu"] == 1


@pytest.mark.parametrize("shape", [(1, 1), (5, 6)])
def test_cells_whose_values_do_not_differ_have_no_objects(shape):
    cell = one_cell(np.full(shape, 12))
    assert find_protein(cell).thresholds[0][0] == UNREACHED
    for name, value in values_of(FAMILY, cell).items():
        if name.split(".")[0] in DEFINED_WITHOUT_OBJECTS:
            assert value == 0
        else:
            assert np.isnan(value).all()


def test_two_values_leave_nothing_for_the_second_threshold():
    found = values_of(FAMILY, one_cell(np.eye(6) * 40))
    assert found["count.otsu"] == 1
    assert found["count.otsu2"] == 0
    assert np.isnan(found["size_mean.otsu2"]).all()


def test_every_measure_that_may_lack_a_definition_declares_a_value():
    for spec in FAMILY.specs:
        assert (spec.undefined is None) == (spec.name.split(".")[1] in DEFINED_WITHOUT_OBJECTS)
