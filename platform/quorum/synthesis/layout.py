"""Where the cells of a field lie, how large they are and how they are turned."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quorum.synthesis.cell_lines import CellLine

Floats = NDArray[np.float32]

_SISTER_RADIUS = 0.62
_SISTER_GAP = 1.75


@dataclass(frozen=True)
class Layout:
    """The cells of one field, one row each: y, x in pixels, lengths in micrometres, angles in radians.

    `sisters` (pairs, 2) holds the row numbers of cells that have just divided.
    """

    centre: Floats
    radius_um: Floats
    elongation: Floats
    angle: Floats
    nucleus_centre: Floats
    nucleus_radius_um: Floats
    nucleus_elongation: Floats
    nucleus_angle: Floats
    organizing_center: Floats
    sisters: NDArray[np.intp]


def _scatter(
    *, line: CellLine, size_um: float, crowding: float, pairs: int, rng: np.random.Generator
) -> tuple[Floats, NDArray[np.intp]]:
    radius = line.cell_radius_um
    margin = radius * 0.6
    gap = line.spacing * radius / crowding
    placed: list[NDArray[np.float64]] = []
    sisters: list[tuple[int, int]] = []
    for middle in rng.uniform(0.15, 0.85, (8 * pairs, 2)) * size_um:
        if len(sisters) == pairs:
            break
        turn = rng.uniform(0, np.pi)
        offset = np.array([np.sin(turn), np.cos(turn)]) * radius * _SISTER_RADIUS * _SISTER_GAP / 2
        if all(np.hypot(*(middle - other)) > 2 * gap for other in placed):
            sisters.append((len(placed), len(placed) + 1))
            placed += [middle - offset, middle + offset]
    if not placed:
        # However small the field, one cell lies well inside it.
        placed.append(rng.uniform(0.3, 0.7, 2) * size_um)
    tries = int(14 * ((size_um + 2 * margin) / gap) ** 2) + 8
    for candidate in rng.uniform(-margin, size_um + margin, (tries, 2)):
        if (np.hypot(*(np.array(placed) - candidate).T) > gap).all():
            placed.append(candidate)
    return np.array(placed, dtype=np.float32), np.array(sisters, dtype=np.intp).reshape(-1, 2)


def draw_layout(
    *, line: CellLine, size: int, pixel_size_um: float, crowding: float, pairs: int, rng: np.random.Generator
) -> Layout:
    """Draw the cells of a field of `size` pixels.

    `crowding` over 1 packs the cells, `pairs` is how many pairs have just divided.
    """
    centre_um, sisters = _scatter(
        line=line, size_um=size * pixel_size_um, crowding=crowding, pairs=pairs, rng=rng
    )
    count = len(centre_um)
    radius = line.cell_radius_um * rng.lognormal(0.0, line.cell_radius_spread, count)
    elongation = 1.0 + (line.elongation - 1.0) * rng.uniform(0.4, 1.5, count)
    angle = rng.uniform(0, np.pi, count)
    nucleus_radius = line.nucleus_radius_um * rng.lognormal(0.0, 0.10, count)
    twins = sisters.ravel()
    radius[twins] = line.cell_radius_um * _SISTER_RADIUS * rng.uniform(0.95, 1.05, len(twins))
    elongation[twins] = 1.05
    nucleus_radius[twins] = line.nucleus_radius_um * 0.66
    nucleus_radius = np.minimum(nucleus_radius, 0.62 * radius / np.sqrt(elongation))
    room = np.maximum(radius / np.sqrt(elongation) - nucleus_radius, 0.0)
    drift = rng.normal(0.0, 0.22, (count, 2)) * room[:, None]
    drift[twins] *= 0.4
    nucleus_centre_um = centre_um + drift
    nucleus_angle = np.where(elongation > 1.2, angle, rng.uniform(0, np.pi, count)) + rng.normal(0, 0.2, count)
    side = rng.uniform(0, 2 * np.pi, count)
    reach = nucleus_radius + rng.uniform(1.2, 2.8, count)
    organizing_center_um = nucleus_centre_um + reach[:, None] * np.stack([np.sin(side), np.cos(side)], axis=1)
    return Layout(
        centre=(centre_um / pixel_size_um).astype(np.float32),
        radius_um=radius.astype(np.float32),
        elongation=elongation.astype(np.float32),
        angle=angle.astype(np.float32),
        nucleus_centre=(nucleus_centre_um / pixel_size_um).astype(np.float32),
        nucleus_radius_um=nucleus_radius.astype(np.float32),
        nucleus_elongation=(1.0 + (line.nucleus_elongation - 1.0) * rng.uniform(0.4, 1.6, count)).astype(
            np.float32
        ),
        nucleus_angle=nucleus_angle.astype(np.float32),
        organizing_center=(organizing_center_um / pixel_size_um).astype(np.float32),
        sisters=sisters,
    )
