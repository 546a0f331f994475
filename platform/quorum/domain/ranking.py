"""Precision and recall down a ranking."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Booleans = NDArray[np.bool_]
Floats = NDArray[np.float64]

STEPS = 400
"""Of recall: a picture shows no finer ones, and files of vectors grow with every point."""


def precision_recall(scores: Floats, truth: Booleans) -> tuple[Floats, Floats]:
    """Return recall and precision at every different score, highest first, both (different scores,).

    `scores` and `truth` are (items,). Equal scores are taken together; items of score -inf are never taken.
    Both are empty without positives.
    """
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(truth[order], dtype=np.float64)
    ranked = scores[order]
    last = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True) & (ranked > -np.inf))
    if not truth.any():
        return np.empty(0), np.empty(0)
    return hits[last] / hits[-1], hits[last] / (last + 1)


def average_precision(scores: Floats, truth: Booleans) -> float:
    """Return the sum of precision * step of recall, without interpolation; NaN without positives."""
    if not truth.any():
        return float("nan")
    recall, precision = precision_recall(scores, truth)
    return float((np.diff(recall, prepend=0.0) * precision).sum())


def curve_points(scores: Floats, truth: Booleans) -> tuple[Floats, Floats, float]:
    """Return recall and precision, thinned for a picture, and the average precision of all of them."""
    recall, precision = precision_recall(scores, truth)
    step = np.floor(recall * STEPS)
    changes = step[1:] != step[:-1]
    kept = np.append(True, changes) | np.append(changes, True)
    kept = kept[: len(recall)]
    return recall[kept], precision[kept], average_precision(scores, truth)
