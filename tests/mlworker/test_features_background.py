"""Fluorescence outside objects."""

import numpy as np
import pytest
from scipy.stats import skew

from mlworker.features.background import FAMILY
from tests.mlworker.protein_cells import (
    THRESHOLDS,
    drawn_field,
    masks_above,
    one_cell,
    values_of,
)


def test_there_are_eight_measures_of_the_protein_alone():
    assert len(FAMILY.specs) == 8
    assert all(spec.reference is None for spec in FAMILY.specs)
    assert [spec.level for spec in FAMILY.specs] == ["otsu"] * 4 + ["otsu2"] * 4


@pytest.mark.parametrize("code", [203, 121, 233])
def test_drawn_cells_have_the_background_that_numpy_and_scikit_image_find(code):
    cells = drawn_field(code, seed=code)
    found = values_of(FAMILY, cells)
    for number in range(1, cells.count + 1):
        inside, plane = cells.cells == number, cells.field.protein.astype(np.float64)
        for level, above in zip(THRESHOLDS, masks_above(plane, inside), strict=True):
            dim, bright = plane[inside & ~above], plane[above]
            expected = {
                "share": dim.sum() / plane[inside].sum(),
                "contrast": (dim.mean() - bright.mean()) / (dim.mean() + bright.mean()),
                "variation": dim.std() / dim.mean(),
                "skewness": skew(dim),
            }
            for name, value in expected.items():
                assert found[f"{name}.{level}"][number - 1] == pytest.approx(value, rel=1e-9), name


def test_a_constant_cell_is_all_background():
    found = values_of(FAMILY, one_cell(np.full((6, 8), 70)))
    for level in THRESHOLDS:
        assert found[f"share.{level}"] == 1
        assert found[f"variation.{level}"] == 0
        assert np.isnan(found[f"contrast.{level}"]).all()
        assert np.isnan(found[f"skewness.{level}"]).all()


def test_a_black_cell_and_a_cell_of_one_pixel_have_declared_values():
    black = values_of(FAMILY, one_cell(np.zeros((4, 4))))
    assert np.isnan(black["share.otsu"]).all()
    assert np.isnan(black["variation.otsu"]).all()
    values_of(FAMILY, one_cell(np.full((1, 1), 9)))
    assert all(spec.undefined is not None for spec in FAMILY.specs)


def test_a_field_without_cells_has_no_rows():
    cells = one_cell(np.full((4, 4), 9), inside=np.zeros((4, 4), bool))
    assert FAMILY.compute(cells).shape == (0, 8)
