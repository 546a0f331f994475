"""Local binary patterns equal scikit-image's inside the cell, and see the cell alone."""

import numpy as np
import pytest
from mahotas.features import _lbp, lbp
from scipy import ndimage
from skimage.feature import local_binary_pattern

from mlworker.features.cutouts import Cutout, cutouts
from mlworker.features.patterns import FAMILY, RING1, RING2, Ring, pattern_counts
from tests.mlworker.feature_cells import (
    changed,
    drawn_cells,
    even_boxes,
    mirror,
    one_cell,
    quarter_turn,
)

RING1_PART, RING2_PART = np.s_[:, :36], np.s_[:, 36:]


def inner(inside: np.ndarray, ring: Ring) -> np.ndarray:
    """Return the pixels of which all that the ring reads lie in the cell."""
    footprint = np.zeros((2 * ring.reach + 1, 2 * ring.reach + 1), dtype=bool)
    footprint[ring.reach, ring.reach] = True
    footprint[tuple(ring.reach + ring.corners.reshape(-1, 2).T)] = True
    return ndimage.binary_erosion(inside, footprint)


def darker_or_equal(cutout: Cutout, points: int, radius: int, method: str) -> np.ndarray:
    """Return scikit-image's code of the negative, in which equal points count as darker in the original."""
    negative = (65535 - cutout.protein).astype(np.uint16)
    return local_binary_pattern(negative, points, radius, method=method).astype(np.int64)


def test_there_are_36_turned_patterns_and_18_uniform_ones():
    assert len(RING1.names) == len(lbp(np.eye(5), 1, 8)) == 36
    assert len(RING2.names) == 18
    assert len({spec.name for spec in FAMILY.specs}) == len(FAMILY.specs) == 54


def test_codes_are_grouped_as_mahotas_groups_them():
    codes = np.arange(256, dtype=np.uint32)
    grouped = np.array([int(name, 2) for name in RING1.names])[RING1.patterns]
    np.testing.assert_array_equal(grouped, _lbp.map(codes, 8))


@pytest.mark.parametrize("codes", [(201,), (102, 231)])
def test_counts_of_ring1_equal_scikit_image_inside_the_cell(codes):
    for cutout in cutouts(drawn_cells(*codes)):
        found = darker_or_equal(cutout, 8, 1, "ror")[inner(cutout.inside, RING1)]
        brighter = RING1.patterns[255 - found]
        np.testing.assert_array_equal(pattern_counts(cutout, RING1), np.bincount(brighter, minlength=36))


def test_counts_of_ring2_equal_scikit_image_inside_the_cell():
    for cutout in cutouts(drawn_cells()):
        found = darker_or_equal(cutout, 16, 2, "uniform")[inner(cutout.inside, RING2)]
        brighter = np.where(found == 17, 17, 16 - found)
        np.testing.assert_array_equal(pattern_counts(cutout, RING2), np.bincount(brighter, minlength=18))


def test_a_quarter_turn_changes_nothing():
    cells = even_boxes(drawn_cells(), 2)
    np.testing.assert_array_equal(FAMILY.compute(changed(cells, quarter_turn)), FAMILY.compute(cells))


def test_a_mirror_changes_nothing_in_uniform_patterns_and_exchanges_the_others():
    cells = even_boxes(drawn_cells(), 2)
    before, after = FAMILY.compute(cells), FAMILY.compute(changed(cells, mirror))
    np.testing.assert_array_equal(after[RING2_PART], before[RING2_PART])
    np.testing.assert_array_equal(np.sort(after[RING1_PART]), np.sort(before[RING1_PART]))
    assert (after[RING1_PART] != before[RING1_PART]).any()


def test_shares_of_a_ring_sum_to_one():
    found = FAMILY.compute(drawn_cells())
    np.testing.assert_allclose(found[RING1_PART].sum(axis=1), 1)
    np.testing.assert_allclose(found[RING2_PART].sum(axis=1), 1)


def test_a_constant_cell_has_no_brighter_neighbour_anywhere():
    found = FAMILY.compute(one_cell(np.full((12, 12), 4321)))
    assert found[0, 0] == found[0, 36] == 1
    assert np.nansum(found) == 2


def test_a_cell_without_a_whole_circle_has_no_patterns():
    for cell in (one_cell(np.array([[7]])), one_cell(np.arange(40).reshape(2, 20))):
        assert np.isnan(FAMILY.compute(cell)).all()
    assert all(spec.undefined == 0.0 for spec in FAMILY.specs)
