"""Draws the demonstration's fields into a folder with a manifest, as a laboratory would hand them in."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from quorum.synthesis.cell_lines import CELL_LINES
from quorum.synthesis.fields import CHANNELS, draw_field
from quorum.synthesis.label_sets import draw_label_sets

MANIFEST = "manifest.csv"


@dataclass(frozen=True)
class FieldOrder:
    """One field to be drawn; `seed` and `number` decide everything that is random about it."""

    number: int
    codes: tuple[int, ...]
    size: int
    seed: int
    folder: Path
    prefix: str = "drawn"

    @property
    def external_id(self) -> str:
        """The name of the field in the manifest."""
        return f"{self.prefix}-{self.number:04d}"


def draw_demo_images(
    folder: Path, *, fields: int, size: int, seed: int, on_drawn: Callable[[], object]
) -> Path:
    """Draw fields with classes as frequent as in real collections, and their manifest; return its path."""
    label_sets = draw_label_sets(fields, rng=np.random.default_rng(seed))
    return draw_fields(folder, label_sets, size=size, seed=seed, on_drawn=on_drawn)


def draw_fields(
    folder: Path,
    label_sets: Sequence[Sequence[int]],
    *,
    size: int,
    seed: int,
    on_drawn: Callable[[], object],
    prefix: str = "drawn",
) -> Path:
    """Draw one field per set of classes and their manifest once; return the manifest's path.

    The manifest is written last: where it exists, the folder is complete and nothing is drawn.
    `on_drawn` is called after each field.
    """
    manifest = folder / MANIFEST
    if manifest.exists():
        return manifest
    folder.mkdir(parents=True, exist_ok=True)
    orders = [
        FieldOrder(number, tuple(codes), size, seed, folder, prefix)
        for number, codes in enumerate(label_sets, start=1)
    ]
    with ProcessPoolExecutor(max_workers=2) as pool:
        drawing = [pool.submit(_draw, order) for order in orders]
        for finished in as_completed(drawing):
            finished.result()
            on_drawn()
        rows = [future.result() for future in drawing]
    _write_manifest(manifest, rows)
    return manifest


def _draw(order: FieldOrder) -> dict[str, str]:
    rng = np.random.default_rng([order.seed, order.number])
    line = CELL_LINES[int(rng.integers(len(CELL_LINES)))]
    field = draw_field(codes=order.codes, cell_line=line, size=order.size, bit_depth=8, rng=rng)
    for channel in CHANNELS:
        Image.fromarray(field.channels[channel]).save(order.folder / f"{order.external_id}_{channel}.png")
    return {
        "external_id": order.external_id,
        **{f"location:{channel}": f"{order.external_id}_{channel}.png" for channel in CHANNELS},
        "metadata:antibody": f"DEMO{order.number:05d}",
        "metadata:cell_line": line.name,
        "pixel_size_um": f"{field.pixel_size_um:.4f}",
        "labels": "|".join(str(code) for code in field.codes),
    }


def _write_manifest(manifest: Path, rows: Sequence[dict[str, str]]) -> None:
    draft = manifest.with_suffix(".draft")
    with draft.open("w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    draft.replace(manifest)
