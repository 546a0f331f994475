"""What a feature is: its declared place in the table, and how a family of features is computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlworker.fields import CellField

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FeatureSpec:
    """One feature of a cell.

    `name` is unique, dotted, from the family down (`haralick.contrast.straight.256.x2`). `reference` is the
    channel that the protein is paired with, None for the protein alone; a field without that channel has no
    such feature. `scale` is how many pixels a side are averaged into one; `level` names grey levels, bins or
    the threshold, where there are any. `undefined` is the documented value where the definition has none (no
    object, no variance); None says that the definition always has one.
    """

    name: str
    family: str
    reference: str | None = None
    scale: int = 1
    level: str | None = None
    undefined: float | None = None


@dataclass(frozen=True)
class Family:
    """Features that are computed together.

    `compute` takes a field with its cells and returns (cells, specs) in the order of `specs`; NaN marks a
    value that its definition leaves undefined. Specs of a reference that the field lacks are NaN as well:
    the caller never asks for them. `version` rises whenever a value may change.
    """

    name: str
    version: int
    specs: tuple[FeatureSpec, ...]
    compute: Callable[[CellField], Floats]
