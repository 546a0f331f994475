"""How far scores would move with other subjects: percentile intervals by resampling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quorum.domain.metrics import (
    Booleans,
    Floats,
    Overall,
    f1_from_counts,
    jaccard_per_item,
    overall_from_counts,
    score,
)

RESAMPLES = 200
RESAMPLES_AT_ONCE = 16


@dataclass(frozen=True)
class Intervals:
    """The lower and upper ends of the interval of each score; F1 per class is (classes,).

    `level` is the share of resamples that lie between, half of the rest on either side.
    """

    level: float
    low: Overall
    high: Overall
    f1_low: Floats
    f1_high: Floats


def score_intervals(
    reference: Booleans,
    predicted: Booleans,
    *,
    rng: np.random.Generator,
    resamples: int = RESAMPLES,
    level: float = 0.95,
) -> Intervals:
    """Return percentile intervals of the figures of `score`, resampling items with replacement.

    Both arrays are (items, classes). Each resample has its own denominators: its macro figures are
    means over the classes with a reference positive in it, and one without any is left out of them.
    Raises ValueError like `score`. Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapter 13.
    """
    score(reference, predicted)  # refuses what has no score
    reference, predicted = reference.astype(bool), predicted.astype(bool)
    classes = reference.shape[1]
    # (items, 3 * classes + 1): a resample's counts are its weights times this matrix.
    facts = np.empty((len(reference), 3 * classes + 1))
    facts[:, :classes] = reference & predicted
    facts[:, classes : 2 * classes] = reference
    facts[:, 2 * classes : -1] = predicted
    facts[:, -1] = jaccard_per_item(reference, predicted)
    sums = np.concatenate([weights @ facts for weights in _weights(len(facts), resamples, rng)])
    hits, expected, answered = (sums[:, k * classes : (k + 1) * classes] for k in range(3))
    overall = overall_from_counts(hits, expected, answered, sums[:, -1] / len(facts), len(facts))
    f1 = f1_from_counts(hits, expected, answered)
    ends = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.nanquantile(overall, ends, axis=0)
    f1_low, f1_high = np.quantile(f1, ends, axis=0)
    return Intervals(level, Overall(*low.tolist()), Overall(*high.tolist()), f1_low, f1_high)


def _weights(items: int, resamples: int, rng: np.random.Generator) -> Iterator[NDArray[np.float64]]:
    """Yield how often each item is drawn, (a few resamples, items), until there are enough resamples."""
    for start in range(0, resamples, RESAMPLES_AT_ONCE):
        count = min(RESAMPLES_AT_ONCE, resamples - start)
        drawn = [np.bincount(rng.integers(items, size=items), minlength=items) for _ in range(count)]
        yield np.stack(drawn).astype(np.float64)
