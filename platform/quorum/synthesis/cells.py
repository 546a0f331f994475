"""Cell territories, nuclei and nucleoli of one field as maps of labels and distances."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quorum.synthesis.cell_lines import CellLine
from quorum.synthesis.layout import Floats, Layout, draw_layout
from quorum.synthesis.strokes import Points, pixel_index
from quorum.synthesis.textures import Image, smooth_noise, soft_step

Labels = NDArray[np.int32]

FAR = np.float32(1e3)


@dataclass(frozen=True)
class Nucleoli:
    """Nucleoli, one row each.

    `cell` is the row of the layout, `centre` is y, x in pixels, lengths are in micrometres.
    """

    cell: NDArray[np.intp]
    centre: Points
    radius_um: Floats
    stretch: Floats
    angle: Floats


@dataclass(frozen=True)
class Cells:
    """Geometry of one field.

    Maps are (size, size); distances are in micrometres, approximate and positive inside.
    `label` and `nucleus_label` are 0 outside and the layout's row + 1 inside. `edge_um` is the distance to
    the nearest edge of the own cell, `border_um` that to the nearest touching neighbour (`FAR` without one)
    and `nucleus_um` that to the edge of the own nucleus, negative outside the nucleus.
    """

    size: int
    pixel_size_um: float
    line: CellLine
    layout: Layout
    label: Labels
    nucleus_label: Labels
    edge_um: Image
    border_um: Image
    nucleus_um: Image
    nucleoli: Nucleoli

    @property
    def count(self) -> int:
        """Number of cells, those that only reach into the field included."""
        return len(self.layout.centre)

    def pixels(self, length_um: float) -> float:
        """Convert micrometres to pixels."""
        return length_um / self.pixel_size_um

    def per_cell(self, values: Floats, *, outside: float = 0.0) -> Image:
        """Spread one value per cell over the cell's pixels; (size, size)."""
        return np.concatenate([[outside], values]).astype(np.float32)[self.label]

    def body(self) -> Image:
        """Return 1 inside cells and 0 outside, with soft edges."""
        return soft_step(self.edge_um, 0.35)

    def nucleus(self) -> Image:
        """Return 1 inside nuclei and 0 outside, with soft edges."""
        return soft_step(self.nucleus_um, 0.35)

    def at(self, image: Image, points: Points) -> Points:
        """Look up an image at points (..., 2); points off the canvas read its nearest edge."""
        rows, columns, _ = pixel_index(points, self.size)
        return image[rows, columns]

    def owned(self, points: Points, cell: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Say which points (steps, lines, 2) lie in the cell (lines,) that their line belongs to."""
        rows, columns, inside = pixel_index(points, self.size)
        own: NDArray[np.bool_] = inside & (self.label[rows, columns] == cell + 1)
        return own


def _outline(
    rows: Image, columns: Image, *, centre: Floats, axes: tuple[float, float], angle: float, bumps: Floats
) -> Image:
    # Radius relative to a bumpy ellipse: 1 on the outline. bumps: (3, 2) cosine and sine parts of 2, 3 and 5
    # waves.
    dy, dx = rows - centre[0], columns - centre[1]
    sine, cosine = np.float32(np.sin(angle)), np.float32(np.cos(angle))
    along = (dx * cosine + dy * sine) / np.float32(axes[0])
    across = (dy * cosine - dx * sine) / np.float32(axes[1])
    turn = (along + 1j * across).astype(np.complex64)
    radius = np.abs(turn)
    turn /= np.maximum(radius, 1e-6)
    square = turn * turn
    cube = square * turn
    edge = np.ones_like(radius)
    for wave, (real, imaginary) in zip((square, cube, cube * square), bumps, strict=True):
        edge += real * wave.real + imaginary * wave.imag
    return np.asarray(radius / np.maximum(edge, 0.3), dtype=np.float32)


def _window(centre: Floats, reach: float, size: int) -> tuple[slice, slice] | None:
    low = np.maximum(np.floor(centre - reach), 0).astype(int)
    high = np.minimum(np.ceil(centre + reach) + 1, size).astype(int)
    if (high <= low).any():
        return None
    return slice(low[0], high[0]), slice(low[1], high[1])


def _territories(
    layout: Layout, line: CellLine, *, size: int, pixel_size_um: float, rng: np.random.Generator
) -> tuple[Labels, Image, Image]:
    # A pixel belongs to the cell whose outline it lies deepest in; the runner-up gives the border between
    # cells.
    axis = np.arange(size, dtype=np.float32)
    warp = line.ragged * 0.35 * line.cell_radius_um / pixel_size_um
    scale = 0.35 * line.cell_radius_um / pixel_size_um
    rows = axis[:, None] + np.float32(warp) * smooth_noise(size, scale_px=scale, rng=rng)
    columns = axis[None, :] + np.float32(warp) * smooth_noise(size, scale_px=scale, rng=rng)
    best = np.full((size, size), FAR, dtype=np.float32)
    second = np.full((size, size), FAR, dtype=np.float32)
    label = np.zeros((size, size), dtype=np.int32)
    radius_map = np.ones((size, size), dtype=np.float32)
    for cell in range(len(layout.centre)):
        radius = float(layout.radius_um[cell]) / pixel_size_um
        stretch = float(np.sqrt(layout.elongation[cell]))
        bumps = rng.normal(0, 1, (3, 2)) * np.array([[line.ragged], [line.ragged], [line.spiky]])
        window = _window(layout.centre[cell], radius * stretch * 1.6 + 3 * warp, size)
        if window is None:
            continue
        depth = _outline(
            rows[window],
            columns[window],
            centre=layout.centre[cell],
            axes=(radius * stretch, radius / stretch),
            angle=float(layout.angle[cell]),
            bumps=bumps.astype(np.float32),
        )
        wins = depth < best[window]
        second[window] = np.where(wins, best[window], np.minimum(second[window], depth))
        best[window] = np.where(wins, depth, best[window])
        label[window] = np.where(wins & (depth < 1), cell + 1, label[window])
        radius_map[window] = np.where(wins, layout.radius_um[cell] / stretch, radius_map[window])
    free = (1.0 - best) * radius_map
    border = np.where(second < 1.15, (second - best) * radius_map * 0.5, FAR).astype(np.float32)
    return label, np.minimum(free, border).astype(np.float32), border


def _nuclei(
    layout: Layout, line: CellLine, label: Labels, *, pixel_size_um: float, rng: np.random.Generator
) -> tuple[Labels, Image]:
    size = len(label)
    axis = np.arange(size, dtype=np.float32)
    warp = 0.03 * line.nucleus_radius_um / pixel_size_um
    scale = 0.3 * line.nucleus_radius_um / pixel_size_um
    rows = axis[:, None] + np.float32(warp) * smooth_noise(size, scale_px=scale, rng=rng)
    columns = axis[None, :] + np.float32(warp) * smooth_noise(size, scale_px=scale, rng=rng)
    distance = np.full((size, size), -FAR, dtype=np.float32)
    for cell in range(len(layout.centre)):
        radius_um = float(layout.nucleus_radius_um[cell])
        stretch = float(np.sqrt(layout.nucleus_elongation[cell]))
        radius = radius_um / pixel_size_um
        lobes = rng.normal(0, line.nucleus_lobes, (3, 2)) * np.array([[0.8], [1.0], [0.3]])
        window = _window(layout.nucleus_centre[cell], float(layout.radius_um[cell]) / pixel_size_um * 2.2, size)
        if window is None:
            continue
        depth = _outline(
            rows[window],
            columns[window],
            centre=layout.nucleus_centre[cell],
            axes=(radius * stretch, radius / stretch),
            angle=float(layout.nucleus_angle[cell]),
            bumps=lobes.astype(np.float32),
        )
        own = label[window] == cell + 1
        distance[window] = np.where(own, (1 - depth) * np.float32(radius_um), distance[window])
    return np.where(distance > 0, label, 0).astype(np.int32), distance


def _nucleoli(layout: Layout, line: CellLine, *, pixel_size_um: float, rng: np.random.Generator) -> Nucleoli:
    numbers = np.clip(rng.poisson(line.nucleoli_mean - 1, len(layout.centre)) + 1, 1, 5)
    cell = np.repeat(np.arange(len(numbers)), numbers)
    count = len(cell)
    step = np.concatenate([np.arange(n) / n for n in numbers]) * 2 * np.pi
    # Evenly turned around the nucleus so that nucleoli of one cell rarely overlap.
    turn = step + rng.uniform(0, 2 * np.pi, len(numbers))[cell] + rng.normal(0, 0.35, count)
    away = np.where(numbers[cell] == 1, rng.uniform(0.0, 0.35, count), rng.uniform(0.3, 0.62, count))
    stretch = np.sqrt(layout.nucleus_elongation[cell])
    along = away * stretch * np.cos(turn)
    across = away / stretch * np.sin(turn)
    tilt = layout.nucleus_angle[cell]
    shift = np.stack(
        [along * np.sin(tilt) + across * np.cos(tilt), along * np.cos(tilt) - across * np.sin(tilt)], axis=1
    )
    radius = (
        line.nucleolus_radius_um * rng.lognormal(0.05, 0.22, count) * (1.25 / np.sqrt(numbers[cell])) ** 0.6
    )
    nucleus_px = layout.nucleus_radius_um[cell, None] / pixel_size_um
    return Nucleoli(
        cell=cell,
        centre=(layout.nucleus_centre[cell] + shift * nucleus_px).astype(np.float32),
        radius_um=np.minimum(radius, 0.3 * layout.nucleus_radius_um[cell]).astype(np.float32),
        stretch=rng.uniform(1.0, 1.5, count).astype(np.float32),
        angle=rng.uniform(0, np.pi, count).astype(np.float32),
    )


def stamp_nucleoli(cells: Cells) -> Image:
    """Return the relative radius inside nucleoli (0 centre, 1 edge, `FAR` elsewhere); (size, size)."""
    depth_map = np.full((cells.size, cells.size), FAR, dtype=np.float32)
    axis = np.arange(cells.size, dtype=np.float32)
    nucleoli = cells.nucleoli
    no_bumps = np.zeros((3, 2), dtype=np.float32)
    for row in range(len(nucleoli.cell)):
        radius = cells.pixels(float(nucleoli.radius_um[row]))
        stretch = float(np.sqrt(nucleoli.stretch[row]))
        window = _window(nucleoli.centre[row], radius * 2.2 + 2, cells.size)
        if window is None:
            continue
        depth = _outline(
            axis[window[0], None],
            axis[None, window[1]],
            centre=nucleoli.centre[row],
            axes=(radius * stretch, radius / stretch),
            angle=float(nucleoli.angle[row]),
            bumps=no_bumps,
        )
        depth_map[window] = np.minimum(depth_map[window], depth)
    return depth_map


def draw_cells(
    *,
    line: CellLine,
    size: int,
    pixel_size_um: float,
    rng: np.random.Generator,
    crowding: float = 1.0,
    pairs: int = 0,
) -> Cells:
    """Draw the geometry of a field of (size, size) pixels; see `draw_layout` for `crowding` and `pairs`."""
    layout = draw_layout(
        line=line, size=size, pixel_size_um=pixel_size_um, crowding=crowding, pairs=pairs, rng=rng
    )
    label, edge_um, border_um = _territories(layout, line, size=size, pixel_size_um=pixel_size_um, rng=rng)
    nucleus_label, nucleus_um = _nuclei(layout, line, label, pixel_size_um=pixel_size_um, rng=rng)
    return Cells(
        size=size,
        pixel_size_um=pixel_size_um,
        line=line,
        layout=layout,
        label=label,
        nucleus_label=nucleus_label,
        edge_um=edge_um,
        border_um=border_um,
        nucleus_um=nucleus_um,
        nucleoli=_nucleoli(layout, line, pixel_size_um=pixel_size_um, rng=rng),
    )
