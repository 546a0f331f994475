"""Cells of real fields: sane counts and coverage everywhere, and the given mask where there is one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from mlworker.fields import Field
from mlworker.segmentation import segment
from mlworker.segmentation.agreement import overlaps
from quorum.domain.channel_roles import ER, MICROTUBULES, NUCLEUS
from tests.real_data import real_data

STEPS = 10


def read(folder: Path, name: str) -> Field:
    red, green, blue, yellow = (
        np.asarray(Image.open(folder / f"{name}_{colour}.png")) for colour in ("red", "green", "blue", "yellow")
    )
    return Field(green, {NUCLEUS: blue, MICROTUBULES: red, ER: yellow})


def test_real_fields_have_sane_numbers_of_cells() -> None:
    folder = real_data("hpa_fields")
    names = sorted(path.name.removesuffix("_blue.png") for path in folder.glob("*_blue.png"))
    qualities = [segment(read(folder, name)).quality for name in names[::STEPS]]
    print([(quality.cells, round(quality.covered, 2)) for quality in qualities])
    for quality in qualities:
        assert 3 <= quality.cells <= 130
        assert 0.03 < quality.covered < 0.95
        assert 40 < quality.median_um2 < 3000
        assert quality.contrast is not None
        assert quality.contrast > 0.8


def test_a_field_at_full_size_agrees_with_its_given_mask() -> None:
    folder = real_data("hpa_fullres")
    path = next(folder.glob("*_predictedmask.png"))
    given = np.asarray(Image.open(path)).astype(np.int32)
    found = segment(read(folder, path.name.removesuffix("_predictedmask.png")))
    best = overlaps(found.cells.cells, given).max(axis=1)
    inside = (given > 0)[found.cells.cells > 0].mean()
    print(f"{found.cells.count} cells, IoU {np.round(best, 2)}, inside the given cells {inside:.3f}")
    assert 9 <= found.cells.count <= 15
    assert np.median(best) > 0.7
    assert inside > 0.9
