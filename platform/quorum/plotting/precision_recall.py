"""Precision against recall: one small panel per class, with the points that decisions take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from quorum.plotting.style import FAINT, INK, MUTED, shares_axis, short

COLUMNS = 6
MOST_PANELS = 60
EQUAL_F1 = (0.2, 0.4, 0.6, 0.8)
EDGE = "white"

Floats = NDArray[np.float64]
Point = tuple[float, float]
"""Recall and precision; precision is NaN where nothing was accepted."""


@dataclass(frozen=True)
class Ranking:
    """Recall and precision (points,) down one ranking."""

    recall: Floats
    precision: Floats


@dataclass(frozen=True)
class ClassPanel:
    """One class: its rankings, and for each mark of the picture the points of its decisions.

    `average_precision` is NaN where there is none.
    """

    name: str
    positives: int
    average_precision: float
    rankings: tuple[Ranking, ...]
    decisions: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True)
class Mark:
    """How the points of one way to decide are drawn, and what it is called."""

    words: str
    marker: str
    colour: str


def draw_precision_recall(panels: Sequence[ClassPanel], *, ranking: str, marks: Sequence[Mark]) -> Figure:
    """Draw the classes most frequent in the reference first; beyond MOST_PANELS the rarest are left out.

    `ranking` says what a line is.
    """
    shown = sorted(panels, key=lambda panel: -panel.positives)[:MOST_PANELS]
    columns = min(COLUMNS, max(1, len(shown)))
    rows = -(-len(shown) // columns)
    figure = Figure(figsize=(max(6.0, 2.05 * columns), 1.3 + 2.15 * rows), layout="constrained")
    places = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True).ravel()
    for axes, panel in zip(places, shown, strict=False):
        _draw_panel(axes, panel, marks)
    for axes in places[len(shown) - columns : len(shown)]:
        # Nothing may be drawn below, where the shared axis would have its numbers.
        axes.tick_params(labelbottom=True)
    for axes in places[len(shown) :]:
        axes.axis("off")
    figure.legend(handles=_legend(ranking, marks), loc="outside upper right", ncols=len(marks) + 2)
    figure.supxlabel("Recall", fontsize=10)
    figure.supylabel("Precision", fontsize=10)
    return figure


def _legend(ranking: str, marks: Sequence[Mark]) -> list[Line2D]:
    equal = ", ".join(f"{f1:.1f}".removeprefix("0") for f1 in EQUAL_F1)
    return [
        Line2D([], [], color=INK, linewidth=1.2, label=ranking),
        *(
            Line2D(
                [],
                [],
                color=mark.colour,
                marker=mark.marker,
                markersize=6,
                markeredgecolor=EDGE,
                linestyle="none",
                label=mark.words,
            )
            for mark in marks
        ),
        Line2D([], [], color="#BBBBBB", linewidth=0.8, label=f"equal F1: {equal}"),
    ]


def _draw_panel(axes: Axes, panel: ClassPanel, marks: Sequence[Mark]) -> None:
    for f1 in EQUAL_F1:
        along = np.linspace(f1 / (2 - f1), 1, 50)
        axes.plot(along, f1 * along / (2 * along - f1), color=FAINT, linewidth=0.8, zorder=0)
    width, opacity = (1.2, 1.0) if len(panel.rankings) == 1 else (0.9, 0.6)
    for one in panel.rankings:
        precision = np.concatenate((one.precision[:1], one.precision))
        # A class without positives has no point at all.
        recall = np.concatenate(([0.0], one.recall))[: len(precision)]
        axes.plot(recall, precision, color=INK, linewidth=width, alpha=opacity, drawstyle="steps-pre")
    for mark, points in zip(marks, panel.decisions, strict=True):
        for at, height in points:
            axes.plot(
                [at],
                [height],
                mark.marker,
                color=mark.colour,
                markersize=6,
                markeredgecolor=EDGE,
                clip_on=False,
            )
    shares_axis(axes)
    axes.set_title(short(panel.name, 27), fontsize=8.5, pad=14)
    average = "no AP" if np.isnan(panel.average_precision) else f"AP {panel.average_precision:.2f}"
    axes.annotate(
        f"{panel.positives:,} true · {average}",
        (0, 1),
        (0, 4),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=7.5,
        color=MUTED,
    )
