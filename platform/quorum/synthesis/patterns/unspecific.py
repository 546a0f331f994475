"""Staining that belongs to no structure."""

import numpy as np

from quorum.synthesis.channels import Scene
from quorum.synthesis.strokes import Points, draw_dots
from quorum.synthesis.textures import Image, grain, smooth_noise


def _precipitate(scene: Scene, rng: np.random.Generator) -> Image:
    cells = scene.cells
    size_um = cells.size * cells.pixel_size_um
    clumps = int(rng.poisson(0.0022 * size_um**2) + 3)
    middles = rng.uniform(0, cells.size, (clumps, 2))
    numbers = rng.geometric(0.22, clumps)
    owner = np.repeat(np.arange(clumps), numbers)
    points: Points = (middles[owner] + rng.normal(0, cells.pixels(1.1), (len(owner), 2))).astype(np.float32)
    weights = rng.uniform(0.3, 1.0, len(points)).astype(np.float32)
    return draw_dots(points, weights, sigma_px=cells.pixels(rng.uniform(0.35, 0.6)), size=cells.size)


def draw_unspecific(scene: Scene, rng: np.random.Generator) -> Image:
    """Draw a cloudy haze inside and outside of cells with clumps strewn over everything."""
    cells = scene.cells
    cloud = smooth_noise(cells.size, scale_px=cells.pixels(14.0), rng=rng)
    fine = grain(cells.size, sigma_px=max(cells.pixels(0.5), 0.8), rng=rng)
    haze = np.clip(1.0 + 0.35 * cloud + 0.25 * fine, 0.05, None)
    sticky = 0.75 + 0.35 * cells.body()
    return np.asarray(
        0.28 * haze * sticky + rng.uniform(0.3, 0.8) * np.clip(_precipitate(scene, rng), 0.0, 1.2),
        dtype=np.float32,
    )
