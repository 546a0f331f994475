"""Ratios whose denominator may be nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from mlworker.features.family import Floats


def ratio(part: ArrayLike, whole: ArrayLike) -> Floats:
    """Return part / whole, NaN (undefined) where the whole is 0."""
    above = np.asarray(part, dtype=np.float64)
    below = np.asarray(whole, dtype=np.float64)
    undefined = np.full(np.broadcast_shapes(above.shape, below.shape), np.nan)
    found: Floats = np.divide(above, below, out=undefined, where=below != 0.0)
    return found


def contrast(inside: Floats, outside: Floats) -> Floats:
    """Return (inside - outside) / (inside + outside): -1 to 1, 0 for equal, NaN where both are 0."""
    return ratio(inside - outside, inside + outside)
