"""Patterns of the cytosol and of the bodies that float in it."""

import numpy as np

from quorum.synthesis.channels import Scene, grow_fibres
from quorum.synthesis.patterns.places import beside_nucleus, places_by_density
from quorum.synthesis.strokes import draw_dots, draw_lines
from quorum.synthesis.textures import Image, grain, smooth_noise, soft_step


def draw_cytosol(scene: Scene, rng: np.random.Generator) -> Image:
    """Fill cells out to the edge, a little brighter where they are thick, and leave the nucleus dimmer."""
    cells = scene.cells
    thickness = 0.62 + 0.38 * np.clip(cells.edge_um / (0.5 * cells.line.cell_radius_um), 0.0, 1.0)
    fine = grain(cells.size, sigma_px=max(cells.pixels(0.22), 0.6), rng=rng)
    cloud = smooth_noise(cells.size, scale_px=cells.pixels(5.0), rng=rng)
    texture = np.clip(1.0 + 0.10 * fine + 0.07 * cloud, 0.3, 1.8)
    spared = 1.0 - rng.uniform(0.55, 0.9) * cells.nucleus()
    return np.asarray(0.8 * cells.body() * thickness * texture * spared, dtype=np.float32)


def draw_aggresome(scene: Scene, rng: np.random.Generator) -> Image:
    """Put one large ragged clump beside the nucleus of most cells."""
    cells = scene.cells
    places, direction = beside_nucleus(cells, gap_um=1.6, rng=rng)
    shown = (rng.random(cells.count) < 0.85) & cells.owned(places[None], np.arange(cells.count))[0]
    radius = rng.uniform(1.3, 2.1, cells.count)
    pieces = 16
    owner = np.repeat(np.arange(cells.count), pieces)
    along, aside = (
        rng.normal(0, 0.5, len(owner)) * radius[owner],
        rng.normal(0, 0.75, len(owner)) * radius[owner],
    )
    tilt = direction[owner]
    shift = np.stack(
        [along * np.sin(tilt) + aside * np.cos(tilt), along * np.cos(tilt) - aside * np.sin(tilt)], axis=1
    )
    points = (places[owner] + shift * cells.pixels(1.0)).astype(np.float32)
    weights = (shown[owner] * rng.uniform(0.3, 0.6, len(owner))).astype(np.float32)
    clump = draw_dots(points, weights, sigma_px=cells.pixels(0.7), size=cells.size)
    ragged = 1.0 + 0.18 * grain(cells.size, sigma_px=max(cells.pixels(0.3), 0.6), rng=rng)
    dense = soft_step(np.asarray(clump * ragged - 0.5, dtype=np.float32), 0.3)
    return np.asarray(dense + 0.06 * scene.haze, dtype=np.float32)


def draw_mitochondria(scene: Scene, rng: np.random.Generator) -> Image:
    """Strew short bent threads over the cytoplasm, densest near the nucleus."""
    cells = scene.cells
    outside = np.maximum(-cells.nucleus_um, 0.0)
    density = (
        np.exp(-outside / (0.32 * cells.line.cell_radius_um))
        * (cells.nucleus_um < -0.3)
        * (cells.edge_um > 1.2)
    )
    area = cells.line.cell_radius_um**2
    start, cell = places_by_density(cells, np.asarray(density, np.float32), per_cell=0.34 * area, rng=rng)
    arm = start - cells.layout.nucleus_centre[cell]
    radial = np.arctan2(arm[:, 0], arm[:, 1])
    heading = radial + rng.normal(0, 0.9, len(start)) + rng.choice([0.0, np.pi], len(start))
    fibres = grow_fibres(
        cells,
        start=start,
        heading=heading.astype(np.float32),
        cell=cell,
        length_um=5.0,
        bend=0.32,
        rng=rng,
        inside_nucleus=0.0,
    )
    strength = rng.uniform(0.6, 1.0, len(start)).astype(np.float32)
    threads = draw_lines(
        fibres.paths.points,
        fibres.weights * strength,
        step_px=cells.pixels(0.5),
        sigma_px=cells.pixels(0.27),
        size=cells.size,
    )
    return np.asarray(1.0 - np.exp(-1.1 * threads), dtype=np.float32)


def draw_rods_and_rings(scene: Scene, rng: np.random.Generator) -> Image:
    """Lay a few straight rods and small rings into each cell."""
    cells = scene.cells
    free = ((cells.nucleus_um < -0.8) & (cells.edge_um > 2.5)).astype(np.float32)
    rods, rod_cell = places_by_density(cells, free, per_cell=2.4, rng=rng)
    rod_lines = grow_fibres(
        cells,
        start=rods,
        heading=rng.uniform(0, 2 * np.pi, len(rods)).astype(np.float32),
        cell=rod_cell,
        length_um=8.0,
        bend=0.004,
        rng=rng,
        inside_nucleus=1.0,
    )
    image = draw_lines(
        rod_lines.paths.points,
        rod_lines.weights,
        step_px=cells.pixels(0.5),
        sigma_px=cells.pixels(0.25),
        size=cells.size,
    )
    rings, _ = places_by_density(cells, free, per_cell=1.8, rng=rng)
    radius = rng.uniform(1.1, 2.0, len(rings))
    turn = np.linspace(0, 2 * np.pi, 49)
    step_um = 2 * np.pi * radius.mean() / 48 if len(rings) else 0.25
    circle = np.stack([np.sin(turn), np.cos(turn)], axis=-1)[:, None, :]
    outline = rings[None] + circle * (cells.pixels(1.0) * radius)[None, :, None]
    image = image + draw_lines(
        outline.astype(np.float32),
        np.ones(outline.shape[:2], dtype=np.float32),
        step_px=cells.pixels(step_um),
        sigma_px=cells.pixels(0.25),
        size=cells.size,
    )
    return np.asarray(np.clip(image, 0.0, 1.2) + 0.07 * scene.haze, dtype=np.float32)
