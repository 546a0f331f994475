"""Precision against recall of every class, with the point that the decision takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from quorum.domain.aggregators.interface import Floats
from quorum.plotting.style import AFTER, BEFORE, FAINT, INK, MUTED, short

COLUMNS = 6
MOST_PANELS = 60


@dataclass(frozen=True)
class Curve:
    """One class: `recall` and `precision` (points,) down the ranking, and where two decisions lie.

    `before` and `after` are (recall, precision), precision NaN where nothing was accepted.
    """

    name: str
    positives: int
    recall: Floats
    precision: Floats
    average_precision: float
    before: tuple[float, float]
    after: tuple[float, float]


def draw_precision_recall(curves: Sequence[Curve], *, words: tuple[str, str]) -> Figure:
    """Draw one small panel per class, the classes most frequent in the reference first.

    Beyond MOST_PANELS classes the rarest are left out. `words` name the two decisions.
    """
    shown = sorted(curves, key=lambda curve: -curve.positives)[:MOST_PANELS]
    columns = min(COLUMNS, max(1, len(shown)))
    rows = -(-len(shown) // columns)
    figure = Figure(figsize=(max(6.0, 2.05 * columns), 1.3 + 2.15 * rows), layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True).ravel()
    for axes, curve in zip(panels, shown, strict=False):
        _panel(axes, curve)
    for axes in panels[len(shown) :]:
        axes.axis("off")
    handles = [panels[0].lines[-2], panels[0].lines[-1]]
    figure.legend(handles, [f"before: {words[0]}", f"after: {words[1]}"], loc="outside upper right", ncols=2)
    figure.supxlabel("Recall", fontsize=10)
    figure.supylabel("Precision", fontsize=10)
    return figure


def _panel(axes: Axes, curve: Curve) -> None:
    for f1 in (0.2, 0.4, 0.6, 0.8):
        along = np.linspace(f1 / (2 - f1), 1, 50)
        axes.plot(along, f1 * along / (2 * along - f1), color=FAINT, linewidth=0.8, zorder=0)
    recall = np.concatenate(([0.0], curve.recall))
    precision = np.concatenate((curve.precision[:1], curve.precision))
    axes.plot(recall[: len(precision)], precision, color=INK, linewidth=1.2, drawstyle="steps-pre")
    for (at, height), marker, colour in ((curve.before, "s", BEFORE), (curve.after, "o", AFTER)):
        axes.plot([at], [height], marker, color=colour, markersize=7, markeredgecolor="white", clip_on=False)
    axes.set_xlim(0, 1.02)
    axes.set_ylim(0, 1.02)
    axes.set_xticks([0, 0.5, 1], ["0", ".5", "1"])
    axes.set_yticks([0, 0.5, 1], ["0", ".5", "1"])
    axes.set_title(short(curve.name, 27), fontsize=8.5, pad=14)
    axes.annotate(
        f"{curve.positives:,} true · AP {curve.average_precision:.2f}",
        (0, 1),
        (0, 4),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=7.5,
        color=MUTED,
    )
