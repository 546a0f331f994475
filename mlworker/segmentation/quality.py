"""How well a segmentation went: counts, coverage, contrast, and warnings with stable codes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from mlworker.fields import CellField
from mlworker.segmentation.nuclei import Nuclei
from mlworker.segmentation.scale import pixel_um_of
from quorum.domain.channel_roles import NUCLEUS

FEWEST = 3
LEAST_CONTRAST = 0.4
MOST_SATURATED = 0.02


class Caution(StrEnum):
    """What may be wrong with a segmentation; the codes never change."""

    NO_CELLS = "no_cells"
    FEW_CELLS = "few_cells"
    LOW_CONTRAST = "low_contrast"
    SATURATED = "saturated"
    MOSTLY_AT_EDGE = "mostly_at_edge"
    PIXEL_SIZE_ASSUMED = "pixel_size_assumed"


@dataclass(frozen=True)
class Quality:
    """How well a segmentation went.

    `cells` were kept; `at_edge`, `too_small`, `too_large` and `too_faint` count nuclei that were dropped.
    `covered` is the share of the field inside cells, `median_um2` the median area of a cell (0 without one).
    `contrast` is how far nuclei stand out from what is around them, (inside - outside) / (inside + outside),
    None without a nucleus channel. `pixel_um` is the pixel size that was used.
    """

    cells: int
    at_edge: int
    too_small: int
    too_large: int
    too_faint: int
    covered: float
    median_um2: float
    contrast: float | None
    pixel_um: float
    warnings: tuple[Caution, ...]


def measure_quality(found: CellField, nuclei: Nuclei | None, at_edge: int) -> Quality:
    """Measure a segmentation; `nuclei` are those found, None without their channel, `at_edge` were dropped."""
    pixel_um = pixel_um_of(found.field)
    areas = np.bincount(found.cells.ravel(), minlength=1)
    return Quality(
        cells=found.count,
        at_edge=at_edge,
        too_small=nuclei.too_small if nuclei else 0,
        too_large=nuclei.too_large if nuclei else 0,
        too_faint=nuclei.too_faint if nuclei else 0,
        covered=float(areas[1:].sum() / max(areas.sum(), 1)),
        median_um2=float(np.median(areas[1:])) * pixel_um**2 if found.count else 0.0,
        contrast=nuclei.contrast if nuclei else None,
        pixel_um=pixel_um,
        warnings=tuple(_cautions(found, nuclei, at_edge)),
    )


def _cautions(found: CellField, nuclei: Nuclei | None, at_edge: int) -> list[Caution]:
    cautions = []
    if found.field.pixel_um is None:
        cautions.append(Caution.PIXEL_SIZE_ASSUMED)
    if nuclei is None:
        return cautions
    if not found.count:
        cautions.append(Caution.NO_CELLS)
    elif found.count < FEWEST:
        cautions.append(Caution.FEW_CELLS)
    if at_edge > found.count:
        cautions.append(Caution.MOSTLY_AT_EDGE)
    if nuclei.contrast < LEAST_CONTRAST:
        cautions.append(Caution.LOW_CONTRAST)
    plane = found.field.references[NUCLEUS]
    if (plane == np.iinfo(plane.dtype).max).mean() > MOST_SATURATED:
        cautions.append(Caution.SATURATED)
    return cautions
