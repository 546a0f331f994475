"""Texture statistics of cells, against mahotas and against their definitions in numpy."""

from __future__ import annotations

import mahotas
import numpy as np
import pytest
from numpy.typing import NDArray

from mlworker.features.haralick import FAMILY, GREY_LEVELS, ORIENTATIONS, SCALES, STATISTICS
from mlworker.fields import CellField, Field
from tests.mlworker.textured_cells import textured_field

NAMES = tuple(STATISTICS)
DIFFERENT = ("difference_variance", "information_2")
EQUAL = tuple(name for name in NAMES if name not in DIFFERENT)


def measured(cells: CellField) -> NDArray[np.float64]:
    """Return (cells, scales, grey levels, orientations, statistics)."""
    shape = (cells.count, len(SCALES), len(GREY_LEVELS), len(ORIENTATIONS), len(NAMES))
    return FAMILY.compute(cells).reshape(shape)


def levels_by_numpy(cells: CellField, cell: int, scale: int) -> NDArray[np.int64]:
    """Return the cell's 256 grey levels in its box, -1 outside."""
    top, bottom, left, right = cells.boxes[cell - 1]
    inside = cells.cells[top:bottom, left:right] == cell
    plane = np.where(inside, cells.field.protein[top:bottom, left:right].astype(float), 0.0)
    pad = [(0, -side % scale) for side in plane.shape]
    rows, columns = (side // scale for side in np.pad(plane, pad).shape)
    sums = np.pad(plane, pad).reshape(rows, scale, columns, scale).sum(axis=(1, 3))
    pixels = np.pad(inside, pad).reshape(rows, scale, columns, scale).sum(axis=(1, 3))
    kept = 2 * pixels >= scale * scale
    means = sums[kept] / pixels[kept]
    levels = np.full(kept.shape, -1)
    span = means.max() - means.min()
    levels[kept] = np.minimum((means - means.min()) * 256 / (span or 1.0), 255)
    return levels


def by_mahotas(levels: NDArray[np.int64], grey_levels: int, **options: bool) -> NDArray[np.float64]:
    """Return (orientations, statistics); mahotas' directions are 0, 135, 90 and 45 degrees."""
    # Level 0 of mahotas is what it ignores, so that ours begin at 1, as in the paper.
    coarse = np.where(levels < 0, 0, levels // (256 // grey_levels) + 1).astype(np.uint16)
    directions = mahotas.features.haralick(coarse, ignore_zeros=True, **options)
    return np.stack([directions[[0, 2]].mean(axis=0), directions[[1, 3]].mean(axis=0)])


@pytest.mark.parametrize(("seed", "bits"), [(1, 16), (2, 8), (3, 16)])
def test_eleven_statistics_equal_those_of_mahotas(seed: int, bits: int) -> None:
    cells = textured_field(seed, bits=bits)
    values = measured(cells)
    places = [NAMES.index(name) for name in EQUAL]
    assert len(places) == 11
    for cell in range(1, cells.count + 1):
        for s, scale in enumerate(SCALES):
            levels = levels_by_numpy(cells, cell, scale)
            for g, grey_levels in enumerate(GREY_LEVELS):
                expected = by_mahotas(levels, grey_levels)
                np.testing.assert_allclose(
                    values[cell - 1, s, g][:, places], expected[:, places], rtol=1e-6, atol=1e-9
                )


def test_difference_variance_is_that_of_the_difference_which_mahotas_computes_on_request() -> None:
    cells = textured_field(4)
    place = NAMES.index("difference_variance")
    values = measured(cells)[0, 0]
    levels = levels_by_numpy(cells, 1, 1)
    for g, grey_levels in enumerate(GREY_LEVELS):
        asked = by_mahotas(levels, grey_levels, use_x_minus_y_variance=True)
        np.testing.assert_allclose(values[g, :, place], asked[:, place], rtol=1e-6)
        assert (np.abs(values[g, :, place] / by_mahotas(levels, grey_levels)[:, place] - 1) > 0.01).all()


def test_the_second_information_measure_is_that_of_mahotas_with_nats_in_place_of_bits() -> None:
    cells = textured_field(5)
    place = NAMES.index("information_2")
    values = measured(cells)[0, 0, :, 0, place]
    for g, grey_levels in enumerate(GREY_LEVELS):
        coarse = levels_by_numpy(cells, 1, 1)
        coarse = np.where(coarse < 0, 0, coarse // (256 // grey_levels) + 1).astype(np.uint16)
        directions = mahotas.features.haralick(coarse, ignore_zeros=True)[[0, 2], place]
        bits = -0.5 * np.log(1.0 - directions**2)
        in_nats = np.sqrt(1.0 - np.exp(-2.0 * np.log(2.0) * bits))
        np.testing.assert_allclose(values[g], in_nats.mean(), rtol=1e-6)
        assert values[g] < directions.mean()


def test_a_coarser_quantisation_counts_as_if_the_pixels_had_been_quantised_coarsely() -> None:
    rng = np.random.default_rng(6)
    protein = rng.integers(0, 256, size=(40, 40)).astype(np.uint16)
    protein[0, :2] = 0, 255
    coarse = protein // 32
    mask = np.ones(protein.shape, dtype=np.int32)
    fine = measured(CellField(Field(protein), mask, np.zeros_like(mask)))
    # Eight levels spread to 0 .. 255 keep their order and their number.
    spread = measured(CellField(Field((coarse * 36).astype(np.uint16)), mask, np.zeros_like(mask)))
    np.testing.assert_allclose(fine[0, 0, 0], spread[0, 0, 0], rtol=1e-12)


def test_pixels_outside_a_cell_its_place_and_its_gain_do_not_matter() -> None:
    cells = textured_field(7)
    rng = np.random.default_rng(7)
    plane = np.where(cells.cells > 0, 2 * (cells.field.protein // 4) + 100, rng.integers(0, 60000, (160, 160)))
    quarter = np.where(cells.cells > 0, cells.field.protein // 4, 0)
    moved = CellField(
        Field(np.roll(np.pad(plane, 5).astype(np.uint16), (2, 1), (0, 1))),
        np.roll(np.pad(cells.cells, 5), (2, 1), (0, 1)),
        np.zeros((170, 170), dtype=np.int32),
    )
    alone = CellField(Field(quarter.astype(np.uint16)), cells.cells, cells.nuclei)
    np.testing.assert_allclose(FAMILY.compute(moved), FAMILY.compute(alone), rtol=1e-9, atol=1e-12)


def test_a_cell_of_one_grey_level_has_no_correlation_and_a_cell_of_one_pixel_no_pairs() -> None:
    mask = np.zeros((20, 20), dtype=np.int32)
    mask[2:12, 2:12], mask[18, 18] = 1, 2
    flat = CellField(Field(np.full((20, 20), 700, dtype=np.uint16)), mask, np.zeros_like(mask))
    values = measured(flat)
    undefined = {"correlation", "information_1"}
    for place, (name, declared) in enumerate(STATISTICS.items()):
        if name in undefined:
            assert np.isnan(values[0, ..., place]).all()
        else:
            np.testing.assert_allclose(values[0, ..., place], declared, atol=1e-12)
    assert np.isnan(values[1]).all()


def test_a_row_of_pixels_has_the_straight_direction_in_which_it_has_pairs() -> None:
    mask = np.zeros((9, 30), dtype=np.int32)
    mask[4, 3:27] = 1
    protein = np.random.default_rng(8).integers(0, 4000, size=mask.shape).astype(np.uint16)
    values = measured(CellField(Field(protein), mask, np.zeros_like(mask)))
    row = np.clip(levels_by_numpy(CellField(Field(protein), mask, np.zeros_like(mask)), 1, 1), 0, None)
    x, y = np.concatenate([row[0, :-1], row[0, 1:]]), np.concatenate([row[0, 1:], row[0, :-1]])
    assert values[0, 0, -1, 0, NAMES.index("contrast")] == pytest.approx(((x - y) ** 2).mean())
    assert np.isnan(values[0, 0, :, 1]).all()
