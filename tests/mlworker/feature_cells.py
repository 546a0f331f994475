"""Cells to measure: drawn fields, single cells made by hand, and the same cells turned or mirrored."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from mlworker.fields import CellField, Field
from quorum.synthesis.cell_lines import CELL_LINES
from quorum.synthesis.fields import draw_field


@lru_cache
def drawn_cells(*codes: int, size: int = 256, seed: int = 0) -> CellField:
    """Return a drawn field whose protein shows `codes`, with the true masks."""
    field = draw_field(
        codes=codes or (201,),
        cell_line=CELL_LINES[seed % len(CELL_LINES)],
        size=size,
        bit_depth=16,
        rng=np.random.default_rng(seed),
        field_of_view_um=size * 0.16,
    )
    found = np.unique(field.cell_mask)
    cells = np.searchsorted(found, field.cell_mask).astype(np.int32)
    nuclei = np.where(field.nucleus_mask == field.cell_mask, cells, 0).astype(np.int32)
    return CellField(Field(field.channels["green"], {"nucleus": field.channels["blue"]}), cells, nuclei)


def one_cell(
    protein: np.ndarray, inside: np.ndarray | None = None, nucleus: np.ndarray | None = None
) -> CellField:
    """Return a field with one cell, which fills the field if `inside` is not given, and maybe a nucleus."""
    plane = np.ascontiguousarray(protein).astype(np.uint16)
    cells = np.ones(plane.shape, np.int32) if inside is None else inside.astype(np.int32)
    nuclei = np.zeros(plane.shape, np.int32) if nucleus is None else nucleus.astype(np.int32)
    return CellField(Field(plane, {"nucleus": np.zeros_like(plane)}), cells, nuclei)


def changed(cells: CellField, change: Callable[[np.ndarray], np.ndarray]) -> CellField:
    """Return the field with `change` done to its planes and masks alike."""
    field = cells.field
    references = {name: np.ascontiguousarray(change(plane)) for name, plane in field.references.items()}
    return CellField(
        Field(np.ascontiguousarray(change(field.protein)), references, field.pixel_um),
        np.ascontiguousarray(change(cells.cells)),
        np.ascontiguousarray(change(cells.nuclei)),
    )


def even_boxes(cells: CellField, side: int) -> CellField:
    """Return each cell shrunk until its bounding box is a multiple of `side`, so that blocks survive a turn."""
    kept = np.zeros_like(cells.cells)
    for number, (top, bottom, left, right) in enumerate(cells.boxes.tolist(), start=1):
        box = np.s_[top : bottom - (bottom - top) % side, left : right - (right - left) % side]
        kept[box] = np.where(cells.cells[box] == number, number, kept[box])
    return CellField(cells.field, kept, np.where(kept > 0, cells.nuclei, 0).astype(np.int32))


def with_other_surroundings(cells: CellField, number: int) -> tuple[CellField, CellField]:
    """Return the one cell with its surroundings, and again with noise in their place and moved by 3 pixels."""
    own = cells.cells == number
    noise = np.random.default_rng(5).integers(0, 60000, own.shape).astype(np.uint16)
    nucleus = own & (cells.nuclei == number)
    here = one_cell(cells.field.protein, own, nucleus)
    noisy = one_cell(np.where(own, cells.field.protein, noise), own, nucleus)
    return here, changed(noisy, lambda plane: np.pad(plane, ((3, 0), (0, 3))))


def quarter_turn(plane: np.ndarray) -> np.ndarray:
    """Return the plane turned by 90 degrees."""
    return np.rot90(plane)


def mirror(plane: np.ndarray) -> np.ndarray:
    """Return the plane with left and right exchanged."""
    return np.fliplr(plane)
