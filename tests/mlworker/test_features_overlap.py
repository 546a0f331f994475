"""Overlap of the protein with references, and its distance to them."""

import numpy as np
import pytest
from scipy.ndimage import distance_transform_edt
from skimage.measure import label, regionprops

from mlworker.features.overlap import FAMILY
from mlworker.fields import CellField, Field
from quorum.domain.channel_roles import REFERENCES
from tests.mlworker.protein_cells import (
    THRESHOLDS,
    assert_alike,
    changed,
    drawn_field,
    masks_above,
    one_cell,
    values_of,
)


def halved(mask, inside):
    """Return the signed distance in pixels of each pixel's 2 x 2 block, by scipy."""
    height, width = inside.shape

    def count(pixels):
        return pixels.reshape(height // 2, 2, width // 2, 2).sum(axis=(1, 3))

    blocks = np.pad((2 * count(mask) >= count(inside)) & (count(inside) > 0), 1)
    signed = np.where(blocks, 0.5 - distance_transform_edt(blocks), distance_transform_edt(~blocks) - 0.5)
    return 2 * signed[1:-1, 1:-1].repeat(2, axis=0).repeat(2, axis=1)


def centre_of(plane, inside):
    return (np.argwhere(inside) * plane[inside][:, None]).sum(axis=0) / plane[inside].sum()


def expected_of(cells, number, reference, above):
    """Return the measures of one cell at one threshold, from masks, scipy and scikit-image."""
    inside, area = cells.cells == number, (cells.cells == number).sum()
    protein = cells.field.protein.astype(np.float64)
    other = cells.field.references[reference].astype(np.float64)
    mask = masks_above(other, inside)[0]
    signed = halved(mask, inside) / np.sqrt(area)
    regions = regionprops(label(above, connectivity=2), intensity_image=signed)
    centre = centre_of(other, inside)
    edges = np.array([region.intensity_mean for region in regions])
    mean = np.average(signed[above], weights=protein[above])
    return {
        "manders_protein": protein[above & mask].sum() / protein[above].sum(),
        "manders_reference": other[above & mask].sum() / other[mask].sum(),
        "jaccard": (above & mask).sum() / (above | mask).sum(),
        "covered": (above & mask).sum() / mask.sum(),
        "enclosed": (above & mask).sum() / above.sum(),
        "touching": np.mean([mask[tuple(region.coords.T)].any() for region in regions]),
        "centre_distance_mean": np.mean(
            [np.hypot(*(np.array(region.centroid) - centre)) / np.sqrt(area) for region in regions]
        ),
        "edge_mean": mean,
        "edge_deviation": np.sqrt(np.average((signed[above] - mean) ** 2, weights=protein[above])),
        "edge_near": protein[above & (abs(signed) <= 0.04)].sum() / protein[above].sum(),
        "edge_object_mean": edges.mean(),
        "edge_object_deviation": edges.std(),
    }


def test_there_are_26_measures_for_each_reference():
    assert len(FAMILY.specs) == len({spec.name for spec in FAMILY.specs}) == 78
    for reference in REFERENCES:
        own = [spec for spec in FAMILY.specs if spec.reference == reference]
        assert len(own) == 26
        assert all(spec.name.startswith(f"overlap.{reference}.") for spec in own)
        assert all((spec.scale == 2) == spec.name.endswith(".x2") == (".edge_" in spec.name) for spec in own)


@pytest.mark.parametrize("code", [203, 121])
@pytest.mark.parametrize("reference", REFERENCES)
def test_drawn_cells_overlap_as_numpy_scipy_and_scikit_image_say(code, reference):
    cells = drawn_field(code, seed=code)
    found = values_of(FAMILY, cells)
    for number in range(1, cells.count + 1):
        inside = cells.cells == number
        protein = cells.field.protein.astype(np.float64)
        other = cells.field.references[reference].astype(np.float64)
        mask = masks_above(other, inside)[0]
        away = np.hypot(*(centre_of(protein, inside) - centre_of(other, inside))) / np.sqrt(inside.sum())
        share = protein[mask].sum() / protein[inside].sum()
        assert found[f"{reference}.centre_distance"][number - 1] == pytest.approx(away, rel=1e-9)
        assert found[f"{reference}.fluorescence_in_mask"][number - 1] == pytest.approx(share, rel=1e-9)
        for level, above in zip(THRESHOLDS, masks_above(cells.field.protein, inside), strict=True):
            for name, value in expected_of(cells, number, reference, above).items():
                suffix = ".x2" if name.startswith("edge_") else ""
                assert found[f"{reference}.{name}.{level}{suffix}"][number - 1] == pytest.approx(
                    value, rel=1e-8, abs=1e-9
                ), name


def test_a_protein_that_is_its_reference_covers_it():
    cells = drawn_field(203, seed=1)
    same = CellField(
        Field(cells.field.protein, dict.fromkeys(REFERENCES, cells.field.protein)), cells.cells, cells.nuclei
    )
    found = values_of(FAMILY, same)
    for reference in REFERENCES:
        for name in ("manders_protein", "manders_reference", "jaccard", "covered", "enclosed", "touching"):
            np.testing.assert_array_equal(found[f"{reference}.{name}.otsu"], 1)
        np.testing.assert_allclose(found[f"{reference}.centre_distance"], 0, atol=1e-12)
        assert (found[f"{reference}.edge_mean.otsu.x2"] < 0).all()


def test_signs_tell_inside_from_outside():
    rows, columns = np.mgrid[:60, :60]
    nucleus = np.hypot(rows - 30, columns - 30) < 15
    inside = values_of(FAMILY, one_cell(np.hypot(rows - 30, columns - 30) < 4, nucleus=nucleus, er=nucleus))
    outside = values_of(FAMILY, one_cell(np.hypot(rows - 30, columns - 55) < 4, er=nucleus))
    assert inside["er.edge_mean.otsu.x2"] < -0.1
    assert inside["er.enclosed.otsu"] == 1
    assert outside["er.edge_mean.otsu.x2"] > 0.08
    assert outside["er.touching.otsu"] == 0


def test_gain_of_either_plane_changes_nothing():
    cells = drawn_field(203, seed=2, divided_by=8)
    brighter = changed(cells, masks=lambda mask: mask, planes=lambda plane: plane * np.uint16(7))
    assert_alike(FAMILY, cells, brighter)
    assert_alike(
        FAMILY,
        cells,
        CellField(Field(cells.field.protein, brighter.field.references), cells.cells, cells.nuclei),
    )


def test_references_that_the_field_lacks_have_no_values():
    cells = drawn_field(203, seed=2)
    lacking = CellField(
        Field(cells.field.protein, {"er": cells.field.references["er"]}), cells.cells, cells.nuclei
    )
    values, whole = FAMILY.compute(lacking), FAMILY.compute(cells)
    kept = np.array([spec.reference == "er" for spec in FAMILY.specs])
    assert np.isnan(values[:, ~kept]).all()
    np.testing.assert_array_equal(values[:, kept], whole[:, kept])


def test_what_lacks_a_definition_has_a_declared_value():
    assert all(spec.undefined == 0 for spec in FAMILY.specs)
    protein = np.eye(8) * 40
    flat = values_of(FAMILY, one_cell(protein, er=np.full((8, 8), 5)))
    assert flat["er.fluorescence_in_mask"] == 0
    for name in ("manders_reference.otsu", "covered.otsu", "edge_mean.otsu.x2", "edge_near.otsu.x2"):
        assert np.isnan(flat[f"er.{name}"]).all()
    for constant in (
        one_cell(np.full((8, 8), 7), er=protein),
        one_cell(np.full((1, 1), 7), er=np.ones((1, 1))),
    ):
        found = values_of(FAMILY, constant)
        assert np.isnan(found["er.manders_protein.otsu"]).all()
        assert np.isnan(found["er.edge_object_mean.otsu.x2"]).all()
    black = values_of(FAMILY, one_cell(np.zeros((8, 8)), er=np.zeros((8, 8))))
    assert all(np.isnan(value).all() for name, value in black.items() if name.startswith("er."))
