"""Skeletons follow the paper's conditions, and their features tell lines from blobs."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import ndimage
from skimage.morphology import skeletonize as reference

from mlworker.features.components import find_protein
from mlworker.features.cutouts import cutouts
from mlworker.features.skeleton import (
    FAMILY,
    NAMES,
    SCALE,
    hull_area,
    knots,
    skeleton_statistics,
    skeletonize,
)
from tests.mlworker.feature_cells import (
    changed,
    drawn_cells,
    even_boxes,
    mirror,
    one_cell,
    quarter_turn,
)


def drawn(*rows: str) -> np.ndarray:
    """Return a mask from rows of text: # is set."""
    return np.array([[letter == "#" for letter in row] for row in rows])


def measured(mask: np.ndarray) -> dict[str, float]:
    """Return the features of a cell that fills the field, bright where the mask is."""
    (cutout,) = cutouts(one_cell(np.where(mask, 1000, 10)))
    return dict(zip(NAMES, skeleton_statistics(cutout, 500.0).tolist(), strict=True))


def thinned_as_published(mask: np.ndarray) -> np.ndarray:
    """Return the skeleton by the paper's conditions, pixel by pixel."""
    left = np.pad(mask, 1)
    taken = True
    while taken:
        taken = False
        for first_pass in (True, False):
            gone = []
            for y, x in zip(*np.nonzero(left), strict=True):
                p2, p3, p4 = left[y - 1, x], left[y - 1, x + 1], left[y, x + 1]
                p5, p6, p7 = left[y + 1, x + 1], left[y + 1, x], left[y + 1, x - 1]
                p8, p9 = left[y, x - 1], left[y - 1, x - 1]
                around = [p2, p3, p4, p5, p6, p7, p8, p9, p2]
                rises = sum(not one and other for one, other in pairwise(around))
                open_sides = (
                    not (p2 and p4 and p6) and not (p4 and p6 and p8)
                    if first_pass
                    else not (p2 and p4 and p8) and not (p2 and p6 and p8)
                )
                if 2 <= sum(around[:8]) <= 6 and rises == 1 and open_sides:
                    gone.append((y, x))
            taken = taken or bool(gone)
            for place in gone:
                left[place] = False
    return left[1:-1, 1:-1]


@pytest.mark.parametrize("smoothness", [0, 1, 3])
def test_skeletons_follow_the_papers_conditions(smoothness):
    noise = np.random.default_rng(smoothness).normal(size=(50, 60))
    mask = ndimage.gaussian_filter(noise, smoothness) > 0
    np.testing.assert_array_equal(skeletonize(mask), thinned_as_published(mask))


@pytest.mark.parametrize("codes", [(201,), (102, 231)])
def test_skeletons_of_drawn_proteins_run_where_scikit_images_do(codes):
    cells = drawn_cells(*codes)
    for cutout, threshold in zip(cutouts(cells, SCALE), find_protein(cells).thresholds[0], strict=True):
        mask = cutout.inside & (cutout.protein >= threshold)
        ours, theirs = skeletonize(mask), reference(mask)
        near_ours = ndimage.binary_dilation(ours, np.ones((5, 5)))
        assert (theirs & ~near_ours).sum() <= 0.03 * theirs.sum()
        assert ours.sum() == pytest.approx(theirs.sum(), rel=0.15, abs=3)


def test_a_cross_has_one_branch_and_four_ends():
    cross = np.zeros((21, 21), dtype=bool)
    cross[10, 2:19] = cross[2:19, 10] = True
    assert knots(skeletonize(cross)) == (1, 4)


def test_a_hull_goes_around_the_corners_of_pixels():
    assert hull_area(drawn(".....", ".#...", ".....")) == 1
    assert hull_area(drawn("####")) == 4
    assert hull_area(drawn("#...", "....", "...#")) == 6
    assert hull_area(drawn("...")) == 0


def test_a_line_lies_on_its_skeleton_and_a_disc_does_not():
    line = np.zeros((41, 41), dtype=bool)
    line[20, 5:36] = True
    rows, columns = np.mgrid[-20:21, -20:21]
    disc = np.hypot(rows, columns) < 12
    thin, round_ = measured(line), measured(disc)
    assert thin["area_share"] == thin["fluorescence_share"] == 1
    assert thin["hull_share"] == pytest.approx(1)
    assert thin["length"] == thin["longest"] == thin["mean_length"] == pytest.approx(31 / 41)
    assert round_["area_share"] < 0.1
    assert round_["cell_fluorescence_share"] < round_["fluorescence_share"] < 0.1


def test_lengths_are_of_all_of_the_longest_and_of_the_mean_object():
    lines = np.zeros((40, 40), dtype=bool)
    lines[5, 5:35] = lines[15, 5:15] = True
    found = measured(lines)
    assert found["length"] == pytest.approx(40 / 40)
    assert found["longest"] == pytest.approx(30 / 40)
    assert found["mean_length"] == pytest.approx(20 / 40)
    assert found["longest_hull_share"] == pytest.approx(1)
    assert found["hull_share"] < 1
    assert found["ends"] == 4 / 40


@pytest.mark.parametrize("change", [quarter_turn, mirror])
def test_turning_or_mirroring_a_cell_changes_little(change):
    cells = even_boxes(drawn_cells(), 2)
    before, after = FAMILY.compute(cells), FAMILY.compute(changed(cells, change))
    assert np.median(np.abs(after - before) / (np.abs(before) + 0.01)) < 0.1


def test_a_constant_cell_and_one_pixel_have_no_skeleton():
    assert np.isnan(FAMILY.compute(one_cell(np.full((20, 20), 300)))).all()
    assert np.isnan(FAMILY.compute(one_cell(np.array([[7]])))).all()
    assert all(spec.undefined == 0.0 for spec in FAMILY.specs)


def test_what_thinning_leaves_nothing_of_has_no_branches():
    square = np.zeros((20, 20), dtype=bool)
    square[5:7, 5:7] = True
    found = measured(square)
    assert found["length"] == found["area_share"] == 0
    assert np.isnan([found[name] for name in ("hull_share", "longest_hull_share", "branches", "ends")]).all()
