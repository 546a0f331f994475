"""Entropy of counts, in bits, without a logarithm for each count."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

_TABULATED = 4096
_TABLE = np.array([0.0] + [count * math.log2(count) for count in range(1, _TABULATED)])


@njit(cache=True, nogil=True)
def weighed(count: int) -> float:
    """Return c log2(c) of a count, 0 for none: n log2(n) less their sum is n times the entropy of n in all."""
    return float(_TABLE[count]) if count < _TABULATED else count * math.log2(count)


@njit(cache=True, nogil=True)
def entropy_of(counts: NDArray[np.int64], total: int) -> float:
    """Return the entropy in bits of the shares of `counts`, which sum to `total`."""
    sum_weighed = 0.0
    for count in counts:
        sum_weighed += weighed(int(count))
    return math.log2(total) - sum_weighed / total
