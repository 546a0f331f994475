"""Precision against recall of every class, a line per fold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from mlworker.evaluation.curves import ClassCurves
from quorum.plotting.precision_recall import ClassPanel, Mark, Ranking, draw_precision_recall
from quorum.plotting.style import SECOND


def draw_curves(curves: Sequence[ClassCurves], names: Mapping[str, str]) -> Figure:
    """Draw every class by its name, or its code where it has none."""
    return draw_precision_recall(
        [
            ClassPanel(
                names.get(one.code, one.code),
                one.positives,
                one.average_precision,
                tuple(Ranking(fold.recall, fold.precision) for fold in one.folds),
                (tuple(fold.decided for fold in one.folds),),
            )
            for one in curves
        ],
        ranking="a test fold",
        marks=(Mark("decided at its cutoff", "o", SECOND),),
    )
