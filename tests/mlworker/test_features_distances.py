"""Distances to the edge of a mask, beside scipy's."""

import numpy as np
import pytest
from scipy.ndimage import distance_transform_edt

from mlworker.features.distances import signed_distances

SHARES = (0.003, 0.1, 0.5, 0.9, 0.997)


def mask_of(share, seed=2):
    """Return a random mask with outside all around, so that scipy knows the far side of its edge."""
    return np.pad(np.random.default_rng(seed).random((37, 45)) < share, 1)


def by_scipy(mask):
    return np.where(mask, 0.5 - distance_transform_edt(mask), distance_transform_edt(~mask) - 0.5)


@pytest.mark.parametrize("share", SHARES)
def test_signed_distances_are_scipys_on_either_side(share):
    mask = mask_of(share)
    np.testing.assert_allclose(signed_distances(mask, np.ones_like(mask)), by_scipy(mask), rtol=1e-12)


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("few", [0.01, 0.2, 0.7])
def test_distances_of_a_few_pixels_are_those_of_all(share, few):
    mask = mask_of(share)
    wanted = np.random.default_rng(3).random(mask.shape) < few
    found = signed_distances(mask, wanted)
    np.testing.assert_array_equal(found[wanted], signed_distances(mask, np.ones_like(mask))[wanted])


def test_a_region_may_lie_at_the_planes_edge():
    for seed in range(5):
        region = np.random.default_rng(seed).random((23, 17)) < 0.05
        region[0, 0] = True
        expected = distance_transform_edt(~region) - 0.5
        np.testing.assert_allclose(signed_distances(region, ~region)[~region], expected[~region], rtol=1e-12)


def test_distances_come_in_the_unit_asked_for():
    mask = mask_of(0.3)
    everywhere = np.ones_like(mask)
    np.testing.assert_array_equal(
        2 * signed_distances(mask, everywhere), signed_distances(mask, everywhere, unit=0.5)
    )


def test_an_empty_mask_has_no_edge_and_a_full_one_none_in_sight():
    empty = np.zeros((5, 7), dtype=np.bool_)
    assert (signed_distances(empty, ~empty) == 0).all()
    assert (signed_distances(~empty, ~empty) < -11).all()
