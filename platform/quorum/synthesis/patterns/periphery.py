"""Patterns at the edge of the cell."""

import numpy as np

from quorum.synthesis.channels import Scene
from quorum.synthesis.patterns.places import places_by_density
from quorum.synthesis.strokes import draw_lines, walk
from quorum.synthesis.textures import Image, grain, smooth_noise


def draw_plasma_membrane(scene: Scene, rng: np.random.Generator) -> Image:
    """Draw the whole outline of each cell over a dim inside."""
    cells = scene.cells
    line = np.exp(-(((cells.edge_um - 0.35) / 0.6) ** 2)) * (cells.label > 0)
    ruffles = np.clip(1.0 + 0.25 * smooth_noise(cells.size, scale_px=cells.pixels(2.5), rng=rng), 0.4, 1.7)
    fine = np.clip(1.0 + 0.3 * grain(cells.size, sigma_px=max(cells.pixels(0.3), 0.6), rng=rng), 0.3, 1.9)
    inside = rng.uniform(0.08, 0.2) * cells.body() * (1.0 - 0.5 * cells.nucleus()) * fine
    return np.asarray(0.95 * line * ruffles + inside, dtype=np.float32)


def draw_cell_junctions(scene: Scene, rng: np.random.Generator) -> Image:
    """Draw uneven lines only where two cells touch."""
    cells = scene.cells
    touching = (cells.label > 0) & (cells.edge_um > -0.01)
    line = np.exp(-((cells.border_um / 0.55) ** 2)) * touching
    patchy = smooth_noise(cells.size, scale_px=cells.pixels(1.6), rng=rng)
    uneven = np.clip(0.9 + 0.35 * patchy, 0.1, 1.6)
    return np.asarray(line * uneven + rng.uniform(0.04, 0.1) * scene.haze, dtype=np.float32)


def draw_focal_adhesions(scene: Scene, rng: np.random.Generator) -> Image:
    """Draw short thick streaks near the edge that point inwards, over a dim cell."""
    cells = scene.cells
    band = np.exp(-(((cells.edge_um - 1.8) / 1.4) ** 2)) * (cells.label > 0)
    clusters = np.clip(0.4 + smooth_noise(cells.size, scale_px=cells.pixels(4.0), rng=rng), 0.0, 1.3)
    density = np.asarray(band * clusters * (cells.nucleus_um < -1.0), dtype=np.float32)
    start, cell = places_by_density(cells, density, per_cell=22.0, rng=rng)
    arm = cells.layout.centre[cell] - start
    inward = np.arctan2(arm[:, 0], arm[:, 1]) + rng.normal(0, 0.25, len(start))
    length_um = 3.6
    steps = 8
    streaks = walk(
        start,
        inward.astype(np.float32),
        steps=steps,
        step_px=cells.pixels(length_um / steps),
        bend=0.02,
        rng=rng,
    )
    own_length = rng.uniform(0.4, 1.0, len(start)) * steps
    shown = cells.owned(streaks.points, cell) & (np.arange(steps + 1)[:, None] <= own_length[None, :])
    weights = shown * rng.uniform(0.6, 1.1, len(start))
    image = draw_lines(
        streaks.points,
        weights.astype(np.float32),
        step_px=cells.pixels(length_um / steps),
        sigma_px=cells.pixels(0.33),
        size=cells.size,
    )
    return np.asarray(np.clip(image, 0.0, 1.2) + rng.uniform(0.05, 0.13) * scene.haze, dtype=np.float32)
