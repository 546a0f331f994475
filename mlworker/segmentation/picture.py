"""Masks as pictures: outlines of cells and nuclei over the field in dim false colours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from mlworker.fields import CellField, Labels, Pixels
from quorum.domain.channel_roles import ER, MICROTUBULES, NUCLEUS

CELL_COLOUR = (255, 255, 255)
NUCLEUS_COLOUR = (255, 200, 0)
DIM = 0.75
GAMMA = 0.7
BRIGHTEST = 0.997
# Share of red, green and blue that each channel lends.
TINTS = {MICROTUBULES: (0.8, 0.0, 0.0), ER: (0.35, 0.35, 0.0), NUCLEUS: (0.0, 0.15, 1.0)}
PROTEIN_TINT = (0.0, 0.7, 0.0)
CAPTION = 18
GAP = 4

Colours = NDArray[np.uint8]


def draw_masks(found: CellField, *, size: int | None = None) -> Image.Image:
    """Draw one field with the outlines of its cells (white) and nuclei (yellow).

    `size` is the longer side of the picture in pixels, that of the field by default; outlines are one
    pixel of the picture wide.
    """
    height, width = found.field.shape
    shrinking = min(1.0, (size or max(height, width)) / max(height, width))
    shape = max(1, round(height * shrinking)), max(1, round(width * shrinking))
    picture = np.asarray(Image.fromarray(composite(found)).resize(shape[::-1], Image.Resampling.BOX)).copy()
    rows = (np.arange(shape[0]) * height) // shape[0]
    columns = (np.arange(shape[1]) * width) // shape[1]
    for mask, colour in ((found.cells, CELL_COLOUR), (found.nuclei, NUCLEUS_COLOUR)):
        picture[outlines(mask[np.ix_(rows, columns)])] = colour
    return Image.fromarray(picture)


def composite(found: CellField) -> Colours:
    """Return the field in dim false colours, (height, width, 3), each channel stretched on its own."""
    total = np.zeros((*found.field.shape, 3), dtype=np.float32)
    planes = [(found.field.references[name], TINTS[name]) for name in TINTS if name in found.field.references]
    for plane, tint in planes or [(found.field.protein, PROTEIN_TINT)]:
        total += _stretched(plane)[..., None] * np.asarray(tint, dtype=np.float32)
    return np.asarray(np.rint(np.clip(total * DIM, 0, 1) * 255), dtype=np.uint8)


def outlines(labels: Labels) -> NDArray[np.bool_]:
    """Return the pixels of objects that border on another object or on none, to the right or below."""
    edge = np.zeros(labels.shape, dtype=np.bool_)
    edge[:, :-1] |= labels[:, :-1] != labels[:, 1:]
    edge[:-1] |= labels[:-1] != labels[1:]
    return edge


def contact_sheet(tiles: Sequence[tuple[str, CellField]], *, columns: int = 5, tile: int = 360) -> Image.Image:
    """Lay fields with their masks out on a page, row by row, each over its caption."""
    rows = -(-len(tiles) // columns)
    step_x, step_y = tile + GAP, tile + CAPTION + GAP
    page = Image.new("RGB", (columns * step_x + GAP, rows * step_y + GAP), "white")
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(size=13)
    for number, (caption, found) in enumerate(tiles):
        row, column = divmod(number, columns)
        corner = GAP + column * step_x, GAP + row * step_y
        page.paste(draw_masks(found, size=tile), corner)
        pen.text((corner[0] + 2, corner[1] + tile + 1), caption, fill="black", font=font)
    return page


def _stretched(plane: Pixels) -> NDArray[np.float32]:
    floor, ceiling = np.quantile(plane, [0.01, BRIGHTEST])
    share = np.clip((plane.astype(np.float32) - floor) / max(ceiling - floor, 1.0), 0, 1)
    return np.asarray(share**GAMMA, dtype=np.float32)
