"""Nuclei: bright bodies in the nucleus channel, their outlines by active contour, touching ones parted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from mlworker.fields import Labels
from mlworker.segmentation.contour import evolve
from mlworker.segmentation.distance import nearest
from mlworker.segmentation.outlines import close_bays
from mlworker.segmentation.parting import part_bodies
from mlworker.segmentation.scale import Plane
from mlworker.segmentation.smoothing import smooth
from mlworker.segmentation.threshold import otsu, quantile


@dataclass(frozen=True)
class NucleiConfig:
    """How nuclei are found; lengths in micrometres, areas in square micrometres.

    `low_pass_um` is the deviation of the low-pass filter. A contour starts around what is brighter than the
    threshold and than `local_share` of the mean over `surroundings_um`; it moves for `contour_iterations`
    steps, by `inner_weight` (see `evolve`). Holes are filled up to `hole_um2`, bays up to twice `bay_um`
    wide. Bodies are parted where their waist is narrower than `waist` times the thinner side. A nucleus is
    at least `minimum_area_um2` large and `minimum_share` of the field's median one, at most
    `maximum_area_um2`, and stands out by `minimum_contrast` deviations of the dark around nuclei.
    """

    low_pass_um: float = 0.6
    surroundings_um: float = 12.0
    local_share: float = 0.8
    contour_iterations: int = 8
    inner_weight: float = 0.7
    waist: float = 0.65
    hole_um2: float = 20.0
    bay_um: float = 2.0
    minimum_area_um2: float = 15.0
    minimum_share: float = 0.3
    maximum_area_um2: float = 1500.0
    minimum_contrast: float = 3.0


@dataclass(frozen=True)
class Nuclei:
    """Bodies found: `labels` (height, width) 1 .. n, those kept; `large` the same for those too large.

    `too_small`, `too_large` and `too_faint` count what was dropped, `contrast` is how much brighter nuclei
    are than what is around them: (inside - outside) / (inside + outside), 0 to 1.
    """

    labels: Labels
    large: NDArray[np.bool_]
    too_small: int
    too_large: int
    too_faint: int
    contrast: float


def find_nuclei(plane: Plane, pixel_um: float, config: NucleiConfig) -> Nuclei:
    """Find the nuclei in the nucleus channel, a plane (height, width) of shares of full scale."""
    smoothed = smooth(plane, config.low_pass_um / pixel_um)
    started = start(smoothed, pixel_um, config)
    rough, _ = ndimage.label(started)
    _, zones = nearest(rough.astype(np.int32))
    inside = evolve(
        smoothed, started, zones, iterations=config.contour_iterations, inner_weight=config.inner_weight
    )
    filled = fill_holes(inside, config.hole_um2 / pixel_um**2)
    bodies = close_bays(part_bodies(filled, config.waist), config.bay_um / pixel_um)
    return _keep(bodies, smoothed, pixel_um, config)


def start(smoothed: Plane, pixel_um: float, config: NucleiConfig) -> NDArray[np.bool_]:
    """Return where the contours start: bright against the whole plane, and against what is around."""
    floor = quantile(smoothed, 0.01)
    # Nuclei differ in brightness by factors: on a logarithmic scale the dim ones are nearer the bright ones.
    ceiling = quantile(smoothed, 0.999)
    offset = max((ceiling - floor) * 0.05, 1e-6)
    lifted = np.log(np.maximum(smoothed - np.float32(floor), 0) + np.float32(offset))
    surroundings = smooth(smoothed, config.surroundings_um / pixel_um)
    bright = (lifted > otsu(lifted)) & (smoothed > config.local_share * surroundings)
    return np.asarray(bright, dtype=np.bool_)


def fill_holes(mask: NDArray[np.bool_], largest: float) -> NDArray[np.bool_]:
    """Return the mask with enclosed holes of up to `largest` pixels filled."""
    gaps, count = ndimage.label(~mask)
    sizes = np.bincount(gaps.ravel(), minlength=count + 1)
    small = sizes <= largest
    small[0] = False
    for edge in (gaps[0], gaps[-1], gaps[:, 0], gaps[:, -1]):
        small[edge] = False
    return np.asarray(mask | small[gaps], dtype=np.bool_)


def _keep(bodies: Labels, smoothed: Plane, pixel_um: float, config: NucleiConfig) -> Nuclei:
    sizes = np.bincount(bodies.ravel())
    means = np.bincount(bodies.ravel(), weights=smoothed.ravel()) / np.maximum(sizes, 1)
    areas = sizes * pixel_um**2
    dark = smoothed[bodies == 0]
    middle = quantile(dark, 0.5)
    # The lower half of the dark is noise alone: its upper half holds haze and what was left out of nuclei.
    faintest = middle + config.minimum_contrast * (middle - quantile(dark, 0.16))
    enough = areas[1:][areas[1:] >= config.minimum_area_um2]
    usual = float(np.median(enough)) if len(enough) else 0.0
    small = areas < max(config.minimum_area_um2, config.minimum_share * usual)
    # The field's edge cuts nuclei short, and their cells still hold their ground.
    small[at_edge(bodies)] = False
    large = areas > config.maximum_area_um2
    faint = ~small & ~large & (means <= faintest)
    kept = ~(small | large | faint)
    small[0] = large[0] = faint[0] = kept[0] = False
    numbers = np.where(kept, np.cumsum(kept), 0).astype(np.int32)
    return Nuclei(
        labels=numbers[bodies],
        large=large[bodies],
        too_small=int(small.sum()),
        too_large=int(large.sum()),
        too_faint=int(faint.sum()),
        contrast=_contrast(float(means[kept].mean()) if kept.any() else 0.0, float(means[0])),
    )


def at_edge(labels: Labels) -> NDArray[np.int32]:
    """Return the labels that touch the field's edge, sorted."""
    touching = np.unique(np.concatenate((labels[0], labels[-1], labels[:, 0], labels[:, -1])))
    return touching[touching > 0]


def _contrast(inside: float, outside: float) -> float:
    return (inside - outside) / (inside + outside) if inside > outside else 0.0
