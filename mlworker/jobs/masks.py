"""Pictures of the cells that the segmentation finds, to look at before anything is measured."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mlworker.fields import CellField
from mlworker.jobs.images import FieldSource
from mlworker.segmentation import SegmentationConfig, segment
from mlworker.segmentation.picture import contact_sheet, draw_masks

SHEET = "contact_sheet.png"


def draw_mask_pictures(
    sources: Sequence[FieldSource], output: Path, config: SegmentationConfig | None = None
) -> None:
    """Write one PNG picture per field and a contact sheet of all; raises what `load` raises."""
    output.mkdir(parents=True, exist_ok=True)
    tiles: list[tuple[str, CellField]] = []
    for source in sources:
        cells = segment(source.load(), config or SegmentationConfig()).cells
        draw_masks(cells).save(output / f"{source.identifier}.png")
        tiles.append((f"{source.identifier}: {cells.count}", cells))
    contact_sheet(tiles).save(output / SHEET)
