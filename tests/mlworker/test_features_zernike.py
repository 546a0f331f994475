"""Zernike magnitudes equal mahotas' and see the cell alone, however it lies."""

import mahotas.features
import numpy as np
import pytest

from mlworker.features.cutouts import cutouts
from mlworker.features.zernike import FAMILY, ORDERS, circle
from tests.mlworker.feature_cells import (
    drawn_cells,
    one_cell,
)


def test_there_are_the_published_49_magnitudes():
    assert len(FAMILY.specs) == 49
    assert ORDERS[:5] == ((0, 0), (1, 1), (2, 0), (2, 2), (3, 1))
    assert ORDERS[-1] == (12, 12)


@pytest.mark.parametrize("codes", [(201,), (102, 231)])
def test_they_equal_mahotas_in_the_cells_circle(codes):
    cells = drawn_cells(*codes)
    found = FAMILY.compute(cells)
    assert found.shape == (cells.count, 49)
    for row, cutout in zip(found, cutouts(cells), strict=True):
        y, x, radius = circle(cutout)
        expected = mahotas.features.zernike_moments(cutout.protein, radius, degree=12, cm=(y, x))
        np.testing.assert_allclose(row, expected, rtol=1e-7, atol=1e-9)


def test_a_brighter_exposure_changes_nothing():
    cells = drawn_cells()
    dim = one_cell(cells.field.protein // 4, cells.cells == 1)
    bright = one_cell((cells.field.protein // 4) * 3, cells.cells == 1)
    np.testing.assert_allclose(FAMILY.compute(bright), FAMILY.compute(dim), rtol=1e-9)


def test_protein_to_one_side_shows_in_the_first_degree():
    protein = np.full((21, 21), 10)
    even = one_cell(protein)
    protein = protein.copy()
    protein[:, 15:] = 200
    first = ORDERS.index((1, 1))
    assert FAMILY.compute(even)[0, first] == pytest.approx(0, abs=1e-12)
    assert FAMILY.compute(one_cell(protein))[0, first] > 0.2


def test_a_cell_without_protein_has_none_and_one_pixel_has_all():
    assert np.isnan(FAMILY.compute(one_cell(np.zeros((5, 5))))).all()
    assert all(spec.undefined == 0.0 for spec in FAMILY.specs)
    pixel = FAMILY.compute(one_cell(np.array([[7]])))
    assert pixel[0, 0] == pytest.approx(1 / np.pi)
    assert np.isfinite(pixel).all()
