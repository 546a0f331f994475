"""Brightness of whole cells."""

import numpy as np
import pytest
from scipy.stats import kurtosis, skew

from mlworker.features.intensities import FAMILY
from mlworker.fields import CellField, Field
from tests.mlworker.protein_cells import (
    assert_alike,
    changed,
    drawn_field,
    one_cell,
    values_of,
)


def test_there_are_six_measures_of_the_protein_alone():
    assert len(FAMILY.specs) == 6
    assert all(spec.reference is None for spec in FAMILY.specs)


@pytest.mark.parametrize("code", [203, 901])
def test_drawn_cells_are_as_bright_as_numpy_and_scipy_say(code):
    cells = drawn_field(code, seed=code)
    found = values_of(FAMILY, cells)
    for number in range(1, cells.count + 1):
        pixels = cells.field.protein[cells.cells == number] / 65535
        expected = {
            "total": pixels.sum() / cells.cells.size,
            "mean": pixels.mean(),
            "deviation": pixels.std(),
            "quantile_95": np.quantile(pixels, 0.95, method="inverted_cdf"),
            "skewness": skew(pixels),
            "kurtosis": kurtosis(pixels),
        }
        for name, value in expected.items():
            assert found[name][number - 1] == pytest.approx(value, rel=1e-9), name


def test_both_depths_run_from_0_to_1():
    rng = np.random.default_rng(1)
    plane = rng.integers(0, 256, (20, 30)).astype(np.uint8)
    whole, none = np.ones(plane.shape, np.int32), np.zeros(plane.shape, np.int32)
    deep = plane.astype(np.uint16) * np.uint16(257)
    assert_alike(FAMILY, CellField(Field(plane), whole, none), CellField(Field(deep), whole, none))
    white = values_of(FAMILY, one_cell(np.full((5, 5), 65535)))
    assert white["mean"] == white["total"] == white["quantile_95"] == 1


def test_gain_scales_what_has_a_unit_and_nothing_else():
    cells = drawn_field(203, seed=2, divided_by=8)
    brighter = changed(cells, masks=lambda mask: mask, planes=lambda plane: plane * np.uint16(7))
    scaled = ("total", "mean", "deviation", "quantile_95")
    assert_alike(FAMILY, cells, brighter, apart=scaled)
    before, after = values_of(FAMILY, cells), values_of(FAMILY, brighter)
    for name in scaled:
        np.testing.assert_allclose(after[name], 7 * before[name], rtol=1e-9)


def test_finer_pixels_change_nothing():
    cells = drawn_field(203, seed=2)
    assert_alike(FAMILY, cells, changed(cells, masks=lambda plane: plane.repeat(2, axis=0).repeat(2, axis=1)))


def test_values_that_do_not_differ_have_neither_skewness_nor_kurtosis():
    for shape in ((1, 1), (5, 7)):
        found = values_of(FAMILY, one_cell(np.full(shape, 33)))
        assert found["deviation"] == 0
        assert np.isnan(found["skewness"]).all()
        assert np.isnan(found["kurtosis"]).all()
