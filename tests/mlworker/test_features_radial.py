"""The radial distribution follows the protein from the nucleus to the cell's edge."""

import numpy as np
import pytest
from cp_measure.core.measureobjectintensitydistribution import get_radial_distribution

from mlworker.features.cutouts import Cutout, cutouts
from mlworker.features.radial import FAMILY, NAMES, RINGS, places, radial_distribution
from quorum.domain.channel_roles import NUCLEUS
from tests.mlworker.feature_cells import (
    one_cell,
)

ROWS, COLUMNS = np.mgrid[-30:31, -30:31]
FROM_MIDDLE = np.hypot(ROWS, COLUMNS)
DISC, MIDDLE = FROM_MIDDLE < 28, FROM_MIDDLE < 8


def measured(protein: np.ndarray, inside: np.ndarray = DISC, nucleus: np.ndarray = MIDDLE) -> dict[str, float]:
    """Return the features of one round cell at full resolution."""
    found = radial_distribution(Cutout(np.where(inside, protein, 0.0), inside, nucleus))
    return dict(zip(NAMES, found.tolist(), strict=True))


def test_there_are_17_features_that_need_a_nucleus():
    assert len(FAMILY.specs) == len(NAMES) == 17
    assert all(spec.reference == NUCLEUS for spec in FAMILY.specs)


def test_places_run_from_the_nucleus_to_the_edge():
    place = places(DISC, MIDDLE)
    assert np.isnan(place[MIDDLE]).all()
    assert np.isnan(place[~DISC]).all()
    line = place[30, 38:58]
    assert (np.diff(line) > 0).all()
    assert 0 < line[0] < 0.04
    assert 0.96 < line[-1] < 1


def test_even_protein_fills_rings_by_their_area():
    found = measured(np.full(DISC.shape, 40.0))
    assert [found[f"mean.{ring}"] for ring in range(1, 6)] == pytest.approx([1] * 5)
    assert [found[f"variation.{ring}"] for ring in range(1, 6)] == pytest.approx([0] * 5)
    assert sum(found[f"share.{ring}"] for ring in range(1, 6)) == pytest.approx(1)
    assert found["position"] == pytest.approx(0)


def test_protein_at_the_nucleus_or_at_the_edge_shows_in_the_first_or_last_ring():
    perinuclear = measured(np.where(FROM_MIDDLE < 12, 100.0, 0.0))
    assert perinuclear["share.1"] == pytest.approx(1)
    assert perinuclear["position"] < -0.4
    membrane = measured(np.where(FROM_MIDDLE > 24, 100.0, 0.0))
    assert membrane["share.5"] == pytest.approx(1)
    assert membrane["mean.5"] > 2
    assert membrane["position"] > 0.25


def test_protein_in_the_nucleus_does_not_count():
    protein = np.where(MIDDLE, 5000.0, 40.0)
    assert measured(protein) == measured(np.full(DISC.shape, 40.0))


def test_protein_on_one_side_varies_by_sector():
    one_sided = measured(np.where(COLUMNS > 0, 100.0, 0.0))
    assert one_sided["variation.3"] > 0.8


def test_rings_agree_with_cp_measure_around_a_nucleus_of_one_pixel():
    rng = np.random.default_rng(2)
    protein = 200 + 3 * FROM_MIDDLE + 2 * COLUMNS + rng.normal(0, 5, DISC.shape)
    cutout = Cutout(np.where(DISC, protein, 0.0), DISC, FROM_MIDDLE == 0)
    ours = radial_distribution(cutout, rings=4)[:12].reshape(3, 4)
    theirs = get_radial_distribution(DISC.astype(np.int32), protein, bin_count=4)
    for row, kind, tolerance in zip(ours, ("FracAtD", "MeanFrac", "RadialCV"), (0.02, 0.02, 0.03), strict=True):
        expected = [float(value[0]) for name, value in theirs.items() if kind in name][:4]
        np.testing.assert_allclose(row, expected, atol=tolerance)


def test_without_nucleus_cytoplasm_or_protein_there_is_no_distribution():
    plane = np.full((30, 30), 50)
    everywhere = np.ones((30, 30), dtype=bool)
    assert np.isnan(FAMILY.compute(one_cell(plane))).all()
    assert np.isnan(FAMILY.compute(one_cell(plane, nucleus=everywhere))).all()
    assert np.isnan(list(measured(np.zeros(DISC.shape)).values())).all()
    assert np.isnan(FAMILY.compute(one_cell(np.array([[7]]), nucleus=np.array([[1]])))).all()
    assert all(spec.undefined == 0.0 for spec in FAMILY.specs)


def test_a_ring_without_pixels_has_no_share_and_no_mean():
    nucleus = np.zeros((9, 9), dtype=bool)
    nucleus[1:-1, 1:-1] = True
    (cutout,) = cutouts(one_cell(np.full((9, 9), 50), nucleus=nucleus))
    shares, means = radial_distribution(cutout)[: 2 * RINGS].reshape(2, RINGS)
    assert shares.sum() == pytest.approx(1)
    assert (shares == 0).sum() > 0
    np.testing.assert_array_equal(np.isnan(means), shares == 0)
