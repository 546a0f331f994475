"""Patterns of the cytoskeleton."""

import numpy as np

from quorum.synthesis.channels import MICROTUBULE_WIDTH_UM, STEP_UM, Scene, grow_fibres
from quorum.synthesis.patterns.places import places_by_density
from quorum.synthesis.strokes import Points, draw_dots, draw_lines
from quorum.synthesis.textures import Image


def draw_microtubules(scene: Scene, rng: np.random.Generator) -> Image:
    """Follow the microtubules of the red channel."""
    cells, fibres = scene.cells, scene.microtubules
    strength = rng.uniform(0.6, 1.0, len(fibres.cell)).astype(np.float32)
    mesh = draw_lines(
        fibres.paths.points,
        fibres.weights * strength,
        step_px=cells.pixels(STEP_UM),
        sigma_px=cells.pixels(MICROTUBULE_WIDTH_UM),
        size=cells.size,
    )
    return np.asarray(1.0 - np.exp(-0.8 * mesh) + 0.05 * scene.haze, dtype=np.float32)


def draw_microtubule_ends(scene: Scene, rng: np.random.Generator) -> Image:
    """Draw short dashes along microtubules, most of them at the tips."""
    cells, fibres = scene.cells, scene.microtubules
    steps, lines = fibres.weights.shape
    last = (fibres.weights > 0).sum(axis=0)
    midway = rng.integers(1, steps, lines)
    tip = np.where(rng.random(lines) < 0.45, last, np.minimum(last, midway))
    length = rng.integers(3, 6, lines)
    position = np.arange(steps)[:, None]
    comet = (position < tip) & (position >= tip - length) & (last > 4)
    brightness = rng.uniform(0.6, 1.0, lines) * (rng.random(lines) < 0.7)
    # A comet is brightest at its head.
    fall = 1.0 - 0.22 * (tip - 1 - position)
    weights = comet * fibres.weights * np.clip(fall, 0.0, 1.0) * brightness
    dashes = draw_lines(
        fibres.paths.points,
        weights.astype(np.float32),
        step_px=cells.pixels(STEP_UM),
        sigma_px=cells.pixels(0.2),
        size=cells.size,
    )
    return np.asarray(np.clip(1.3 * dashes, 0.0, 1.3) + 0.05 * scene.haze, dtype=np.float32)


def draw_intermediate_filaments(scene: Scene, rng: np.random.Generator) -> Image:
    """Draw curly fibres that wrap the nucleus and thin out before the edge."""
    cells, layout = scene.cells, scene.cells.layout
    cell = np.repeat(np.arange(cells.count), int(4.2 * cells.line.cell_radius_um))
    count = len(cell)
    turn = rng.uniform(0, 2 * np.pi, count)
    ring = np.stack([np.sin(turn), np.cos(turn)], axis=1)
    away = layout.nucleus_radius_um[cell] * rng.uniform(0.9, 1.25, count) + rng.exponential(1.5, count)
    start = layout.nucleus_centre[cell] + ring * (cells.pixels(1.0) * away)[:, None]
    tangent = turn + rng.choice([-1.0, 1.0], count) * rng.uniform(0.5, 1.7, count)
    fibres = grow_fibres(
        cells,
        start=start.astype(np.float32),
        heading=tangent.astype(np.float32),
        cell=cell,
        length_um=0.85 * cells.line.cell_radius_um,
        bend=0.33,
        rng=rng,
        inside_nucleus=0.25,
    )
    strength = rng.lognormal(-0.3, 0.4, count).astype(np.float32)
    mesh = draw_lines(
        fibres.paths.points,
        fibres.weights * strength,
        step_px=cells.pixels(STEP_UM),
        sigma_px=cells.pixels(0.2),
        size=cells.size,
    )
    return np.asarray(1.0 - np.exp(-0.7 * mesh), dtype=np.float32)


def _cables(scene: Scene, rng: np.random.Generator) -> tuple[Points, Points]:
    cells = scene.cells
    start, cell = places_by_density(cells, (cells.edge_um > 0).astype(np.float32), per_cell=30.0, rng=rng)
    own_angle = cells.layout.angle + rng.normal(0, 0.25, cells.count)
    heading = own_angle[cell] + rng.normal(0, 0.07, len(cell))
    points, weights = [], []
    for turned in (0.0, np.pi):
        half = grow_fibres(
            cells,
            start=start,
            heading=(heading + turned).astype(np.float32),
            cell=cell,
            length_um=1.5 * cells.line.cell_radius_um,
            bend=0.010,
            rng=rng,
            inside_nucleus=0.55,
        )
        points.append(half.paths.points)
        weights.append(half.weights)
    strength = rng.lognormal(-0.25, 0.45, len(cell)).astype(np.float32)
    return np.concatenate(points, axis=1), np.concatenate(weights, axis=1) * np.tile(strength, 2)


def draw_actin_filaments(scene: Scene, rng: np.random.Generator) -> Image:
    """Draw straight parallel cables through each cell and a thin bright cortex."""
    cells = scene.cells
    points, weights = _cables(scene, rng)
    cables = draw_lines(
        points, weights, step_px=cells.pixels(STEP_UM), sigma_px=cells.pixels(0.28), size=cells.size
    )
    cortex = rng.uniform(0.25, 0.5) * np.exp(-(((cells.edge_um - 0.5) / 0.6) ** 2)) * (cells.label > 0)
    return np.asarray(1.0 - np.exp(-0.9 * cables) + cortex + 0.05 * scene.haze, dtype=np.float32)


def bridge_image(scene: Scene, rng: np.random.Generator, *, length_um: float, gap: bool) -> Image:
    """Draw a short line between each pair of sister cells; with `gap`, dark in its very middle."""
    cells, sisters = scene.cells, scene.cells.layout.sisters
    first, second = cells.layout.centre[sisters[:, 0]], cells.layout.centre[sisters[:, 1]]
    middle, arm = (first + second) / 2, second - first
    along = arm / np.maximum(np.linalg.norm(arm, axis=1, keepdims=True), 1e-6)
    steps = 41
    place = np.linspace(-0.5, 0.5, steps)
    bow = rng.normal(0, 0.6, len(sisters))[None, :] * np.cos(np.pi * place)[:, None]
    across = np.stack([along[:, 1], -along[:, 0]], axis=1)
    points = middle[None] + cells.pixels(length_um) * place[:, None, None] * along[None]
    points = points + cells.pixels(1.0) * bow[:, :, None] * across[None]
    profile = np.where(np.abs(place) < 0.09, 0.1, 1.0) if gap else np.ones(steps)
    weights = np.repeat(profile[:, None], len(sisters), axis=1)
    return draw_lines(
        points.astype(np.float32),
        weights.astype(np.float32),
        step_px=cells.pixels(length_um / (steps - 1)),
        sigma_px=cells.pixels(0.42),
        size=cells.size,
    )


def draw_cytokinetic_bridge(scene: Scene, rng: np.random.Generator) -> Image:
    """Draw the bridge between sister cells over a dim cytosol."""
    cells = scene.cells
    bridge = bridge_image(scene, rng, length_um=rng.uniform(5.0, 8.0), gap=True)
    glow = draw_dots(
        cells.layout.centre[cells.layout.sisters].mean(axis=1),
        np.full(len(cells.layout.sisters), 0.2, dtype=np.float32),
        sigma_px=cells.pixels(2.0),
        size=cells.size,
    )
    haze = rng.uniform(0.05, 0.14) * scene.haze
    return np.asarray(np.clip(1.1 * bridge, 0.0, 1.2) + glow + haze, dtype=np.float32)
