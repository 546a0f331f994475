"""Draws the pictures of the demonstration's field guide: every choice in five cell lines."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from quorum.projects.models import Project
from quorum.subjects.guide import Facts, add_files
from quorum.subjects.models import ReferenceImage
from quorum.synthesis.cell_lines import CELL_LINES, CellLine
from quorum.synthesis.classes import CELL_TO_CELL_VARIABILITY, CLASS_NAMES
from quorum.synthesis.fields import CHANNELS, draw_field
from quorum.synthesis.noise import ArtefactRates

PER_CHOICE = 5
# Pictures that teach are in focus and clean.
_CLEAN = ArtefactRates(defocus=0.0, debris=0.0, uneven_light=0.0, saturation=0.0, crosstalk=0.0)
# A class that says how others vary is drawn with one of them.
_COMPANIONS = {CELL_TO_CELL_VARIABILITY: (201,)}


@dataclass(frozen=True)
class PictureOrder:
    """One picture to be drawn; `seed`, class and cell line decide everything that is random about it."""

    code: int
    line: CellLine
    size: int
    seed: int
    folder: Path


@dataclass(frozen=True)
class DrawnPicture:
    """A picture on disk: one file per channel."""

    code: int
    cell_line: str
    paths: dict[str, Path]
    pixel_size_um: float


def missing_choices(project: Project) -> list[int]:
    """Return the classes that the generator knows and the guide has no picture of."""
    there = set(ReferenceImage.objects.filter(project=project).values_list("choice_code", flat=True).distinct())
    return [code for code in CLASS_NAMES if str(code) not in there]


def draw_guide(
    project: Project, *, codes: Sequence[int], size: int, seed: int, on_drawn: Callable[[], object]
) -> None:
    """Draw and store the pictures of these classes, class by class; what is there stays."""
    with tempfile.TemporaryDirectory(prefix="quorum-guide-") as folder:
        orders = [
            PictureOrder(code, line, size, seed, Path(folder))
            for code in codes
            for line in CELL_LINES[:PER_CHOICE]
        ]
        # One process beside the present one, which stores: the site is in use at the same time.
        with ProcessPoolExecutor(max_workers=1) as pool:
            for drawn in pool.map(_draw, orders):
                add_files(
                    project=project,
                    choice_code=str(drawn.code),
                    paths=drawn.paths,
                    facts=Facts(cell_line=drawn.cell_line, pixel_size_um=drawn.pixel_size_um),
                    actor=None,
                )
                on_drawn()


def _draw(order: PictureOrder) -> DrawnPicture:
    rng = np.random.default_rng([order.seed, order.code, CELL_LINES.index(order.line)])
    field = draw_field(
        codes=(*_COMPANIONS.get(order.code, ()), order.code),
        cell_line=order.line,
        size=order.size,
        bit_depth=8,
        rng=rng,
        rates=_CLEAN,
    )
    paths = {channel: order.folder / f"{order.code}_{order.line.name}_{channel}.png" for channel in CHANNELS}
    for channel, path in paths.items():
        Image.fromarray(field.channels[channel]).save(path)
    return DrawnPicture(order.code, order.line.name, paths, field.pixel_size_um)
