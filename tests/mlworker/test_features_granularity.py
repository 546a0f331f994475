"""The granularity spectrum equals openings by scipy with whole octagons, and knows the size of spots."""

import numpy as np
import pytest
from cp_measure.core.measuregranularity import get_granularity
from scipy import ndimage

from mlworker.features.cutouts import Cutout, cutouts
from mlworker.features.granularity import FAMILY, opened_sums, spectrum
from tests.mlworker.feature_cells import (
    drawn_cells,
    one_cell,
)

CROSS, SQUARE = ndimage.generate_binary_structure(2, 1), np.ones((3, 3), dtype=bool)


def octagon(radius: int) -> np.ndarray:
    footprint = np.zeros((2 * radius + 1, 2 * radius + 1), dtype=bool)
    footprint[radius, radius] = True
    for step in range(1, radius + 1):
        footprint = ndimage.binary_dilation(footprint, CROSS if step % 2 else SQUARE)
    return footprint


def naive_opening(cutout: Cutout, radius: int) -> np.ndarray:
    plane = np.where(cutout.inside, cutout.protein, np.inf)
    footprint = octagon(radius)
    eroded = ndimage.grey_erosion(plane, footprint=footprint, mode="constant", cval=np.inf)
    eroded[~cutout.inside] = -np.inf
    return ndimage.grey_dilation(eroded, footprint=footprint, mode="constant", cval=-np.inf)[cutout.inside]


def spots(radius: int, brightness: int = 900, background: int = 100) -> np.ndarray:
    """Return octagonal spots of one radius on an even background."""
    plane = np.zeros((120, 120), dtype=bool)
    plane[20:110:30, 20:110:30] = True
    return background + brightness * ndimage.binary_dilation(plane, octagon(radius))


def named(values: np.ndarray) -> dict[str, float]:
    return dict(zip([spec.name for spec in FAMILY.specs], values.tolist(), strict=True))


def test_there_are_eleven_sizes_that_rise():
    sizes = [int(spec.name.split(".")[1]) for spec in FAMILY.specs]
    assert sizes == [2, 4, 6, 8, 12, 16, 20, 24, 32, 40, 48]


@pytest.mark.parametrize("codes", [(201,), (102, 231)])
def test_openings_equal_scipys_with_whole_octagons(codes):
    for cutout in cutouts(drawn_cells(*codes), 2):
        expected = [naive_opening(cutout, radius).sum() for radius in range(5)]
        np.testing.assert_allclose(opened_sums(cutout, range(5)), expected, rtol=1e-6)


@pytest.mark.parametrize("radius", [2, 3, 4])
def test_spots_vanish_at_the_first_octagon_that_is_larger(radius):
    (cutout,) = cutouts(one_cell(spots(radius)))
    found = spectrum(cutout, range(1, 7))
    assert found.argmax() == radius
    assert found[radius] == pytest.approx(1)


def test_spots_of_a_field_are_sized_in_its_pixels():
    large = named(FAMILY.compute(one_cell(np.kron(spots(3), np.ones((4, 4)))))[0])
    assert max(large, key=large.get) == "granularity.16"


def test_no_share_is_negative_and_they_sum_to_one_at_most():
    (found,) = (FAMILY.compute(drawn_cells()),)
    assert np.nanmin(found) >= 0
    assert (np.nansum(found[:, :4], axis=1) <= 1 + 1e-9).all()


def test_exposure_and_an_even_background_change_nothing():
    dim = FAMILY.compute(one_cell(spots(3)))
    bright = FAMILY.compute(one_cell(spots(3, brightness=4500, background=7000)))
    np.testing.assert_allclose(bright, dim, rtol=1e-6, atol=1e-9)


def test_cp_measure_too_finds_larger_spots_at_larger_sizes():
    def centre(values: np.ndarray) -> float:
        return float((values * np.arange(1, len(values) + 1)).sum() / values.sum())

    ours, theirs = [], []
    for radius in (1, 3):
        plane = spots(radius)[:60, :60].astype(np.float64) / 1000
        (cutout,) = cutouts(one_cell(plane * 1000))
        ours.append(centre(spectrum(cutout, range(1, 7))))
        found = get_granularity(
            np.ones((60, 60), np.int32),
            plane,
            subsample_size=1,
            image_sample_size=1,
            granular_spectrum_length=6,
        )
        theirs.append(centre(np.array([float(value[0]) for value in found.values()])))
    assert ours[0] < ours[1]
    assert theirs[0] < theirs[1]


def test_a_constant_cell_and_one_pixel_have_no_structures():
    assert np.isnan(FAMILY.compute(one_cell(np.full((40, 40), 300)))).all()
    assert np.isnan(FAMILY.compute(one_cell(np.array([[7]])))).all()
    assert all(spec.undefined == 0.0 for spec in FAMILY.specs)
