"""Moments of the values of pixels: mean, variance, skewness and kurtosis, of a cell or of its dim part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from mlworker.features.family import Floats
from mlworker.features.ratios import ratio
from mlworker.features.runs import Integers, Plane, Runs


@dataclass(frozen=True)
class Moments:
    """Of the pixels of each owner (owners,): how many, and their mean, variance, skewness and kurtosis.

    Variance divides by the number of pixels; kurtosis is 0 for a normal distribution. The mean and variance
    of no pixel, and skewness and kurtosis of values that do not differ, are NaN.
    """

    count: Floats
    mean: Floats
    variance: Floats
    skewness: Floats
    kurtosis: Floats


@njit(cache=True, nogil=True)
def _mean(plane, runs, a, b, ceiling):  # type: ignore[no-untyped-def]
    count, total = 0, 0
    for i in range(a, b):
        row = runs[0, i]
        for column in range(runs[1, i], runs[2, i]):
            value = np.int64(plane[row, column])
            counted = value < ceiling
            count += counted
            total += value * counted
    return count, total / max(count, 1)


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract", "nsz"})
def _powers(  # type: ignore[no-untyped-def] # noqa: PLR0917 (numba takes arrays, not objects)
    plane, runs, a, b, ceiling, mean
):
    two, three, four = 0.0, 0.0, 0.0
    for i in range(a, b):
        row = runs[0, i]
        for column in range(runs[1, i], runs[2, i]):
            value = np.int64(plane[row, column])
            away = value - mean if value < ceiling else 0.0
            square = away * away
            two += square
            three += square * away
            four += square * square
    return two, three, four


@njit(cache=True, nogil=True)
def _moments(plane, first, runs, ceilings, found):  # type: ignore[no-untyped-def]
    for owner in range(len(ceilings)):
        a, b, ceiling = first[owner], first[owner + 1], ceilings[owner]
        count, mean = _mean(plane, runs, a, b, ceiling)
        found[0, owner], found[1, owner] = count, mean
        found[2, owner], found[3, owner], found[4, owner] = _powers(plane, runs, a, b, ceiling, mean)


def moments_below(plane: Plane, runs: Runs, ceilings: Integers) -> Moments:
    """Return the moments of the pixels of each owner that lie below its ceiling, (owners,)."""
    found = np.zeros((5, len(ceilings)))
    _moments(plane, runs.first, runs.places, ceilings, found)
    count, mean, two, three, four = found
    variance = ratio(two, count)
    return Moments(
        count=count,
        mean=np.where(count > 0, mean, np.nan),
        variance=variance,
        skewness=ratio(ratio(three, count), variance**1.5),
        kurtosis=ratio(ratio(four, count), variance**2) - 3.0,
    )
