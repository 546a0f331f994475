"""Nuclei: bright bodies in the nucleus channel, their outlines by active contour, touching ones parted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from mlworker.fields import Labels
from mlworker.segmentation.contour import evolve
from mlworker.segmentation.distance import nearest
from mlworker.segmentation.parting import part_bodies
from mlworker.segmentation.scale import Plane
from mlworker.segmentation.smoothing import smooth
from mlworker.segmentation.threshold import otsu, quantile


@dataclass(frozen=True)
class NucleiConfig:
    """How nuclei are found; lengths in micrometres, areas in square micrometres.

    `low_pass_um` is the deviation of the low-pass filter. A pixel starts as nucleus where it is brighter than
    the threshold and than `local_share` of the way up to its surroundings' mean over `surroundings_um`. The
    contour then moves for `contour_iterations` steps. Bodies are parted where their waist is narrower than
    `waist` times the thinner side. `minimum_contrast` is how far a nucleus must stand out, in deviations of
    the background around it.
    """

    low_pass_um: float = 0.4
    surroundings_um: float = 12.0
    contour_iterations: int = 8
    waist: float = 0.75
    hole_um2: float = 20.0
    minimum_area_um2: float = 15.0
    maximum_area_um2: float = 1500.0
    minimum_contrast: float = 3.0


@dataclass(frozen=True)
class Nuclei:
    """Bodies found: `labels` (height, width) 1 .. n, those kept; `large` the same for those too large.

    `too_small` and `too_large` count what was dropped, `contrast` is how much brighter nuclei are than
    what is around them: (inside - outside) / (inside + outside), 0 to 1.
    """

    labels: Labels
    large: NDArray[np.bool_]
    too_small: int
    too_large: int
    contrast: float


def find_nuclei(plane: Plane, pixel_um: float, config: NucleiConfig) -> Nuclei:
    """Find the nuclei in the nucleus channel, a plane (height, width) of shares of full scale."""
    smoothed = smooth(plane, config.low_pass_um / pixel_um)
    started = start(smoothed, pixel_um, config)
    rough, _ = ndimage.label(started)
    _, zones = nearest(rough.astype(np.int32))
    inside = evolve(smoothed, started, zones, iterations=config.contour_iterations)
    filled = fill_holes(inside, config.hole_um2 / pixel_um**2)
    bodies = part_bodies(filled, config.waist)
    return _keep(bodies, smoothed, pixel_um, config)


def start(smoothed: Plane, pixel_um: float, config: NucleiConfig) -> NDArray[np.bool_]:
    """Return where the contours start: bright against the whole plane, and against what is around."""
    floor = quantile(smoothed, 0.01)
    # Nuclei differ in brightness by factors: on a logarithmic scale the dim ones are nearer the bright ones.
    ceiling = quantile(smoothed, 0.999)
    offset = max((ceiling - floor) * 0.05, 1e-6)
    lifted = np.log(np.maximum(smoothed - np.float32(floor), 0) + np.float32(offset))
    surroundings = smooth(smoothed, config.surroundings_um / pixel_um)
    bright: NDArray[np.bool_] = (lifted > otsu(lifted)) & (smoothed > 0.8 * surroundings)
    return bright


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
    count = int(bodies.max(initial=0))
    areas = np.bincount(bodies.ravel(), minlength=count + 1) * pixel_um**2
    inner = np.bincount(bodies.ravel(), weights=smoothed.ravel(), minlength=count + 1) * pixel_um**2 / areas
    areas[0] = 0
    small, large = areas < config.minimum_area_um2, areas > config.maximum_area_um2
    small[0] = False
    kept = ~(small | large)
    kept[0] = False
    numbers = np.where(kept, np.cumsum(kept), 0).astype(np.int32)
    inside = float(inner[1:][kept[1:]].mean()) if kept.any() else 0.0
    outside = float(inner[0])
    contrast = (inside - outside) / (inside + outside) if inside + outside > 0 else 0.0
    return Nuclei(
        labels=numbers[bodies],
        large=large[bodies],
        too_small=int(small.sum()),
        too_large=int(large.sum()),
        contrast=contrast,
    )
