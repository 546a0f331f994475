"""From a field to its cells: the one way in."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numba import njit
from numpy.typing import NDArray

from mlworker.fields import CellField, Field, Labels
from mlworker.segmentation.cells import CellsConfig, bodies, grow_cells, voronoi_cells
from mlworker.segmentation.nuclei import Nuclei, NucleiConfig, at_edge, find_nuclei
from mlworker.segmentation.quality import Quality, measure_quality
from mlworker.segmentation.scale import enlarge, pixel_um_of, shrink
from quorum.domain.channel_roles import ER, MICROTUBULES, NUCLEUS


class Method(StrEnum):
    """How the cells of a field were found, by the channels that it has."""

    WATERSHED = "watershed"
    VORONOI = "voronoi"
    WHOLE_IMAGE = "whole_image"


@dataclass(frozen=True)
class SegmentationConfig:
    """How a field is segmented.

    `working_um` is the pixel size worked at: planes are averaged over whole numbers of pixels to come near
    it, and masks brought back. `scale` gives that number itself, 1 for full size.
    """

    working_um: float = 0.32
    scale: int | None = None
    nuclei: NucleiConfig = field(default_factory=NucleiConfig)
    cells: CellsConfig = field(default_factory=CellsConfig)

    def scale_for(self, pixel_um: float) -> int:
        """Return how many pixels a side are averaged into one."""
        return self.scale or max(1, round(self.working_um / pixel_um))


@dataclass(frozen=True)
class Segmented:
    """The cells of a field, how they were found, and how well."""

    cells: CellField
    method: Method
    quality: Quality


DEFAULT = SegmentationConfig()


def segment(field: Field, config: SegmentationConfig = DEFAULT) -> Segmented:
    """Find the cells of a field, numbered in reading order; no cell is an outcome, not an error.

    With a nucleus channel and microtubules or ER, or both: nuclei by active contour, cells by seeded
    watershed. With the nucleus channel alone: each nucleus and what is nearest to it. Without one: the whole
    image as a single cell that has no nucleus pixel. Cells whose nucleus touches the field's edge are dropped.
    """
    if NUCLEUS not in field.references:
        cells = np.ones(field.shape, dtype=np.int32)
        whole = CellField(field, cells, np.zeros_like(cells))
        return Segmented(whole, Method.WHOLE_IMAGE, measure_quality(whole, None, 0))
    pixel_um = pixel_um_of(field)
    scale = config.scale_for(pixel_um)
    working_um = pixel_um * scale
    nuclei = find_nuclei(shrink(field.references[NUCLEUS], scale), working_um, config.nuclei)
    cells, method = _cells(field, nuclei, scale, working_um, config.cells)
    cut = at_edge(nuclei.labels)
    numbers = _reading_order(cells, cut)
    full = [enlarge(numbers[mask], scale, field.shape) for mask in (cells, nuclei.labels)]
    # Outlines are voted on one by one: where they cross, the cell's counts.
    full[1][full[1] != full[0]] = 0
    found = CellField(field, *full)
    return Segmented(found, method, measure_quality(found, nuclei, len(cut)))


def _cells(
    field: Field, nuclei: Nuclei, scale: int, pixel_um: float, config: CellsConfig
) -> tuple[Labels, Method]:
    # Bodies too large for a nucleus keep their ground, so that neighbours do not grow into them.
    count = int(nuclei.labels.max(initial=0))
    seeds = np.where(nuclei.large, np.int32(count + 1), nuclei.labels)
    planes = [shrink(field.references[name], scale) for name in (MICROTUBULES, ER) if name in field.references]
    if planes:
        ground, mask = bodies(planes, pixel_um, config)
        cells, method = grow_cells(ground, mask, seeds, pixel_um, config), Method.WATERSHED
    else:
        cells, method = voronoi_cells(seeds, pixel_um, config.reach_um), Method.VORONOI
    return np.where(cells > count, np.int32(0), cells), method


def _reading_order(cells: Labels, dropped: NDArray[np.int32]) -> Labels:
    # The new number of each cell: 1, 2, 3 ... by its first pixel, 0 for those dropped.
    met = _in_order_met(cells, int(cells.max(initial=0)))
    met = met[~np.isin(met, dropped)]
    numbers = np.zeros(int(cells.max(initial=0)) + 1, dtype=np.int32)
    numbers[met] = np.arange(1, len(met) + 1)
    return numbers


@njit(cache=True, nogil=True)
def _in_order_met(labels: Labels, count: int) -> NDArray[np.int32]:
    known = np.zeros(count + 1, np.bool_)
    order = np.empty(count, np.int32)
    met = 0
    for row in range(labels.shape[0]):
        for column in range(labels.shape[1]):
            label = labels[row, column]
            if label and not known[label]:
                known[label] = True
                order[met] = label
                met += 1
    return order[:met]
