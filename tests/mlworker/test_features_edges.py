"""Gradients equal scikit-image's Sobel and edges its Canny inside the cell, which is seen alone."""

import numpy as np
import pytest
from scipy import ndimage
from skimage.feature import canny
from skimage.filters import sobel_h, sobel_v

from mlworker.features.cutouts import cutouts
from mlworker.features.edges import (
    EDGE,
    FAMILY,
    NAMES,
    TIMES_MEAN,
    edge_statistics,
    find_edges,
    gradients,
)
from tests.mlworker.feature_cells import (
    drawn_cells,
    one_cell,
)

ALL_NEIGHBOURS = np.ones((3, 3), dtype=bool)


def measured(protein: np.ndarray) -> dict[str, float]:
    """Return the statistics of a cell that fills the field, at full resolution."""
    (cutout,) = cutouts(one_cell(protein))
    return dict(zip(NAMES, edge_statistics(cutout).tolist(), strict=True))


def test_gradients_equal_sobel_where_the_cell_surrounds_a_pixel():
    for cutout in cutouts(drawn_cells(), 2):
        inner = ndimage.binary_erosion(cutout.inside, ALL_NEIGHBOURS)
        down, along = gradients(cutout)
        np.testing.assert_array_equal(np.isnan(down), ~inner)
        np.testing.assert_array_equal(np.isnan(along), ~inner)
        np.testing.assert_allclose(down[inner], sobel_h(cutout.protein)[inner], atol=1e-9)
        np.testing.assert_allclose(along[inner], sobel_v(cutout.protein)[inner], atol=1e-9)


def test_edge_pixels_equal_canny_without_smoothing_or_hysteresis():
    for cutout in cutouts(drawn_cells(), 2):
        inner = ndimage.binary_erosion(cutout.inside, ALL_NEIGHBOURS)
        compared = ndimage.binary_erosion(inner, ALL_NEIGHBOURS)
        length, kinds = find_edges(*gradients(cutout))
        # Canny's Sobel is four times ours.
        least = 4 * TIMES_MEAN * length[inner].mean() if inner.any() else 0.0
        edges = canny(cutout.protein, sigma=0, low_threshold=least, high_threshold=least)
        np.testing.assert_array_equal((kinds == EDGE)[compared], edges[compared])


def test_a_brighter_exposure_changes_nothing():
    protein = drawn_cells().field.protein // 4
    np.testing.assert_allclose(
        FAMILY.compute(one_cell(protein * 3)), FAMILY.compute(one_cell(protein)), rtol=1e-9, atol=1e-12
    )


def test_a_slope_falls_one_way():
    found = measured(np.tile(np.arange(30) * 100, (30, 1)))
    assert found["lean"] == found["coherence"] == pytest.approx(1)
    assert found["direction_difference"] == pytest.approx(1)
    assert found["direction_entropy"] == found["least_direction"] == pytest.approx(0)
    assert found["variation"] == pytest.approx(0, abs=1e-6)
    assert found["edge_share"] == 0


def test_a_stripe_falls_two_ways_along_one_line():
    protein = np.zeros((30, 30))
    protein[:, 12:18] = 1000
    found = measured(protein)
    assert found["coherence"] == found["edge_lean"] == pytest.approx(1)
    assert found["lean"] == found["direction_difference"] == pytest.approx(0)
    assert found["second_direction"] == pytest.approx(1)
    # In the first and last row the neighbours have no gradient to compare with.
    assert found["edge_gradient"] == pytest.approx(26 / 28)
    # Two columns beside each border are equally steep.
    assert found["edge_share"] == pytest.approx(4 * 26 / 28**2)


def test_a_disc_falls_every_way_alike():
    rows, columns = np.mgrid[-20:21, -20:21]
    found = measured(np.where(np.hypot(rows, columns) < 12, 1000, 0))
    assert found["coherence"] == found["lean"] == pytest.approx(0, abs=1e-12)
    assert found["direction_entropy"] > 0.99


def test_what_a_cell_has_no_value_for_is_undefined():
    constant = measured(np.full((20, 20), 500))
    assert constant["steepness"] == constant["edge_share"] == constant["edge_fluorescence"] == 0
    assert np.isnan([constant[name] for name in NAMES if name not in {*NAMES[:1], *NAMES[2:5]}]).all()
    assert np.isnan([measured(np.zeros((20, 20)))[name] for name in ("steepness", "edge_fluorescence")]).all()
    assert np.isnan(FAMILY.compute(one_cell(np.array([[7]])))).all()
    assert all(spec.undefined == 0.0 for spec in FAMILY.specs)
