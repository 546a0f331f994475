"""What must not matter to a family: which way a cell lies, what surrounds it, and for some how bright it is."""

import numpy as np
import pytest

from mlworker.features import (
    background,
    edges,
    granularity,
    intensities,
    objects,
    overlap,
    radial,
    regions,
    zernike,
)
from mlworker.features.extended import EXTENDED
from tests.mlworker.feature_cells import (
    changed,
    drawn_cells,
    even_boxes,
    mirror,
    quarter_turn,
    with_other_surroundings,
)
from tests.mlworker.protein_cells import assert_alike, assert_invariant, drawn_field
from tests.mlworker.protein_cells import changed as changed_field


@pytest.mark.parametrize(
    ("family", "code", "seed"),
    [
        (objects.FAMILY, 203, 4),
        (objects.FAMILY, 233, 5),
        (regions.FAMILY, 222, 4),
        (regions.FAMILY, 131, 7),
        (background.FAMILY, 211, 4),
        (overlap.FAMILY, 203, 4),
        (intensities.FAMILY, 222, 4),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_turns_mirrors_and_neighbours_change_nothing(family, code, seed):
    assert_invariant(family, drawn_field(code, seed=seed))


@pytest.mark.parametrize("change", [quarter_turn, mirror])
@pytest.mark.parametrize(
    ("family", "side", "relative", "absolute"),
    [
        (edges.FAMILY, 4, 1e-9, 1e-12),
        (granularity.FAMILY, 8, 1e-6, 1e-9),
        (radial.FAMILY, 2, 1e-9, 1e-12),
        (zernike.FAMILY, 1, 1e-8, 1e-10),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_turning_or_mirroring_a_cell_of_whole_blocks_changes_nothing(family, side, relative, absolute, change):
    cells = even_boxes(drawn_cells(), side)
    before, after = family.compute(cells), family.compute(changed(cells, change))
    np.testing.assert_allclose(after, before, rtol=relative, atol=absolute)


@pytest.mark.parametrize("family", EXTENDED, ids=lambda family: family.name)
def test_what_surrounds_a_cell_does_not_matter(family):
    here, elsewhere = with_other_surroundings(drawn_cells(), 1)
    # Zernike's products of matrices are rounded by where in memory the plane lies.
    relative = 1e-9 if family is zernike.FAMILY else 0.0
    np.testing.assert_allclose(family.compute(elsewhere), family.compute(here), rtol=relative)


@pytest.mark.parametrize(
    "family", [objects.FAMILY, regions.FAMILY, background.FAMILY], ids=lambda family: family.name
)
def test_gain_changes_nothing(family):
    cells = drawn_field(203, seed=2, divided_by=8)
    brighter = changed_field(cells, masks=lambda mask: mask, planes=lambda plane: plane * np.uint16(7))
    assert_alike(family, cells, brighter)
