"""The extended families declare what they compute, whatever cells they get."""

import numpy as np
import pytest

from mlworker.features.extended import EXTENDED
from mlworker.fields import CellField, Field
from quorum.domain.channel_roles import NUCLEUS
from tests.mlworker.feature_cells import drawn_cells


def odd_cells() -> CellField:
    """Return a field of cells that are a pixel, a line, black, constant, saturated noise, all nucleus."""
    rng = np.random.default_rng(3)
    plane = rng.integers(0, 65536, (64, 64)).astype(np.uint16)
    cells = np.zeros((64, 64), dtype=np.int32)
    cells[0, 0] = 1
    cells[2, 5:50] = 2
    cells[5:20, 5:20] = 3
    cells[25:45, 5:30] = 4
    cells[25:60, 35:60] = 5
    cells[50:60, 5:20] = 6
    plane[cells == 3], plane[cells == 4] = 0, 5000
    plane[cells == 5] = np.where(plane[cells == 5] > 30000, 65535, 0)
    nuclei = np.where(cells == 6, 6, 0).astype(np.int32)
    nuclei[30:40, 40:50] = 5
    return CellField(Field(plane, {NUCLEUS: plane}), cells, nuclei)


def test_names_are_unique_and_start_with_the_family():
    specs = [spec for family in EXTENDED for spec in family.specs]
    assert len({spec.name for spec in specs}) == len(specs) == 165
    for family in EXTENDED:
        assert all(spec.family == family.name for spec in family.specs)
        assert all(spec.name.startswith(f"{family.name}.") for spec in family.specs)


@pytest.mark.parametrize("family", EXTENDED, ids=lambda family: family.name)
def test_every_feature_has_a_value_or_is_undefined(family):
    for cells in (drawn_cells(), odd_cells()):
        found = family.compute(cells)
        assert found.shape == (cells.count, len(family.specs))
        assert found.dtype == np.float64
        assert not np.isinf(found).any()


@pytest.mark.parametrize("family", EXTENDED, ids=lambda family: family.name)
def test_a_cell_has_one_value_whatever_the_depth_and_order_of_the_plane(family):
    cells = drawn_cells()
    shallow = (cells.field.protein >> 8).astype(np.uint8)
    eight = CellField(Field(shallow, {NUCLEUS: shallow}), cells.cells, cells.nuclei)
    deep = np.asfortranarray(shallow.astype(np.uint16))
    sixteen = CellField(
        Field(deep, {NUCLEUS: deep}), np.asfortranarray(cells.cells), np.asfortranarray(cells.nuclei)
    )
    np.testing.assert_array_equal(family.compute(sixteen), family.compute(eight))


@pytest.mark.parametrize("family", EXTENDED, ids=lambda family: family.name)
def test_a_field_without_cells_has_no_rows(family):
    plane = np.ones((20, 20), dtype=np.uint16)
    none = np.zeros((20, 20), dtype=np.int32)
    found = family.compute(CellField(Field(plane, {NUCLEUS: plane}), none, none))
    assert found.shape == (0, len(family.specs))
