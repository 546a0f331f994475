"""Cells around nuclei: a seeded watershed on microtubules and ER, or the nuclei's neighbourhoods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlworker.fields import Labels
from mlworker.segmentation.distance import nearest
from mlworker.segmentation.nuclei import fill_holes
from mlworker.segmentation.outlines import even_out
from mlworker.segmentation.scale import Plane
from mlworker.segmentation.smoothing import smooth
from mlworker.segmentation.threshold import otsu, quantile
from mlworker.segmentation.watershed import flood

BACKGROUND = 0.01
"""Share of the pixels that are taken to show nothing, and as many to be as bright as cells get."""
FAINTEST = np.float32(0.01)


@dataclass(frozen=True)
class CellsConfig:
    """How cells are found; lengths in micrometres.

    `low_pass_um` is the deviation of the low-pass filter. `generosity` lowers the threshold of bodies: 0 at
    Otsu's on the logarithm, 1 at the background. Holes in bodies are filled up to `hole_um2`. `compactness`
    is how much the ground rises, as a share of its range, for every `reach_um` away from the nuclei.
    Outlines are made even over `evenness_um`. Without cell channels a cell reaches at most `reach_um` from
    its nucleus.
    """

    low_pass_um: float = 0.4
    generosity: float = 0.25
    hole_um2: float = 100.0
    compactness: float = 0.3
    reach_um: float = 12.0
    evenness_um: float = 1.0


def bodies(planes: list[Plane], pixel_um: float, config: CellsConfig) -> tuple[Plane, NDArray[np.bool_]]:
    """Return how bright the cell channels are together, 0 to 1, and where they show cells; (height, width)."""
    together = np.zeros_like(planes[0])
    for plane in planes:
        smoothed = smooth(plane, config.low_pass_um / pixel_um)
        floor, ceiling = quantile(smoothed, BACKGROUND), quantile(smoothed, 1 - BACKGROUND)
        together += np.clip((smoothed - floor) / max(ceiling - floor, 1e-6), 0, 1) / len(planes)
    # Cells thin out towards their edges by factors rather than steps.
    lifted = np.log(together + FAINTEST)
    level = otsu(lifted)
    level -= config.generosity * (level - quantile(lifted, BACKGROUND))
    return np.sqrt(together), fill_holes(lifted > level, config.hole_um2 / pixel_um**2)


def grow_cells(
    ground: Plane, mask: NDArray[np.bool_], nuclei: Labels, pixel_um: float, config: CellsConfig
) -> Labels:
    """Return the cell of each nucleus by its number, grown from bright to dark ground within the mask."""
    away, _ = nearest(nuclei)
    rise = np.minimum(away * np.float32(pixel_um / config.reach_um), 10).astype(np.float32)
    cells = flood(np.float32(config.compactness) * rise - ground, nuclei, mask | (nuclei > 0))
    return even_out(cells, nuclei, config.evenness_um / pixel_um)


def voronoi_cells(nuclei: Labels, pixel_um: float, reach_um: float) -> Labels:
    """Return each pixel's nearest nucleus, as far as `reach_um`."""
    away, owners = nearest(nuclei)
    return np.where(away * np.float32(pixel_um) <= reach_um, owners, 0).astype(np.int32)
