"""Zernike moments: the shape of the protein's distribution in the cell's circle, whatever way the cell lies.

49 features: the magnitudes |A(n, l)| for n = 0 .. 12, l = n, n - 2 .. 0 or 1, of the protein's plane in the
cell, which is first divided by its sum (Teague 1980, J. Opt. Soc. Am. 70:920; Boland & Murphy 2001,
Bioinformatics 17:1213). The circle has its centre at the mean position of the cell's pixels, and ends half a
pixel beyond the farthest of them: no pixel of the cell lies outside. A(0, 0) is then 1/pi for every cell; it is
kept so that the family has the published 49.

Equal to `mahotas.features.zernike_moments(masked, radius, 12, cm=centre)` with that circle; by default mahotas
centres on the protein instead, which would hide how far it lies from the middle of the cell. The pixels are not
weighted with their overlap of the circle in either. Turning by 90 degrees and mirroring change nothing but
rounding.

A cell without any protein has no such distribution: 0.
"""

from __future__ import annotations

from math import comb, factorial, pi

import numpy as np
from numpy.typing import NDArray

from mlworker.features.cutouts import Cutout, measure_each
from mlworker.features.family import Family, FeatureSpec, Floats
from mlworker.fields import CellField

DEGREE = 12
ORDERS = tuple((n, turns) for n in range(DEGREE + 1) for turns in range(n % 2, n + 1, 2))


def _weights() -> NDArray[np.complex128]:
    """Return the factor of the sum of x^p y^q in A(n, l), (orders, q, p)."""
    weights = np.zeros((len(ORDERS), DEGREE + 1, DEGREE + 1), dtype=np.complex128)
    for weight, (n, turns) in zip(weights, ORDERS, strict=True):
        for k in range((n - turns) // 2 + 1):
            s = (n - turns) // 2 - k
            below = factorial(s) * factorial((n + turns) // 2 - s) * factorial(k)
            radial = (-1) ** s * factorial(n - s) / below * (n + 1) / pi
            # r^(2k + turns) exp(-i turns angle) is (x^2 + y^2)^k (x - i y)^turns: the binomial theorem, twice.
            for j in range(k + 1):
                for m in range(turns + 1):
                    turn = (1, -1j, -1, 1j)[m % 4]
                    weight[2 * j + m, 2 * (k - j) + turns - m] += radial * comb(k, j) * comb(turns, m) * turn
    return weights


WEIGHTS = _weights()


def circle(cutout: Cutout) -> tuple[float, float, float]:
    """Return the row and column of the centre of the cell's circle, and its radius, in pixels."""
    inside = cutout.inside
    along_rows, along_columns = inside.sum(axis=1), inside.sum(axis=0)
    rows = np.flatnonzero(along_rows)
    row = float(along_rows @ np.arange(len(along_rows)) / along_rows.sum())
    column = float(along_columns @ np.arange(len(along_columns)) / along_columns.sum())
    # The farthest pixel is the first or the last of its row.
    first = inside[rows].argmax(axis=1)
    last = inside.shape[1] - 1 - inside[rows, ::-1].argmax(axis=1)
    reach = np.maximum((first - column) ** 2, (last - column) ** 2)
    return row, column, float(np.sqrt(((rows - row) ** 2 + reach).max())) + 0.5


def zernike_magnitudes(cutout: Cutout) -> Floats:
    """Return the magnitudes in the order of `ORDERS`, (49,); NaN without protein."""
    if not cutout.protein.any():
        return np.full(len(ORDERS), np.nan)
    row, column, radius = circle(cutout)
    height, width = cutout.protein.shape
    y = np.vander((np.arange(height) - row) / radius, DEGREE + 1, increasing=True)
    x = np.vander((np.arange(width) - column) / radius, DEGREE + 1, increasing=True)
    moments = y.T @ (cutout.protein @ x)  # (q, p)
    return np.abs(np.tensordot(WEIGHTS, moments / moments[0, 0]))


def _compute(cells: CellField) -> Floats:
    return measure_each(cells, scale=1, features=len(ORDERS), measure=zernike_magnitudes)


FAMILY = Family(
    name="zernike",
    version=1,
    specs=tuple(
        FeatureSpec(name=f"zernike.n{n}.l{turns}", family="zernike", level=f"n{n}.l{turns}", undefined=0.0)
        for n, turns in ORDERS
    ),
    compute=_compute,
)
