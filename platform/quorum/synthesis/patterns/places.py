"""Random places inside cells at which patterns put their dots and lines."""

import numpy as np
from numpy.typing import NDArray

from quorum.synthesis.cells import Cells
from quorum.synthesis.strokes import Points
from quorum.synthesis.textures import Image


def places_by_density(
    cells: Cells, density: Image, *, per_cell: float, rng: np.random.Generator
) -> tuple[Points, NDArray[np.intp]]:
    """Draw points with probability proportional to `density` (size, size), about `per_cell` a whole cell.

    Returns points (points, 2) as y, x in pixels and the row of the cell each lies in. A cell that only
    reaches into the field gets its share by area.
    """
    weight = np.where(cells.label > 0, np.maximum(density, 0.0), 0.0).ravel()
    cumulative = np.cumsum(weight, dtype=np.float64)
    if cumulative[-1] <= 0:
        return np.zeros((0, 2), dtype=np.float32), np.zeros(0, dtype=np.intp)
    whole_cell_px = np.pi * cells.pixels(cells.line.cell_radius_um) ** 2
    cells_shown = np.count_nonzero(cells.label) / whole_cell_px
    number = int(rng.poisson(max(per_cell * cells_shown, 1.0)))
    picks = np.searchsorted(cumulative, rng.uniform(0, cumulative[-1], number))
    picks = np.minimum(picks, weight.size - 1)
    rows, columns = np.divmod(picks, cells.size)
    points = np.stack([rows, columns], axis=1) + rng.uniform(0, 1, (number, 2))
    return points.astype(np.float32), (cells.label[rows, columns] - 1).astype(np.intp)


def places_in_nuclei(
    cells: Cells, numbers: NDArray[np.int64], *, reach: float, rng: np.random.Generator
) -> tuple[Points, NDArray[np.intp]]:
    """Draw `numbers` (cells,) points evenly in each nucleus, out to `reach` of its radius.

    Returns points (points, 2) as y, x in pixels and the row of the cell each lies in.
    """
    layout = cells.layout
    cell = np.repeat(np.arange(cells.count), numbers)
    turn = rng.uniform(0, 2 * np.pi, len(cell))
    away = reach * np.sqrt(rng.uniform(0, 1, len(cell)))
    stretch = np.sqrt(layout.nucleus_elongation[cell])
    along, across = away * stretch * np.cos(turn), away / stretch * np.sin(turn)
    tilt = layout.nucleus_angle[cell]
    shift = np.stack(
        [along * np.sin(tilt) + across * np.cos(tilt), along * np.cos(tilt) - across * np.sin(tilt)], axis=1
    )
    radius_px = cells.pixels(1.0) * layout.nucleus_radius_um[cell, None]
    return (layout.nucleus_centre[cell] + shift * radius_px).astype(np.float32), cell


def beside_nucleus(
    cells: Cells, *, gap_um: float, rng: np.random.Generator, spread: float = 0.5
) -> tuple[Points, Points]:
    """Return one point per cell `gap_um` outside the nucleus, towards its organizing center.

    Returns points (cells, 2) in pixels and their directions (cells,) seen from the nucleus; directions and
    `spread` are in radians.
    """
    layout = cells.layout
    arm = layout.organizing_center - layout.nucleus_centre
    direction = np.arctan2(arm[:, 0], arm[:, 1]) + rng.normal(0, spread, cells.count)
    tilt = direction - layout.nucleus_angle
    stretch = np.sqrt(layout.nucleus_elongation)
    edge_um = layout.nucleus_radius_um / np.sqrt((np.cos(tilt) / stretch) ** 2 + (np.sin(tilt) * stretch) ** 2)
    reach = cells.pixels(1.0) * (edge_um + gap_um)
    ring = np.stack([np.sin(direction), np.cos(direction)], axis=1)
    return (layout.nucleus_centre + ring * reach[:, None]).astype(np.float32), direction.astype(np.float32)
