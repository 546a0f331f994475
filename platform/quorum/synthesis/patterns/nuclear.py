"""Patterns inside and around the nucleus."""

import numpy as np

from quorum.synthesis.channels import Scene
from quorum.synthesis.patterns.places import places_in_nuclei
from quorum.synthesis.strokes import draw_dots
from quorum.synthesis.textures import Image, band_noise, grain, soft_step


def _nuclear_grain(scene: Scene, rng: np.random.Generator, *, strength: float) -> Image:
    cells = scene.cells
    fine = grain(cells.size, sigma_px=max(cells.pixels(0.25), 0.7), rng=rng)
    return np.asarray(np.clip(1.0 + strength * fine, 0.2, 2.0), dtype=np.float32)


def draw_nucleus(scene: Scene, rng: np.random.Generator) -> Image:
    """Fill nuclei, nucleoli included."""
    return 0.8 * scene.cells.nucleus() * _nuclear_grain(scene, rng, strength=0.13)


def draw_nucleoplasm(scene: Scene, rng: np.random.Generator) -> Image:
    """Fill nuclei but leave the nucleoli dark."""
    spared = 1.0 - rng.uniform(0.75, 0.95) * scene.nucleoli()
    return 0.8 * scene.cells.nucleus() * spared * _nuclear_grain(scene, rng, strength=0.22)


def _bodies(
    scene: Scene, rng: np.random.Generator, *, low: int, high: int, radius_um: float, haze: float
) -> Image:
    cells = scene.cells
    numbers = rng.integers(low, high + 1, cells.count)
    points, _ = places_in_nuclei(cells, numbers, reach=0.82, rng=rng)
    free = (cells.at(scene.nucleolus_depth, points) > 1.05) & (cells.at(cells.nucleus_um, points) > 0.5)
    weights = free * rng.uniform(0.65, 1.1, len(points))
    dots = draw_dots(
        points, weights.astype(np.float32), sigma_px=cells.pixels(radius_um * 0.6), size=cells.size
    )
    return np.clip(dots, 0.0, 1.1) + haze * cells.nucleus() * (1.0 - 0.8 * scene.nucleoli())


def draw_few_bodies(scene: Scene, rng: np.random.Generator) -> Image:
    """Put two to six round dots into each nucleus, outside the nucleoli."""
    return _bodies(scene, rng, low=3, high=7, radius_um=rng.uniform(0.55, 0.85), haze=rng.uniform(0.02, 0.12))


def draw_many_bodies(scene: Scene, rng: np.random.Generator) -> Image:
    """Put many small round dots into each nucleus, outside the nucleoli."""
    return _bodies(scene, rng, low=18, high=34, radius_um=rng.uniform(0.40, 0.55), haze=rng.uniform(0.02, 0.12))


def draw_speckles(scene: Scene, rng: np.random.Generator) -> Image:
    """Put ragged, partly joined patches into each nucleus, outside the nucleoli."""
    cells = scene.cells
    patches = band_noise(cells.size, scale_px=cells.pixels(rng.uniform(1.0, 1.35)), rng=rng)
    detail = grain(cells.size, sigma_px=max(cells.pixels(0.25), 0.6), rng=rng)
    shape = soft_step(np.asarray(patches + 0.25 * detail - 0.85, dtype=np.float32), 0.35)
    inner = soft_step(np.asarray(cells.nucleus_um - 0.7, dtype=np.float32), 0.4)
    spared = 1.0 - scene.nucleoli()
    return np.asarray(inner * spared * (rng.uniform(0.10, 0.25) + 0.85 * shape), dtype=np.float32)


def draw_nucleoli(scene: Scene, rng: np.random.Generator) -> Image:
    """Fill the nucleoli."""
    haze = rng.uniform(0.03, 0.18) * scene.cells.nucleus()
    filled = 0.95 * scene.nucleoli() * _nuclear_grain(scene, rng, strength=0.10)
    return np.asarray(np.maximum(filled, haze), dtype=np.float32)


def draw_nucleoli_rim(scene: Scene, rng: np.random.Generator) -> Image:
    """Draw a ring around each nucleolus."""
    cells = scene.cells
    ring = np.exp(-(((scene.nucleolus_depth - 1.0) / 0.2) ** 2)) * (cells.nucleus_um > 0)
    haze = rng.uniform(0.03, 0.15) * cells.nucleus() * (1.0 - scene.nucleoli())
    return np.asarray(ring + 0.12 * scene.nucleoli() + haze, dtype=np.float32)


def draw_fibrillar_center(scene: Scene, rng: np.random.Generator) -> Image:
    """Put a cluster of tiny dots into each nucleolus."""
    cells, nucleoli = scene.cells, scene.cells.nucleoli
    numbers = np.clip(rng.poisson(2.2 * nucleoli.radius_um**1.2), 2, 9)
    owner = np.repeat(np.arange(len(numbers)), numbers)
    turn = rng.uniform(0, 2 * np.pi, len(owner))
    away = cells.pixels(1.0) * nucleoli.radius_um[owner] * 0.75 * np.sqrt(rng.uniform(0, 1, len(owner)))
    points = nucleoli.centre[owner] + away[:, None] * np.stack([np.sin(turn), np.cos(turn)], axis=1)
    weights = rng.uniform(0.7, 1.1, len(owner)) * (cells.at(cells.nucleus_um, points) > 0)
    dots = draw_dots(
        points.astype(np.float32), weights.astype(np.float32), sigma_px=cells.pixels(0.24), size=cells.size
    )
    haze = rng.uniform(0.02, 0.10) * cells.nucleus() + rng.uniform(0.05, 0.2) * scene.nucleoli()
    return np.asarray(np.clip(dots, 0.0, 1.2) + haze, dtype=np.float32)


def draw_nuclear_membrane(scene: Scene, rng: np.random.Generator) -> Image:
    """Draw a thin ring along the edge of each nucleus."""
    cells = scene.cells
    width = max(0.42, 0.8 * cells.pixel_size_um)
    ring = np.exp(-((cells.nucleus_um / width) ** 2)) * _nuclear_grain(scene, rng, strength=0.12)
    return np.asarray(ring + rng.uniform(0.12, 0.28) * cells.nucleus(), dtype=np.float32)
