"""Cells and nuclei are found in drawn fields, where the truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from mlworker.fields import ER, MICROTUBULES, NUCLEUS, Field
from mlworker.segmentation import Method, segment
from mlworker.segmentation.agreement import agreement
from quorum.synthesis.cell_lines import CELL_LINES
from quorum.synthesis.fields import Field as Drawn
from quorum.synthesis.fields import draw_field

CHANNEL = {NUCLEUS: "blue", MICROTUBULES: "red", ER: "yellow"}


def draw(line: int, *, size: int = 512, depth: int = 8, seed: int = 0) -> Drawn:
    return draw_field(
        codes=(102,),
        cell_line=CELL_LINES[line],
        size=size,
        bit_depth=depth,
        rng=np.random.default_rng(seed),
    )


def as_field(drawn: Drawn, *roles: str) -> Field:
    references = {role: drawn.channels[CHANNEL[role]] for role in roles or tuple(CHANNEL)}
    return Field(drawn.channels["green"], references, drawn.pixel_size_um)


@pytest.mark.parametrize("line", range(len(CELL_LINES)), ids=[line.name for line in CELL_LINES])
def test_nuclei_and_cells_of_every_drawn_cell_line_are_found(line: int) -> None:
    drawn = draw(line)
    found = segment(as_field(drawn))
    assert found.method is Method.WATERSHED
    edges = np.concatenate([drawn.nucleus_mask[place] for place in ((0,), (-1,))], axis=None)
    edges = np.concatenate([edges, drawn.nucleus_mask[:, 0], drawn.nucleus_mask[:, -1]])
    whole = ~np.isin(drawn.nucleus_mask, edges)
    nuclei = agreement(found.cells.nuclei, np.where(whole, drawn.nucleus_mask, 0))
    assert nuclei.mean_iou > 0.9
    assert nuclei.f1 > 0.9
