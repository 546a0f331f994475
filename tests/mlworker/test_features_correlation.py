"""Mutual information and correlation with the reference channels, against numpy."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from mlworker.features.correlation import BINS, FAMILY, MEASURES, SCALES
from mlworker.fields import CellField, Field
from quorum.domain.channel_roles import REFERENCES
from tests.mlworker.textured_cells import textured_field


def measured(cells: CellField) -> NDArray[np.float64]:
    """Return (cells, references, scales, numbers of bins, measures)."""
    shape = (cells.count, len(REFERENCES), len(SCALES), len(BINS), len(MEASURES))
    return FAMILY.compute(cells).reshape(shape)


def values_in(cells: CellField, plane: NDArray[np.uint16], cell: int, scale: int) -> NDArray[np.float64]:
    """Return the cell's values in blocks of `scale` from the corner of its box, at least half its own."""
    top, bottom, left, right = cells.boxes[cell - 1]
    means = []
    for row in range(top, bottom, scale):
        for column in range(left, right, scale):
            # A block ends with the box: the next cell's pixels are not this one's anyway.
            block = np.s_[row : min(row + scale, bottom), column : min(column + scale, right)]
            own = plane[block][cells.cells[block] == cell]
            if 2 * own.size >= scale * scale:
                means.append(own.mean())
    return np.array(means)


def information_in_bits(joint: NDArray[np.float64]) -> float:
    p = joint / joint.sum()
    apart = p.sum(axis=1, keepdims=True) * p.sum(axis=0, keepdims=True)
    return float((p[p > 0] * np.log2(p[p > 0] / apart[p > 0])).sum())


@pytest.mark.parametrize(("seed", "bits"), [(21, 16), (22, 8)])
def test_both_measures_equal_those_of_numpys_joint_histogram(seed: int, bits: int) -> None:
    cells = textured_field(seed, bits=bits)
    found = measured(cells)
    for cell in range(1, cells.count + 1):
        for r, reference in enumerate(REFERENCES):
            for s, scale in enumerate(SCALES):
                x = values_in(cells, cells.field.protein, cell, scale)
                y = values_in(cells, cells.field.references[reference], cell, scale)
                for b, bins in enumerate(BINS):
                    joint, _, _ = np.histogram2d(x, y, bins=bins)
                    i, j = np.indices(joint.shape)
                    pairs = np.repeat(np.stack([i.ravel(), j.ravel()]), joint.ravel().astype(int), axis=1)
                    expected = information_in_bits(joint), np.corrcoef(pairs)[0, 1]
                    np.testing.assert_allclose(found[cell - 1, r, s, b], expected, rtol=1e-6, atol=1e-9)


def test_a_channel_goes_wholly_with_itself_and_with_its_negative() -> None:
    cells = textured_field(23)
    plane = cells.field.protein
    pair = {"nucleus": plane.copy(), "microtubules": np.uint16(65535) - plane, "er": plane // 2}
    found = measured(CellField(Field(plane, pair), cells.cells, cells.nuclei))
    np.testing.assert_allclose(found[:, 0, ..., 1], 1.0)
    assert (found[:, 1, ..., 1] < -0.95).all()
    x = values_in(cells, plane, 1, 1)
    shares = np.histogram(x, bins=128)[0] / len(x)
    entropy = -(shares[shares > 0] * np.log2(shares[shares > 0])).sum()
    assert found[0, 0, 0, -1, 0] == pytest.approx(entropy)


def test_a_constant_channel_tells_nothing_and_has_no_correlation() -> None:
    mask = np.zeros((20, 20), dtype=np.int32)
    mask[2:18, 2:18] = 1
    rng = np.random.default_rng(24)
    planes = {name: rng.integers(0, 999, mask.shape).astype(np.uint16) for name in REFERENCES}
    found = measured(
        CellField(Field(np.full(mask.shape, 3, dtype=np.uint16), planes), mask, np.zeros_like(mask))
    )
    np.testing.assert_allclose(found[..., 0], 0.0, atol=1e-12)
    assert np.isnan(found[..., 1]).all()


def test_a_cell_of_one_pixel_fills_no_block() -> None:
    mask = np.zeros((6, 6), dtype=np.int32)
    mask[3, 3] = 1
    plane = np.arange(36, dtype=np.uint16).reshape(6, 6)
    found = measured(CellField(Field(plane, dict.fromkeys(REFERENCES, plane)), mask, np.zeros_like(mask)))
    assert (found[:, :, 0, :, 0] == 0).all()
    assert np.isnan(found[:, :, 1]).all()


def test_references_that_a_field_lacks_are_not_measured_and_the_others_stay_the_same() -> None:
    cells = textured_field(25)
    er_alone = Field(cells.field.protein, {"er": cells.field.references["er"]})
    found = measured(CellField(er_alone, cells.cells, cells.nuclei))
    assert np.isnan(found[:, :2]).all()
    np.testing.assert_array_equal(found[:, 2], measured(cells)[:, 2])
