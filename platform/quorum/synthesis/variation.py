"""How the protein differs from cell to cell within one field."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Variation:
    """Brightness of the protein in each cell and how much of each location the cell shows.

    `gain` is (cells,) with about 1 as the ordinary cell; `shares` is (locations, cells) in 0..1, the
    locations in the order of the field's codes.
    """

    gain: Floats
    shares: Floats


def draw_ordinary(*, cells: int, locations: int, rng: np.random.Generator) -> Variation:
    """Draw cells that differ as cells of one kind do: a little in brightness, not in location."""
    gain = rng.lognormal(0.0, 0.16, cells).astype(np.float32)
    return Variation(gain, np.ones((locations, cells), dtype=np.float32))


def draw_variable(*, cells: int, locations: int, rng: np.random.Generator) -> Variation:
    """Draw cells that differ strongly: in brightness by degrees, on or off, or in location."""
    ordinary = draw_ordinary(cells=cells, locations=locations, rng=rng)
    kind = rng.random()
    if locations > 1 and kind < 0.4:
        chosen = rng.integers(locations, size=cells)
        one_each = np.arange(locations)[:, None] == chosen[None, :]
        return Variation(ordinary.gain, one_each.astype(np.float32))
    if kind < 0.7:
        gain = np.minimum(rng.lognormal(-0.9, 1.2, cells), 1.8)
    else:
        # Ranks instead of coin tosses, so that few cells are never all lit or all dark.
        lit = rng.permutation(cells) < max(1.0, rng.uniform(0.25, 0.6) * cells)
        gain = np.where(lit, rng.uniform(0.8, 1.2, cells), rng.uniform(0.02, 0.15, cells))
    return Variation(gain.astype(np.float32), ordinary.shares)
