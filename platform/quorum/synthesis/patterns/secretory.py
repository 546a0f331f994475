"""Patterns of the organizing center, the ER, the Golgi apparatus and vesicles."""

import numpy as np

from quorum.synthesis.channels import Scene, grow_fibres
from quorum.synthesis.patterns.places import beside_nucleus, places_by_density
from quorum.synthesis.strokes import draw_dots, draw_lines
from quorum.synthesis.textures import Image, grain, net, smooth_noise


def draw_organizing_center(scene: Scene, rng: np.random.Generator) -> Image:
    """Put one fuzzy grainy patch where the microtubules of each cell meet."""
    cells = scene.cells
    pieces = 22
    owner = np.repeat(np.arange(cells.count), pieces)
    spread = cells.pixels(1.15) * rng.standard_normal((len(owner), 2))
    points = (cells.layout.organizing_center[owner] + spread).astype(np.float32)
    weights = rng.uniform(0.15, 0.45, len(owner)).astype(np.float32)
    patch = draw_dots(points, weights, sigma_px=cells.pixels(0.5), size=cells.size)
    fine = 1.0 + 0.2 * grain(cells.size, sigma_px=max(cells.pixels(0.25), 0.6), rng=rng)
    return np.asarray((1.0 - np.exp(-0.8 * patch)) * fine + 0.07 * scene.haze, dtype=np.float32)


def draw_centrosome(scene: Scene, rng: np.random.Generator) -> Image:
    """Put one sharp dot, or two close together, where the microtubules of each cell meet."""
    cells = scene.cells
    center = cells.layout.organizing_center
    turn = rng.uniform(0, 2 * np.pi, cells.count)
    apart = cells.pixels(1.0) * rng.uniform(0.9, 1.6, cells.count)
    twin = center + apart[:, None] * np.stack([np.sin(turn), np.cos(turn)], axis=1)
    weights = np.concatenate([np.ones(cells.count), 0.9 * (rng.random(cells.count) < 0.6)])
    dots = draw_dots(
        np.concatenate([center, twin]).astype(np.float32),
        weights.astype(np.float32),
        sigma_px=cells.pixels(0.36),
        size=cells.size,
    )
    return np.asarray(1.3 * dots + rng.uniform(0.03, 0.1) * scene.haze, dtype=np.float32)


def draw_endoplasmic_reticulum(scene: Scene, rng: np.random.Generator) -> Image:
    """Follow the net of the yellow channel with small departures of its own."""
    cells = scene.cells
    own = net(cells.size, mesh_px=cells.pixels(0.75), sharpness=1.5, rng=rng)
    return np.asarray(scene.er * (0.85 + 0.3 * own), dtype=np.float32)


def draw_golgi(scene: Scene, rng: np.random.Generator) -> Image:
    """Draw a cluster of short ribbons on one side of each nucleus, sometimes bent round it."""
    cells, layout = scene.cells, scene.cells.layout
    place, direction = beside_nucleus(cells, gap_um=2.2, rng=rng, spread=0.25)
    pieces = 13
    owner = np.repeat(np.arange(cells.count), pieces)
    wrap = rng.uniform(0.15, 0.55, cells.count)
    turn = direction[owner] + rng.normal(0, 1, len(owner)) * wrap[owner]
    reach = np.linalg.norm(place - layout.nucleus_centre, axis=1)[owner] + cells.pixels(1.0) * rng.normal(
        0, 0.8, len(owner)
    )
    start = layout.nucleus_centre[owner] + reach[:, None] * np.stack([np.sin(turn), np.cos(turn)], axis=1)
    heading = turn + np.pi / 2 + rng.normal(0, 0.5, len(owner)) + rng.choice([0.0, np.pi], len(owner))
    ribbons = grow_fibres(
        cells,
        start=start.astype(np.float32),
        heading=heading.astype(np.float32),
        cell=owner,
        length_um=4.0,
        bend=0.35,
        rng=rng,
        inside_nucleus=0.3,
    )
    strength = rng.uniform(0.5, 1.0, len(owner)).astype(np.float32)
    body = draw_lines(
        ribbons.paths.points,
        ribbons.weights * strength,
        step_px=cells.pixels(0.5),
        sigma_px=cells.pixels(0.36),
        size=cells.size,
    )
    return np.asarray(1.0 - np.exp(-1.2 * body) + 0.05 * scene.haze, dtype=np.float32)


def draw_vesicles(scene: Scene, rng: np.random.Generator) -> Image:
    """Scatter round dots over the cytoplasm, denser near the nucleus."""
    cells = scene.cells
    outside = np.maximum(-cells.nucleus_um, 0.0)
    cloud = smooth_noise(cells.size, scale_px=cells.pixels(4.0), rng=rng)
    near = np.exp(-outside / (rng.uniform(0.3, 0.8) * cells.line.cell_radius_um) + 0.5 * cloud)
    density = near * (cells.nucleus_um < -0.3) * (cells.edge_um > 0.8)
    per_cell = rng.uniform(0.14, 0.34) * cells.line.cell_radius_um**2
    points, _ = places_by_density(cells, np.asarray(density, np.float32), per_cell=per_cell, rng=rng)
    size_class = rng.random(len(points))
    image = np.zeros((cells.size, cells.size), dtype=np.float32)
    for low, high, sigma_um in ((0.0, 0.6, 0.26), (0.6, 0.93, 0.36), (0.93, 1.0, 0.5)):
        chosen = points[(size_class >= low) & (size_class < high)]
        weights = rng.uniform(0.45, 1.05, len(chosen)).astype(np.float32)
        image += draw_dots(chosen, weights, sigma_px=cells.pixels(sigma_um), size=cells.size)
    return np.asarray(np.clip(image, 0.0, 1.2) + 0.05 * scene.haze, dtype=np.float32)
