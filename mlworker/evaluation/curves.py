"""Precision against recall of each class in every scored fold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlworker.datasets.dataset import Fields
from mlworker.evaluation.crossvalidation import CrossValidation
from mlworker.evaluation.cutoffs import Decisions, scores_of
from mlworker.evaluation.figures import labelled_rows
from quorum.domain.ranking import curve_points

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FoldCurve:
    """One fold: `recall` and `precision` (points,) down the ranking, and (recall, precision) of the decision.

    The decision's precision is NaN where the class was never named.
    """

    recall: Floats
    precision: Floats
    decided: tuple[float, float]


@dataclass(frozen=True)
class ClassCurves:
    """One class: positives in the scored folds, and the curve of each fold with a positive."""

    code: str
    positives: int
    average_precision: float
    folds: tuple[FoldCurve, ...]


def class_curves(found: CrossValidation, fields: Fields, decisions: Decisions) -> tuple[ClassCurves, ...]:
    """Return the curves of all classes, in their order; average precision is the mean over folds, or NaN."""
    rows = [labelled_rows(found, fields, number) for number in decisions.scored]
    scores = scores_of(found.probabilities)
    curves = []
    for column, code in enumerate(found.classes):
        folds, averages = [], []
        for part in rows:
            truth, named = fields.labels[part, column], decisions.named[part, column]
            if truth.any():
                recall, precision, average = curve_points(scores[part, column], truth)
                hits = float((truth & named).sum())
                decided = (hits / truth.sum(), hits / named.sum() if named.any() else float("nan"))
                folds.append(FoldCurve(recall, precision, decided))
                averages.append(average)
        positives = sum(int(fields.labels[part, column].sum()) for part in rows)
        mean = float(np.mean(averages)) if averages else float("nan")
        curves.append(ClassCurves(code, positives, mean, tuple(folds)))
    return tuple(curves)
