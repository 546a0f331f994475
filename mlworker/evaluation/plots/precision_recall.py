"""Precision against recall: one small panel per class, a line per fold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mlworker.evaluation.curves import ClassCurves
from quorum.plotting.style import FAINT, FIRST, MUTED, SECOND, shares_axis, short

COLUMNS = 6
MOST_PANELS = 60


def draw_precision_recall(curves: Sequence[ClassCurves], names: Mapping[str, str] | None = None) -> Figure:
    """Draw the classes most frequent in the reference first; beyond MOST_PANELS the rarest are left out."""
    shown = sorted(curves, key=lambda one: -one.positives)[:MOST_PANELS]
    columns = min(COLUMNS, max(1, len(shown)))
    rows = -(-len(shown) // columns)
    figure = Figure(figsize=(max(6.0, 2.05 * columns), 1.3 + 2.15 * rows), layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True).ravel()
    for axes, one in zip(panels, shown, strict=False):
        _draw_panel(axes, one, (names or {}).get(one.code, one.code))
    for axes in panels[len(shown) :]:
        axes.axis("off")
    line = panels[0].plot([], [], color=FIRST, linewidth=1.0)[0]
    point = panels[0].plot([], [], "o", color=SECOND, markersize=6, markeredgecolor="white")[0]
    faint = panels[0].plot([], [], color="#BBBBBB", linewidth=0.8)[0]
    words = ["a test fold", "decided at its cutoff", "equal F1: .2, .4, .6, .8"]
    figure.legend([line, point, faint], words, loc="outside upper right", ncols=3)
    figure.supxlabel("Recall", fontsize=10)
    figure.supylabel("Precision", fontsize=10)
    return figure


def _draw_panel(axes: Axes, one: ClassCurves, name: str) -> None:
    for f1 in (0.2, 0.4, 0.6, 0.8):
        along = np.linspace(f1 / (2 - f1), 1, 50)
        axes.plot(along, f1 * along / (2 * along - f1), color=FAINT, linewidth=0.8, zorder=0)
    for fold in one.folds:
        recall = np.concatenate(([0.0], fold.recall))[: len(fold.precision) + 1]
        precision = np.concatenate((fold.precision[:1], fold.precision))
        axes.plot(recall, precision, color=FIRST, linewidth=0.9, alpha=0.7, drawstyle="steps-pre")
    for fold in one.folds:
        at, height = fold.decided
        axes.plot([at], [height], "o", color=SECOND, markersize=5, markeredgecolor="white", clip_on=False)
    shares_axis(axes)
    axes.set_title(short(name, 27), fontsize=8.5, pad=14)
    average = "no AP" if np.isnan(one.average_precision) else f"AP {one.average_precision:.2f}"
    axes.annotate(
        f"{one.positives:,} true · {average}",
        (0, 1),
        (0, 4),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=7.5,
        color=MUTED,
    )
