"""Texture of the protein in each cell: Haralick's 13 statistics of co-occurring grey levels (468 features).

13 statistics x 2 orientations x 6 numbers of grey levels x 3 scales. Two pixels co-occur when they are
neighbours and both lie in the cell. The matrix p of a direction counts each pair both ways, so that it is
symmetric; levels run from 1 to Ng as in the paper. `straight` is the mean of a statistic over 0 and 90
degrees, `diagonal` over 45 and 135 (over the one direction that has a pair, where only one has).

A single matrix of 256 levels is counted per direction and scale. Every coarser one is an exact sum of its
blocks, since coarser levels drop lower bits. With x and y the levels of a pair, and entropies in bits:

 1 energy              sum of p^2 (the paper's angular second moment)
 2 contrast            mean of (x - y)^2
 3 correlation         of x and y
 4 variance            of x
 5 homogeneity         mean of 1 / (1 + (x - y)^2) (inverse difference moment)
 6 sum_average         mean of x + y
 7 sum_variance        variance of x + y, about its mean (the paper prints its entropy there, an error)
 8 sum_entropy         entropy of x + y
 9 entropy             of (x, y)
10 difference_variance variance of |x - y|
11 difference_entropy  entropy of |x - y|
12 information_1       - I / H(x), where I is the mutual information of x and y
13 information_2       sqrt(1 - exp(-2 I)), with I in nats

Eleven equal mahotas.features.haralick. Its 10 is by default the variance of the probabilities of |x - y|
(ours is its `use_x_minus_y_variance=True`), and its 13 puts I in bits into the exponential, where Linfoot's
informational measure of correlation, which the paper uses, needs nats.

Undefined: in a cell of one grey level, correlation and information_1 (0: nothing is explained); in a cell
without a pair of neighbours all 13, which then get the values of a flat cell.

Source: Haralick, Shanmugam and Dinstein 1973, IEEE Transactions on Systems, Man and Cybernetics 3:610;
Linfoot 1957, Information and Control 1:85.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from mlworker.features.entropies import entropy_of, weighed
from mlworker.features.family import Family, FeatureSpec, Floats
from mlworker.features.grey import LEVELS, Levels
from mlworker.features.levels import levels_of
from mlworker.fields import CellField
from quorum.domain.channel_roles import PROTEIN

Counts = NDArray[np.int32]

SCALES = (1, 2, 4)
GREY_LEVELS = (8, 16, 32, 64, 128, 256)
ORIENTATIONS = ("straight", "diagonal")

# Each statistic with its value in a flat cell, which stands in where the definition has none.
STATISTICS = {
    "energy": 1.0,
    "contrast": 0.0,
    "correlation": 0.0,
    "variance": 0.0,
    "homogeneity": 1.0,
    "sum_average": 2.0,
    "sum_variance": 0.0,
    "sum_entropy": 0.0,
    "entropy": 0.0,
    "difference_variance": 0.0,
    "difference_entropy": 0.0,
    "information_1": 0.0,
    "information_2": 0.0,
}

SPECS = tuple(
    FeatureSpec(
        name=f"haralick.{statistic}.{orientation}.{grey_levels}.x{scale}",
        family="haralick",
        scale=scale,
        level=str(grey_levels),
        undefined=flat,
    )
    for scale in SCALES
    for grey_levels in GREY_LEVELS
    for orientation in ORIENTATIONS
    for statistic, flat in STATISTICS.items()
)

# Steps to the neighbour, (rows, columns): 0 and 90 degrees, then the two diagonals.
_STEPS = np.array([[0, 1], [1, 0], [1, 1], [1, -1]], dtype=np.int64)


def haralick_features(cells: CellField) -> Floats:
    """Return the 468 statistics of each cell, (cells, 468) in the order of `SPECS`; NaN where undefined."""
    values = np.empty((cells.count, len(SCALES), len(GREY_LEVELS), len(ORIENTATIONS), len(STATISTICS)))
    for place, scale in enumerate(SCALES):
        for cell, levels in enumerate(levels_of(cells, PROTEIN, scale)):
            values[cell, place] = _statistics(levels)
    return values.reshape(cells.count, len(SPECS))


@njit(cache=True, nogil=True)
def _count_pairs(levels: Levels, down: int, across: int, counts: Counts) -> None:
    """Count pairs of neighbours by their lower and higher level, into zeroed `counts` (256, 256)."""
    height, width = levels.shape
    first, end = max(0, -across), width - max(0, across)
    for y in range(height - down):
        for x in range(first, end):
            one, other = levels[y, x], levels[y + down, x + across]
            if one >= 0 and other >= 0:
                counts[min(one, other), max(one, other)] += 1


@njit(cache=True, nogil=True)
def _collapse(counts: Counts, size: int) -> None:
    """Halve the number of levels of the upper triangle `counts[:size, :size]`, in place."""
    for i in range(size // 2):
        for j in range(i, size // 2):
            upper = counts[2 * i, 2 * j] + counts[2 * i, 2 * j + 1]
            lower = counts[2 * i + 1, 2 * j + 1] + (counts[2 * i + 1, 2 * j] if j > i else 0)
            counts[i, j] = upper + lower


@njit(cache=True, nogil=True)
def _add_statistics(counts: Counts, size: int, statistics: Floats) -> bool:
    """Add the 13 statistics of the upper triangle `counts[:size, :size]`; returns whether it has a pair."""
    plus, minus, single = np.zeros(2 * size, np.int64), np.zeros(size, np.int64), np.zeros(size, np.int64)
    squares, sum_weighed = 0.0, 0.0
    for i in range(size):
        for j in range(i, size):
            count = int(counts[i, j])
            if count > 0:
                plus[i + j] += count
                minus[j - i] += count
                single[i] += count
                single[j] += count
                squares += np.float64(count * count) * (1.0 if i == j else 0.5)
                sum_weighed += weighed(count)
    pairs = minus.sum()
    if pairs == 0:
        return False
    sum_mean, sum_square = 0.0, 0.0
    for k in range(2 * size - 1):
        sum_mean += (k + 2) * plus[k] / pairs
    for k in range(2 * size - 1):
        sum_square += (k + 2 - sum_mean) ** 2 * plus[k] / pairs
    contrast, homogeneity, difference_mean = 0.0, 0.0, 0.0
    for k in range(size):
        contrast += k * k * minus[k] / pairs
        homogeneity += minus[k] / (1.0 + k * k) / pairs
        difference_mean += k * minus[k] / pairs
    # A pair of unlike levels has half of its probability on each side of the diagonal.
    entropy = math.log2(pairs) + (pairs - minus[0]) / pairs - sum_weighed / pairs
    single_entropy = entropy_of(single, 2 * pairs)
    information = max(2.0 * single_entropy - entropy, 0.0)
    flat = sum_square + contrast == 0.0
    statistics[0] += squares / (np.float64(pairs) * np.float64(pairs))
    statistics[1] += contrast
    # p is symmetric, so Var(x + y) = 2 (variance + covariance) and contrast = 2 (variance - covariance).
    statistics[2] += np.nan if flat else (sum_square - contrast) / (sum_square + contrast)
    statistics[3] += (sum_square + contrast) / 4.0
    statistics[4] += homogeneity
    statistics[5] += sum_mean
    statistics[6] += sum_square
    statistics[7] += entropy_of(plus, pairs)
    statistics[8] += entropy
    statistics[9] += contrast - difference_mean**2
    statistics[10] += entropy_of(minus, pairs)
    statistics[11] += np.nan if flat else -information / single_entropy
    statistics[12] += math.sqrt(1.0 - math.exp(-2.0 * math.log(2.0) * information))
    return True


@njit(cache=True, nogil=True)
def _average(sums: Floats, directions: int) -> None:
    """Turn sums over directions into means, NaN over none, in place."""
    # Loops: numba takes seconds to compile a division of arrays.
    for depth in range(sums.shape[0]):
        for place in range(sums.shape[1]):
            sums[depth, place] = sums[depth, place] / directions if directions > 0 else np.nan


@njit(cache=True, nogil=True)
def _statistics(levels: Levels) -> Floats:
    """Return the statistics of one cell at one scale, (grey levels, orientations, 13)."""
    values = np.zeros((len(GREY_LEVELS), 2, 13))
    counts = np.empty((LEVELS, LEVELS), np.int32)
    for orientation in range(2):
        directions = 0
        for step in range(2 * orientation, 2 * orientation + 2):
            counts[:] = 0
            _count_pairs(levels, _STEPS[step, 0], _STEPS[step, 1], counts)
            found = True
            for depth in range(len(GREY_LEVELS) - 1, -1, -1):
                size = 8 << depth
                found = found and _add_statistics(counts, size, values[depth, orientation])
                if depth > 0:
                    _collapse(counts, size)
            directions += 1 if found else 0
        _average(values[:, orientation], directions)
    return values


FAMILY = Family(name="haralick", version=1, specs=SPECS, compute=haralick_features)
