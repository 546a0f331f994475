"""The three reference channels: nuclei, microtubules and endoplasmic reticulum."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quorum.synthesis.cells import Cells, stamp_nucleoli
from quorum.synthesis.strokes import Paths, Points, draw_lines, walk
from quorum.synthesis.textures import Image, band_noise, grain, net, smooth_noise, soft_step

STEP_UM = 0.5
MICROTUBULE_WIDTH_UM = 0.16


@dataclass(frozen=True)
class Fibres:
    """Bent lines and the cell each belongs to: `weights` (steps, lines) is 0 past the end of a fibre."""

    paths: Paths
    weights: Points
    cell: NDArray[np.intp]


@dataclass(frozen=True)
class Scene:
    """What a protein pattern may look at: the cells, their microtubules, their ER and their nucleoli.

    Images are (size, size): `er` is the ER channel before the optics, `nucleolus_depth` the map of
    `stamp_nucleoli`, `haze` the faint signal that nearly every antibody leaves in the cytoplasm, about 0..1.
    """

    cells: Cells
    microtubules: Fibres
    microtubule_image: Image
    er: Image
    nucleolus_depth: Image
    haze: Image

    def nucleoli(self) -> Image:
        """Return 1 inside nucleoli and 0 outside, with soft edges."""
        return soft_step(1.0 - self.nucleolus_depth, 0.18) * (self.cells.nucleus_um > 0)


def grow_fibres(
    cells: Cells,
    *,
    start: Points,
    heading: Points,
    cell: NDArray[np.intp],
    length_um: float,
    bend: float,
    rng: np.random.Generator,
    inside_nucleus: float = 0.12,
) -> Fibres:
    """Grow fibres from `start` until they leave their cell.

    `inside_nucleus` is their weight over the nucleus.
    """
    steps = max(4, round(length_um / STEP_UM))
    paths = walk(start, heading, steps=steps, step_px=cells.pixels(STEP_UM), bend=bend, rng=rng)
    alive = np.logical_and.accumulate(cells.owned(paths.points, cell), axis=0)
    own_length = rng.uniform(0.45, 1.0, len(cell)) * steps
    alive &= np.arange(steps + 1)[:, None] <= own_length[None, :]
    over_nucleus = cells.at(cells.nucleus_um, paths.points) > 0
    weights = alive * np.where(over_nucleus, np.float32(inside_nucleus), np.float32(1.0))
    return Fibres(paths, weights.astype(np.float32), cell)


def grow_microtubules(cells: Cells, *, rng: np.random.Generator) -> Fibres:
    """Grow microtubules: most from the organizing center, the rest from around the nucleus, outwards."""
    layout, line = cells.layout, cells.line
    cell = np.repeat(np.arange(cells.count), line.microtubules_per_cell)
    count = len(cell)
    turn = rng.uniform(0, 2 * np.pi, count)
    ring = np.stack([np.sin(turn), np.cos(turn)], axis=1)
    around = layout.nucleus_centre[cell] + ring * cells.pixels(1.0) * (
        layout.nucleus_radius_um[cell, None] * rng.uniform(0.85, 1.5, (count, 1))
    )
    from_center = rng.random(count) < 0.45
    jitter = rng.normal(0, cells.pixels(0.6), (count, 2))
    start = np.where(from_center[:, None], layout.organizing_center[cell] + jitter, around)
    outward = np.arctan2(ring[:, 0], ring[:, 1])
    along = layout.angle[cell] + np.where(np.cos(outward - layout.angle[cell]) > 0, 0.0, np.pi)
    # Long cells lead their microtubules along the long axis; some always run round the nucleus.
    pull = np.clip((layout.elongation[cell] - 1.0) * 0.55, 0.0, 0.8)
    aside = np.where(rng.random(count) < 0.35, rng.choice([-1.2, 1.2], count), rng.normal(0, 0.45, count))
    difference = np.angle(np.exp(1j * (along - outward)))
    heading = outward + pull * difference + aside
    longest = float(line.cell_radius_um) * 2.3
    return grow_fibres(
        cells,
        start=start.astype(np.float32),
        heading=heading.astype(np.float32),
        cell=cell,
        length_um=longest,
        bend=line.microtubule_bend,
        rng=rng,
    )


def draw_microtubules(cells: Cells, fibres: Fibres, *, rng: np.random.Generator) -> Image:
    """Draw the microtubule channel: fibres over a faint haze of free tubulin; about 0..1."""
    strength = rng.lognormal(-0.45, 0.45, len(fibres.cell)).astype(np.float32)
    mesh = draw_lines(
        fibres.paths.points,
        fibres.weights * strength,
        step_px=cells.pixels(STEP_UM),
        sigma_px=cells.pixels(MICROTUBULE_WIDTH_UM),
        size=cells.size,
    )
    gain = cells.per_cell(rng.lognormal(0.0, 0.2, cells.count).astype(np.float32))
    haze = 0.10 * cells.body() * (1.0 - 0.7 * cells.nucleus())
    return np.asarray(gain * (haze + 0.95 * (1.0 - np.exp(-0.6 * mesh))), dtype=np.float32)


def draw_er(cells: Cells, *, rng: np.random.Generator) -> Image:
    """Draw the ER channel: a net that is dense round the nucleus and thins out towards the edge; about
    0..1.
    """
    mesh = net(cells.size, mesh_px=cells.pixels(0.75), sharpness=1.5, rng=rng)
    cloud = smooth_noise(cells.size, scale_px=cells.pixels(4.0), rng=rng)
    outside_um = np.maximum(-cells.nucleus_um, 0.0)
    reach = cells.line.er_reach * cells.line.cell_radius_um
    fade = np.exp(-((outside_um / reach) ** 1.5)) * (1.0 + 0.18 * cloud)
    gain = cells.per_cell(rng.lognormal(0.0, 0.2, cells.count).astype(np.float32))
    cytoplasm = cells.body() * (1.0 - 0.93 * cells.nucleus())
    rim = 0.25 * np.exp(-((cells.nucleus_um / 0.5) ** 2))
    return np.asarray(gain * cytoplasm * np.clip(fade, 0.05, None) * (0.3 + 0.7 * mesh + rim), dtype=np.float32)


def draw_nuclei(cells: Cells, nucleolus_depth: Image, *, rng: np.random.Generator) -> Image:
    """Draw the DNA channel: grainy nuclei with dark nucleoli, each of its own brightness; about 0..1."""
    chromatin = band_noise(cells.size, scale_px=cells.pixels(1.1), rng=rng)
    clumps = smooth_noise(cells.size, scale_px=cells.pixels(2.5), rng=rng)
    texture = 0.72 + cells.line.chromatin_grain * (0.7 * chromatin + 0.5 * clumps)
    holes = 1.0 - 0.62 * soft_step(1.0 - nucleolus_depth, 0.22)
    gain = cells.per_cell(rng.lognormal(0.0, 0.22, cells.count).astype(np.float32))
    return np.asarray(gain * cells.nucleus() * np.clip(texture, 0.1, 1.4) * holes, dtype=np.float32)


def _draw_haze(cells: Cells, *, rng: np.random.Generator) -> Image:
    thickness = 0.35 + 0.65 * np.clip(cells.edge_um / (0.45 * cells.line.cell_radius_um), 0.0, 1.0)
    fine = grain(cells.size, sigma_px=max(cells.pixels(0.3), 0.7), rng=rng)
    cloud = smooth_noise(cells.size, scale_px=cells.pixels(3.5), rng=rng)
    texture = np.clip(1.0 + 0.3 * fine + 0.15 * cloud, 0.1, 2.2)
    return np.asarray(cells.body() * (1.0 - 0.35 * cells.nucleus()) * thickness * texture, dtype=np.float32)


def draw_scene(cells: Cells, *, rng: np.random.Generator) -> Scene:
    """Draw what every protein pattern of a field shares."""
    fibres = grow_microtubules(cells, rng=rng)
    return Scene(
        cells=cells,
        microtubules=fibres,
        microtubule_image=draw_microtubules(cells, fibres, rng=rng),
        er=draw_er(cells, rng=rng),
        nucleolus_depth=stamp_nucleoli(cells),
        haze=_draw_haze(cells, rng=rng),
    )
