"""How far the protein in each cell goes with a reference channel (60 features).

2 measures x 3 references x 5 numbers of bins x 2 scales. Both planes are quantised to grey levels between
their own extremes in the cell; on the joint histogram of the levels of one place,

- `information` is their mutual information in bits, sum of p(x, y) log2(p(x, y) / (p(x) p(y))),
- `pearson` the correlation coefficient of the levels.

Equal to numpy.histogram2d over the cell's pixels (bins between the extremes, the last one closed) with the
formula above, to numpy.corrcoef of the levels, and to sklearn.metrics.mutual_info_score, which is in nats.

Undefined, and 0: `pearson` where one of the two planes is constant in the cell (nothing varies together);
both in a cell too thin to fill half a block of 2 x 2 pixels.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from mlworker.features.entropies import weighed
from mlworker.features.family import Family, FeatureSpec, Floats
from mlworker.features.grey import Levels
from mlworker.features.levels import levels_of
from mlworker.fields import CellField
from quorum.domain.channel_roles import PROTEIN, REFERENCES

SCALES = (1, 2)
BINS = (8, 16, 32, 64, 128)
MEASURES = ("information", "pearson")

_MOST_BINS = BINS[-1]

SPECS = tuple(
    FeatureSpec(
        name=f"correlation.{measure}.{reference}.{bins}.x{scale}",
        family="correlation",
        reference=reference,
        scale=scale,
        level=str(bins),
        undefined=0.0,
    )
    for reference in REFERENCES
    for scale in SCALES
    for bins in BINS
    for measure in MEASURES
)

Counts = NDArray[np.int32]


def correlation_features(cells: CellField) -> Floats:
    """Return the 60 measures of each cell, (cells, 60) in the order of `SPECS`; NaN where undefined."""
    values = np.full((cells.count, len(REFERENCES), len(SCALES), len(BINS), len(MEASURES)), np.nan)
    for place, reference in enumerate(REFERENCES):
        if reference not in cells.field.references:
            continue
        for depth, scale in enumerate(SCALES):
            pairs = zip(levels_of(cells, PROTEIN, scale), levels_of(cells, reference, scale), strict=True)
            for cell, (protein, other) in enumerate(pairs):
                values[cell, place, depth] = _measures(protein, other)
    return values.reshape(cells.count, len(SPECS))


@njit(cache=True, nogil=True)
def _count_places(protein: Levels, reference: Levels, counts: Counts) -> None:
    """Count the pairs of levels of a cell in 128 bins, into zeroed `counts` (128, 128)."""
    height, width = protein.shape
    for row in range(height):
        for column in range(width):
            if protein[row, column] >= 0:
                counts[protein[row, column] >> 1, reference[row, column] >> 1] += 1


@njit(cache=True, nogil=True)
def _collapse(counts: Counts, bins: int) -> None:
    """Halve the number of bins of `counts[:bins, :bins]`, in place."""
    for i in range(bins // 2):
        for j in range(bins // 2):
            upper = counts[2 * i, 2 * j] + counts[2 * i, 2 * j + 1]
            counts[i, j] = upper + counts[2 * i + 1, 2 * j] + counts[2 * i + 1, 2 * j + 1]


@njit(cache=True, nogil=True)
def _measure(counts: Counts, bins: int) -> tuple[float, float]:
    """Return mutual information in bits and correlation of the joint histogram `counts[:bins, :bins]`."""
    rows, columns = np.zeros(bins, np.int64), np.zeros(bins, np.int64)
    joint, product = 0.0, 0
    for i in range(bins):
        for j in range(bins):
            count = int(counts[i, j])
            if count > 0:
                rows[i] += count
                columns[j] += count
                product += count * i * j
                joint += weighed(count)
    pixels = rows.sum()
    if pixels == 0:
        return math.nan, math.nan
    apart, row_sum, row_squares, column_sum, column_squares = 0.0, 0, 0, 0, 0
    for k in range(bins):
        apart += weighed(int(rows[k])) + weighed(int(columns[k]))
        row_sum += k * rows[k]
        row_squares += k * k * rows[k]
        column_sum += k * columns[k]
        column_squares += k * k * columns[k]
    information = max(math.log2(pixels) + (joint - apart) / pixels, 0.0)
    # Integers: a variance is exactly 0 or not at all. 128 bins and 2^24 pixels stay under 2^63.
    row_variance = pixels * row_squares - row_sum * row_sum
    column_variance = pixels * column_squares - column_sum * column_sum
    if row_variance == 0 or column_variance == 0:
        return information, math.nan
    spread = math.sqrt(float(row_variance)) * math.sqrt(float(column_variance))
    return information, (pixels * product - row_sum * column_sum) / spread


@njit(cache=True, nogil=True)
def _measures(protein: Levels, reference: Levels) -> Floats:
    """Return both measures of one cell with one reference at one scale, (numbers of bins, measures)."""
    values = np.empty((len(BINS), 2))
    counts = np.zeros((_MOST_BINS, _MOST_BINS), np.int32)
    _count_places(protein, reference, counts)
    for depth in range(len(BINS) - 1, -1, -1):
        bins = 8 << depth
        values[depth, 0], values[depth, 1] = _measure(counts, bins)
        if depth > 0:
            _collapse(counts, bins)
    return values


FAMILY = Family(name="correlation", version=1, specs=SPECS, compute=correlation_features)
