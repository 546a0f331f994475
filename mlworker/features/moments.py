"""Moments of the values of pixels: mean, variance, skewness and kurtosis, of a cell or of its dim part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from mlworker.features.family import Floats
from mlworker.features.ratios import ratio
from mlworker.features.runs import Integers, Plane, Runs, places_of


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
def _mean(plane: Plane, places: Integers, ceiling: int) -> tuple[np.int64, float]:
    count, total = np.int64(0), np.int64(0)
    for i in range(places.shape[1]):
        row = places[0, i]
        for column in range(places[1, i], places[2, i]):
            value = np.int64(plane[row, column])
            counted = np.int64(value < ceiling)
            count += counted
            total += value * counted
    return count, total / max(count, np.int64(1))


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract", "nsz"})
def _powers(plane: Plane, places: Integers, ceiling: int, mean: float) -> tuple[float, float, float]:
    two, three, four = 0.0, 0.0, 0.0
    for i in range(places.shape[1]):
        row = places[0, i]
        for column in range(places[1, i], places[2, i]):
            value = np.int64(plane[row, column])
            away = value - mean if value < ceiling else 0.0
            square = away * away
            two += square
            three += square * away
            four += square * square
    return two, three, four


@njit(cache=True, nogil=True)
def _moments(plane: Plane, runs: Runs, ceilings: Integers, found: Floats) -> None:
    for owner in range(len(ceilings)):
        places, ceiling = places_of(runs, owner), ceilings[owner]
        count, mean = _mean(plane, places, ceiling)
        found[0, owner], found[1, owner] = count, mean
        found[2, owner], found[3, owner], found[4, owner] = _powers(plane, places, ceiling, mean)


def moments_below(plane: Plane, runs: Runs, ceilings: Integers) -> Moments:
    """Return the moments of the pixels of each owner that lie below its ceiling, (owners,)."""
    found = np.zeros((5, len(ceilings)))
    _moments(plane, runs, ceilings, found)
    count, mean, two, three, four = found
    variance = ratio(two, count)
    return Moments(
        count=count,
        mean=np.where(count > 0, mean, np.nan),
        variance=variance,
        skewness=ratio(ratio(three, count), variance**1.5),
        kurtosis=ratio(ratio(four, count), variance**2) - 3.0,
    )
