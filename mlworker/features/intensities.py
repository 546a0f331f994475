"""Intensities: 6 measures of the protein's values in the whole cell.

Brightness is the value of a pixel divided by the greatest that the depth of the plane can hold (255 or 65,535),
0 to 1; nothing is subtracted. Every cell has at least one pixel.

- `total`: sum of the brightness of the cell's pixels / number of pixels of the field: what the cell adds to the
  mean brightness of the field. The same at every size of pixel, but not for every size of field.
- `mean`, `deviation`: mean and standard deviation (of the pixels, not estimated) of brightness.
- `quantile_95`: the least brightness that at least 95 % of the pixels do not exceed.
- `skewness`: third central moment / standard deviation cubed. Undefined (0) where values do not differ.
- `kurtosis`: fourth central moment / variance squared - 3. Undefined (0) where values do not differ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from mlworker.features.components import find_protein
from mlworker.features.family import Family, Floats
from mlworker.features.measures import Measure, columns
from mlworker.features.moments import Moments, moments_below
from mlworker.features.runs import Integers, Plane, Runs, places_of
from mlworker.features.thresholds import UNREACHED
from mlworker.fields import CellField

NAME = "intensities"


@dataclass(frozen=True)
class _Brightness:
    """Moments and the 95 % quantile of values (cells,), the value of white, and the pixels of the field."""

    moments: Moments
    quantile: Integers
    white: int
    pixels: int


_MEASURES: tuple[Measure[_Brightness], ...] = (
    Measure("total", lambda b: b.moments.mean * b.moments.count / (b.white * b.pixels)),
    Measure("mean", lambda b: b.moments.mean / b.white),
    Measure("deviation", lambda b: np.sqrt(b.moments.variance) / b.white),
    Measure("quantile_95", lambda b: b.quantile / b.white),
    Measure("skewness", lambda b: b.moments.skewness, 0.0),
    Measure("kurtosis", lambda b: b.moments.kurtosis, 0.0),
)


@njit(cache=True, nogil=True)
def _count_bytes(plane: Plane, places: Integers, high: int, counts: Integers) -> None:
    """Count the high bytes of values, or, if `high` names one, the low bytes of the values that have it."""
    counts[:] = 0
    for i in range(places.shape[1]):
        row = places[0, i]
        for column in range(places[1, i], places[2, i]):
            value = np.int64(plane[row, column])
            if high < 0:
                counts[value >> 8] += 1
            elif value >> 8 == high:
                counts[value & 255] += 1


@njit(cache=True, nogil=True)
def _ranked(plane: Plane, runs: Runs, ranks: Integers, found: Integers) -> None:
    counts = np.empty(256, dtype=np.int64)
    for cell in range(len(ranks)):
        rank, places = ranks[cell], places_of(runs, cell)
        for _ in range(2):
            _count_bytes(plane, places, found[cell], counts)
            place = 0
            while counts[place] < rank:
                rank -= counts[place]
                place += 1
            found[cell] = max(found[cell], 0) * 256 + place


def _quantile(plane: Plane, runs: Runs, areas: Floats, share: float) -> Integers:
    found = np.full(len(areas), -1, dtype=np.int64)
    _ranked(plane, runs, np.ceil(share * areas).astype(np.int64), found)
    return found


def _compute(cells: CellField) -> Floats:
    protein = find_protein(cells)
    everything = np.full(cells.count, UNREACHED, dtype=np.int64)
    brightness = _Brightness(
        moments=moments_below(protein.plane, protein.runs, everything),
        quantile=_quantile(protein.plane, protein.runs, protein.outline.mass, 0.95),
        white=int(np.iinfo(cells.field.protein.dtype).max),
        pixels=cells.field.protein.size,
    )
    return columns(_MEASURES, brightness)


FAMILY = Family(
    name=NAME,
    version=1,
    specs=tuple(measure.spec(NAME) for measure in _MEASURES),
    compute=_compute,
)
