"""Fluorescence outside objects: 8 measures of the protein in the pixels below a threshold.

After SLF7.79, the share of fluorescence not included in objects (Murphy, Velliste & Porreca 2003, Journal of
VLSI Signal Processing 35:311), at both thresholds of `components.py`. With F the protein's values in the pixels
of the cell below the threshold and G those in its objects, at each threshold:

- `share`: sum of F / sum of the protein in the cell. Undefined (1) where the cell is black.
- `contrast`: (mean F - mean G) / (mean F + mean G), -1 to 0. Undefined (0) without objects.
- `variation`: standard deviation of F / mean F. Undefined (0) where F is black.
- `skewness`: third central moment of F / its standard deviation cubed. Undefined (0) where F does not vary.

A cell whose values do not differ has no object: F is all of it. Values are raw, with the camera's offset: all
but `skewness` change with it, none with gain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlworker.features.components import THRESHOLDS, find_protein
from mlworker.features.family import Family, Floats
from mlworker.features.measures import Measure, columns
from mlworker.features.moments import Moments, moments_below
from mlworker.features.ratios import contrast, ratio
from mlworker.fields import CellField

NAME = "background"


@dataclass(frozen=True)
class _Dim:
    """The pixels below one threshold: their moments, the cells' fluorescence, and the objects' mean value."""

    below: Moments
    whole: Floats
    objects: Floats


_MEASURES: tuple[Measure[_Dim], ...] = (
    Measure("share", lambda dim: ratio(dim.below.mean * dim.below.count, dim.whole), 1.0),
    Measure("contrast", lambda dim: contrast(dim.below.mean, dim.objects), 0.0),
    Measure("variation", lambda dim: ratio(np.sqrt(dim.below.variance), dim.below.mean), 0.0),
    Measure("skewness", lambda dim: dim.below.skewness, 0.0),
)


def _compute(cells: CellField) -> Floats:
    protein = find_protein(cells)
    parts = []
    for objects, thresholds in zip(protein.objects, protein.thresholds, strict=True):
        area, fluorescence = objects.total(objects.shapes.mass), objects.total(objects.fluorescence)
        dim = _Dim(
            below=moments_below(protein.plane, protein.runs, thresholds),
            whole=protein.fluorescence.mass,
            objects=ratio(fluorescence, area),
        )
        parts.append(columns(_MEASURES, dim))
    return np.hstack(parts)


FAMILY = Family(
    name=NAME,
    version=1,
    specs=tuple(measure.spec(NAME, level=level) for level in THRESHOLDS for measure in _MEASURES),
    compute=_compute,
)
