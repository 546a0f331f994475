"""A low-pass filter: three running means, nearly a Gaussian, at a cost that does not depend on its width."""

from __future__ import annotations

import numpy as np
from numba import njit

from mlworker.segmentation.scale import Plane

PASSES = 3


def smooth(plane: Plane, sigma: float) -> Plane:
    """Return the plane through a low-pass filter of standard deviation `sigma` in pixels.

    Three box filters whose widths give that deviation (Kovesi 2010, "Fast almost-Gaussian filtering"); edges
    are repeated outwards. Below about 0.6 pixels nothing is filtered.
    """
    out = plane
    for radius in box_radii(sigma):
        if radius:
            out = _box(out, radius)
    return out


def box_radii(sigma: float) -> tuple[int, ...]:
    """Return the half widths of the boxes that together have the deviation `sigma`."""
    ideal = np.sqrt(12 * sigma**2 / PASSES + 1)
    low = int(ideal) - (int(ideal) % 2 == 0)
    narrow = round((12 * sigma**2 - PASSES * (low**2 + 4 * low + 3)) / (-4 * low - 4))
    narrow = min(max(narrow, 0), PASSES)
    return (low // 2,) * narrow + (low // 2 + 1,) * (PASSES - narrow)


@njit(cache=True, nogil=True)
def _box(plane: Plane, radius: int) -> Plane:
    height, width = plane.shape
    share = 1.0 / (2 * radius + 1)
    across = np.empty_like(plane)
    for row in range(height):
        total = 0.0
        for place in range(-radius, radius + 1):
            total += plane[row, min(max(place, 0), width - 1)]
        for column in range(width):
            across[row, column] = total * share
            total += plane[row, min(column + radius + 1, width - 1)]
            total -= plane[row, max(column - radius, 0)]
    out = np.empty_like(plane)
    totals = np.zeros(width)
    for place in range(-radius, radius + 1):
        for column in range(width):
            totals[column] += across[min(max(place, 0), height - 1), column]
    for row in range(height):
        entering, leaving = min(row + radius + 1, height - 1), max(row - radius, 0)
        for column in range(width):
            out[row, column] = totals[column] * share
            totals[column] += across[entering, column] - across[leaving, column]
    return out
