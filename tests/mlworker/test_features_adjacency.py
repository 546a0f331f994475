"""Threshold adjacency, against mahotas and against its definition in numpy."""

from __future__ import annotations

import mahotas
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from mlworker.features.adjacency import FAMILY, NEIGHBOURS, RANGES, SIDES
from mlworker.fields import CellField, Field
from tests.mlworker.test_features_haralick import levels_by_numpy
from tests.mlworker.textured_cells import textured_field

BAND, BRIGHT = range(2)
SET, UNSET = range(2)


def measured(cells: CellField) -> NDArray[np.float64]:
    """Return (cells, ranges, sides, numbers of neighbours)."""
    return FAMILY.compute(cells).reshape(cells.count, len(RANGES), len(SIDES), NEIGHBOURS)


def shares_by_numpy(pixels: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return how the set pixels' numbers of set neighbours are spread, (9,)."""
    around = ndimage.convolve(pixels.astype(int), [[1, 1, 1], [1, 0, 1], [1, 1, 1]], mode="constant")
    counts = np.bincount(around[pixels], minlength=9)
    return counts / counts.sum()


def threshold_of(levels: NDArray[np.int64]) -> int:
    return int(mahotas.thresholding.otsu(levels[levels >= 0].astype(np.uint8).reshape(1, -1)))


@pytest.mark.parametrize(("seed", "bits"), [(11, 16), (12, 8)])
def test_set_pixels_are_counted_as_in_the_inverted_parts_of_mahotas_backwards(seed: int, bits: int) -> None:
    cells = textured_field(seed, bits=bits)
    values = measured(cells)
    for cell in range(1, cells.count + 1):
        levels = levels_by_numpy(cells, cell, 1)
        threshold = threshold_of(levels)
        # Black all around: mahotas mirrors an image at its border.
        alone = np.pad(np.clip(levels, 0, None), 2).astype(np.uint8)
        parts = mahotas.features.pftas(alone, threshold).reshape(2, 3, NEIGHBOURS)
        np.testing.assert_allclose(values[cell - 1, BAND, SET], parts[1, 0, ::-1], rtol=1e-6, atol=1e-12)
        np.testing.assert_allclose(values[cell - 1, BRIGHT, SET], parts[1, 2, ::-1], rtol=1e-6, atol=1e-12)


def test_unset_pixels_are_those_of_the_cell_alone() -> None:
    cells = textured_field(13)
    values = measured(cells)
    for cell in range(1, cells.count + 1):
        levels = np.pad(levels_by_numpy(cells, cell, 1), 1, constant_values=-1)
        over = levels[levels > threshold_of(levels)]
        mean, deviation = over.mean(), over.std()
        for place, pixels in enumerate([np.abs(levels - mean) < deviation, levels > mean]):
            unset = ~pixels & (levels >= 0)
            np.testing.assert_allclose(values[cell - 1, place, UNSET], shares_by_numpy(unset), rtol=1e-9)
            np.testing.assert_allclose(values[cell - 1, place, SET], shares_by_numpy(pixels & (levels >= 0)))


def test_each_of_the_four_parts_sums_to_one() -> None:
    np.testing.assert_allclose(measured(textured_field(14)).sum(axis=3), 1.0)


def test_a_cell_of_one_grey_level_has_no_set_pixel() -> None:
    mask = np.zeros((12, 12), dtype=np.int32)
    mask[1:11, 1:11], mask[11, 11] = 1, 2
    values = measured(CellField(Field(np.full(mask.shape, 5, dtype=np.uint8)), mask, np.zeros_like(mask)))
    assert np.isnan(values[:, :, SET]).all()
    np.testing.assert_allclose(values[0, :, UNSET, [3, 5, 8]], np.tile([[0.04], [0.32], [0.64]], 2))
    np.testing.assert_allclose(values[1, :, UNSET, 0], 1.0)


def test_what_surrounds_a_cell_does_not_matter() -> None:
    cells = textured_field(15)
    noise = np.random.default_rng(15).integers(0, 60000, cells.field.shape)
    plane = np.where(cells.cells > 0, cells.field.protein, noise).astype(np.uint16)
    np.testing.assert_array_equal(
        FAMILY.compute(CellField(Field(plane), cells.cells, cells.nuclei)), FAMILY.compute(cells)
    )
