"""How far scores would move with other subjects: percentile intervals by resampling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

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
_FIGURES = [figure.name for figure in fields(Overall)]
_MACRO_F1, _MICRO_F1 = _FIGURES.index("macro_f1"), _FIGURES.index("micro_f1")


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
    facts = _facts(reference, predicted)
    resampled = _scored(_sums(facts, resamples, rng), len(facts))
    ends = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.nanquantile(resampled.overall, ends, axis=0)
    f1_low, f1_high = np.quantile(resampled.f1, ends, axis=0)
    return Intervals(level, Overall(*low.tolist()), Overall(*high.tolist()), f1_low, f1_high)


@dataclass(frozen=True)
class Difference:
    """How much higher one answer scores than another: `mean` of the items, and ends of the interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Differences:
    """Differences of macro and micro F1, and of F1 of each class, None where the reference never shows it."""

    level: float
    macro_f1: Difference
    micro_f1: Difference
    f1: tuple[Difference | None, ...]


def score_differences(
    reference: Booleans,
    predicted: Booleans,
    other: Booleans,
    *,
    rng: np.random.Generator,
    resamples: int = RESAMPLES,
    level: float = 0.95,
) -> Differences:
    """Return how much higher `predicted` scores than `other`, both answers to the same items.

    All arrays are (items, classes). The same items are drawn for both, so that what makes an item hard for
    both does not widen the intervals. Raises ValueError like `score`. Efron & Tibshirani 1993, chapter 13.
    """
    both = np.hstack([_facts(reference, predicted), _facts(reference, other)])
    # The items as they are come first, then the resamples.
    sums = np.vstack([both.sum(axis=0), _sums(both, resamples, rng)])
    one, two = (_scored(part, len(both)) for part in np.hsplit(sums, 2))
    overall, f1 = one.overall - two.overall, one.f1 - two.f1
    shown = np.asarray(reference.astype(bool).any(axis=0))
    return Differences(
        level,
        macro_f1=_difference(overall[:, _MACRO_F1], level),
        micro_f1=_difference(overall[:, _MICRO_F1], level),
        f1=tuple(_difference(f1[:, k], level) if shown[k] else None for k in range(len(shown))),
    )


def _difference(values: Floats, level: float) -> Difference:
    low, high = np.nanquantile(values[1:], [(1 - level) / 2, (1 + level) / 2])
    return Difference(float(values[0]), float(low), float(high))


@dataclass(frozen=True)
class _Resampled:
    """Scores of each resample: `overall` (resamples, figures of Overall), `f1` (resamples, classes)."""

    overall: Floats
    f1: Floats


def _facts(reference: Booleans, predicted: Booleans) -> Floats:
    """Return (items, 3 * classes + 1): a resample's counts are its weights times this matrix."""
    score(reference, predicted)  # refuses what has no score
    reference, predicted = reference.astype(bool), predicted.astype(bool)
    classes = reference.shape[1]
    facts = np.empty((len(reference), 3 * classes + 1))
    facts[:, :classes] = reference & predicted
    facts[:, classes : 2 * classes] = reference
    facts[:, 2 * classes : -1] = predicted
    facts[:, -1] = jaccard_per_item(reference, predicted)
    return facts


def _sums(facts: Floats, resamples: int, rng: np.random.Generator) -> Floats:
    return np.concatenate([weights @ facts for weights in _weights(len(facts), resamples, rng)])


def _scored(sums: Floats, items: int) -> _Resampled:
    classes = (sums.shape[1] - 1) // 3
    hits, expected, answered = (sums[:, k * classes : (k + 1) * classes] for k in range(3))
    return _Resampled(
        overall_from_counts(hits, expected, answered, sums[:, -1] / items, items),
        f1_from_counts(hits, expected, answered),
    )


def _weights(items: int, resamples: int, rng: np.random.Generator) -> Iterator[NDArray[np.float64]]:
    """Yield how often each item is drawn, (a few resamples, items), until there are enough resamples."""
    for start in range(0, resamples, RESAMPLES_AT_ONCE):
        count = min(RESAMPLES_AT_ONCE, resamples - start)
        drawn = [np.bincount(rng.integers(items, size=items), minlength=items) for _ in range(count)]
        yield np.stack(drawn).astype(np.float64)
