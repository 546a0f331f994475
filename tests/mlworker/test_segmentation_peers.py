"""Kernels of the segmentation against scikit-image and scipy, which are used nowhere else."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage
from skimage import filters, segmentation

from mlworker.segmentation.contour import evolve
from mlworker.segmentation.distance import depth, nearest
from mlworker.segmentation.smoothing import smooth
from mlworker.segmentation.threshold import otsu, quantile
from mlworker.segmentation.watershed import flood


@pytest.fixture
def scene() -> NDArray[np.float32]:
    rng = np.random.default_rng(3)
    rough = ndimage.gaussian_filter(rng.normal(size=(160, 200)), 7)
    return np.asarray((rough - rough.min()) / np.ptp(rough), dtype=np.float32)


def test_otsu_is_that_of_scikit_image(scene: NDArray[np.float32]) -> None:
    bimodal = scene**3
    assert otsu(bimodal) == pytest.approx(filters.threshold_otsu(bimodal), abs=1 / 256)


def test_a_quantile_is_that_of_numpy_to_a_bin(scene: NDArray[np.float32]) -> None:
    for share in (0.01, 0.5, 0.99):
        assert quantile(scene, share) == pytest.approx(np.quantile(scene, share), abs=2 / 4096)


@pytest.mark.parametrize("sigma", [1.5, 3.0, 8.0])
def test_the_low_pass_filter_is_nearly_a_gaussian(scene: NDArray[np.float32], sigma: float) -> None:
    peer = ndimage.gaussian_filter(scene, sigma, mode="nearest")
    # At the edges three repetitions are not one.
    inner = np.s_[24:-24, 24:-24]
    assert np.abs(smooth(scene, sigma) - peer)[inner].max() < 0.03


def test_distances_are_exact(scene: NDArray[np.float32]) -> None:
    labels, _ = ndimage.label(scene > 0.7)
    away, owners = nearest(labels.astype(np.int32))
    peer, places = ndimage.distance_transform_edt(labels == 0, return_indices=True)
    np.testing.assert_allclose(away, peer, rtol=1e-6)
    # Where two labels are equally far either may be named.
    assert (owners == labels[tuple(places)]).mean() > 0.995
    np.testing.assert_allclose(depth(scene > 0.7), ndimage.distance_transform_edt(scene > 0.7), rtol=1e-6)


def test_nothing_is_near_in_an_empty_plane() -> None:
    away, owners = nearest(np.zeros((5, 7), dtype=np.int32))
    assert np.isinf(away).all()
    assert not owners.any()


def test_the_watershed_is_that_of_scikit_image(scene: NDArray[np.float32]) -> None:
    # Levels that both read alike; plateaus then differ in the order of neighbours alone.
    landscape = np.rint(scene * 1023).astype(np.float32) / 1023
    seeds, _ = ndimage.label(landscape == ndimage.minimum_filter(landscape, 25))
    mask = landscape < 0.9
    peer = segmentation.watershed(landscape, seeds, mask=mask)
    found = flood(landscape, np.where(mask, seeds, 0).astype(np.int32), mask)
    assert ((found > 0) == (peer > 0)).all()
    assert (found == peer).mean() > 0.99


def test_the_contour_is_that_of_scikit_image_on_a_disc() -> None:
    rows, columns = np.mgrid[:80, :80]
    rng = np.random.default_rng(1)
    disc = ((rows - 40) ** 2 + (columns - 40) ** 2 < 18**2) + rng.normal(0, 0.2, (80, 80))
    start = (np.abs(rows - 36) < 12) & (np.abs(columns - 44) < 12)
    plane = disc.astype(np.float32)
    peer = segmentation.morphological_chan_vese(plane, 12, init_level_set=start.astype(np.int8), smoothing=1)
    found = evolve(plane, start, np.zeros(start.shape, dtype=np.int32), iterations=12)
    assert (found == peer.astype(bool)).mean() > 0.995


def test_a_dim_body_beside_a_bright_one_keeps_its_outline() -> None:
    rows, columns = np.mgrid[:60, :120]
    dim, bright = (((rows - 30) ** 2 + (columns - x) ** 2) < 15**2 for x in (30, 90))
    plane = (0.1 * dim + 1.0 * bright).astype(np.float32)
    start = ndimage.binary_erosion(dim | bright, iterations=3)
    zones = (columns >= 60).astype(np.int32)
    assert (evolve(plane, start, zones, iterations=8) == (dim | bright)).mean() > 0.995
    alone = evolve(plane, start, np.zeros_like(zones), iterations=8)
    assert alone[:, :60].sum() < dim.sum() / 4
