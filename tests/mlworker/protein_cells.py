"""Drawn fields with all channels, thresholds by other software, and families compared on changed fields."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import lru_cache

import numpy as np
from skimage.filters import threshold_otsu

from mlworker.features.family import Family
from mlworker.fields import CellField, Field
from quorum.synthesis.cell_lines import CELL_LINES
from quorum.synthesis.fields import draw_field

THRESHOLDS = ("otsu", "otsu2")


@lru_cache
def drawn_field(*codes: int, size: int = 256, seed: int = 0, divided_by: int = 1) -> CellField:
    """Return a drawn field with all channels and its true masks, 16 bits, its brightness divided."""
    drawn = draw_field(
        codes=codes,
        cell_line=CELL_LINES[seed % len(CELL_LINES)],
        size=size,
        bit_depth=16,
        rng=np.random.default_rng(seed),
        field_of_view_um=size * 0.16,
    )
    cells = np.searchsorted(np.unique(drawn.cell_mask), drawn.cell_mask).astype(np.int32)
    nuclei = np.where(drawn.nucleus_mask == drawn.cell_mask, cells, 0).astype(np.int32)
    planes = {name: (plane // divided_by).astype(np.uint16) for name, plane in drawn.channels.items()}
    references = {"nucleus": planes["blue"], "microtubules": planes["red"], "er": planes["yellow"]}
    return CellField(Field(planes["green"], references), cells, nuclei)


def one_cell(protein, inside=None, nucleus=None, **references) -> CellField:
    """Return a field with one cell, the whole field unless `inside` says otherwise."""
    plane = np.asarray(protein).astype(np.uint16)
    own = np.ones(plane.shape, bool) if inside is None else inside
    none = np.zeros(plane.shape, bool)
    return CellField(
        Field(plane, {name: other.astype(np.uint16) for name, other in references.items()}),
        own.astype(np.int32),
        (none if nucleus is None else nucleus & own).astype(np.int32),
    )


def values_of(family: Family, cells: CellField) -> dict[str, np.ndarray]:
    """Return each feature's values (cells,) by its name after the family's."""
    found = family.compute(cells)
    assert found.shape == (cells.count, len(family.specs))
    assert not np.isinf(found).any()
    return {
        spec.name.removeprefix(f"{family.name}."): column
        for spec, column in zip(family.specs, found.T, strict=True)
    }


def changed(cells: CellField, *, masks: Callable, planes: Callable | None = None) -> CellField:
    """Return the field with its masks changed, and its planes in another way or the same."""
    of_planes = planes or masks
    references = {
        name: np.ascontiguousarray(of_planes(plane)) for name, plane in cells.field.references.items()
    }
    return CellField(
        Field(np.ascontiguousarray(of_planes(cells.field.protein)), references),
        np.ascontiguousarray(masks(cells.cells)),
        np.ascontiguousarray(masks(cells.nuclei)),
    )


def with_noise_outside(cells: CellField) -> CellField:
    """Return the field with noise in place of everything that is not a cell's."""
    rng = np.random.default_rng(9)

    def noisy(plane: np.ndarray) -> np.ndarray:
        return np.where(cells.cells > 0, plane, rng.integers(0, 65536, plane.shape)).astype(plane.dtype)

    return changed(cells, masks=lambda mask: mask, planes=noisy)


def without_neighbours(cells: CellField, number: int) -> CellField:
    """Return the field with one cell left."""
    return changed(cells, masks=lambda mask: (mask == number).astype(np.int32), planes=lambda plane: plane)


def assert_alike(family: Family, one: CellField, other: CellField, *, apart: Collection[str] = ()) -> None:
    """Assert that a family's values are the same for both fields, but for the features named `apart`."""
    before, after = values_of(family, one), values_of(family, other)
    for name in before.keys() - set(apart):
        np.testing.assert_allclose(after[name], before[name], rtol=1e-6, atol=1e-6, err_msg=name)


def assert_invariant(family: Family, cells: CellField) -> None:
    """Assert that turns, mirrors and what lies outside a cell change nothing."""
    assert_alike(family, cells, changed(cells, masks=np.rot90))
    assert_alike(family, cells, changed(cells, masks=np.fliplr))
    assert_alike(family, cells, changed(cells, masks=np.flipud))
    assert_alike(family, cells, with_noise_outside(cells))
    for number in range(1, cells.count + 1):
        alone = values_of(family, without_neighbours(cells, number))
        for name, column in values_of(family, cells).items():
            np.testing.assert_allclose(alone[name][0], column[number - 1], rtol=1e-9, atol=1e-9, err_msg=name)


def masks_above(plane: np.ndarray, inside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return a cell's pixels above Otsu's and the second Otsu threshold of scikit-image.

    It returns the middle of the bin that ends the lower class, of 256 between the extremes; ours is its edge.
    """
    masks, pixels = [], inside
    for _ in range(2):
        within = plane[pixels].astype(np.float64)
        if within.size == 0 or within.min() == within.max():
            pixels = np.zeros_like(inside)
        else:
            width = (within.max() - within.min()) / 256
            pixels = pixels & (plane >= threshold_otsu(within, nbins=256) + width / 2 - 1e-6)
        masks.append(pixels)
    return masks[0], masks[1]
