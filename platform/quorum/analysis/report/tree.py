"""F1 on every level of the tree of choices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from quorum.plotting.style import FAINT, INK, LINE, MUTED, SCORE_MAP, broken, short

ROW_HEIGHT = 0.3
COLUMN_WIDTH = 2.1
BAR = 1.3


@dataclass(frozen=True)
class Node:
    """One class or group: `f1` is NaN where experts never see it or the votes cannot be tested."""

    code: str
    name: str
    parent: str | None
    f1: float
    positives: int


@dataclass(frozen=True)
class Level:
    """One level of the tree, from the top: its heading says macro F1 over `scored` nodes."""

    name: str
    nodes: tuple[Node, ...]
    macro_f1: float
    scored: int
    note: str = ""


def draw_tree(levels: Sequence[Level]) -> Figure:
    """Draw levels from left (broad groups) to right (classes), the last with bars, nodes coloured by F1."""
    places = _places(levels)
    leaves = len(levels[-1].nodes)
    width = COLUMN_WIDTH * len(levels) + 3.6
    figure = Figure(figsize=(max(7.0, width), 1.9 + ROW_HEIGHT * max(3, leaves)), layout="constrained")
    axes = figure.subplots()
    axes.axis("off")
    axes.set_ylim(leaves - 0.3, -2.4)
    axes.set_xlim(-0.2, len(levels) - 1 + 2.5)
    colours = ScalarMappable(Normalize(0, 1), mpl.colormaps[SCORE_MAP])
    _draw_links(axes, levels, places)
    right = len(levels) - 1 + BAR
    axes.text(right, -1.55, "F1", color=MUTED, fontsize=9, va="top")
    axes.text(right + 1.15, -1.55, "named by\nexperts", color=MUTED, fontsize=8, va="top", ha="right")
    for column, level in enumerate(levels):
        _draw_heading(axes, column, level, is_last=column == len(levels) - 1)
        for node in level.nodes:
            is_leaf = column == len(levels) - 1
            _draw_node(axes, node, (column, places[column, node.code]), colours, is_leaf=is_leaf)
    bar = figure.colorbar(colours, ax=axes, location="bottom", fraction=0.025, pad=0.01, aspect=45, shrink=0.5)
    bar.set_label("F1 (grey: no reference, or not testable)", color=MUTED)
    bar.outline.set_visible(False)
    return figure


def _places(levels: Sequence[Level]) -> dict[tuple[int, str], float]:
    """Return the height of each node (level, code): classes in order of the tree, groups in their middle."""
    last = len(levels) - 1
    places = {(last, node.code): float(row) for row, node in enumerate(levels[-1].nodes)}
    for column in range(last - 1, -1, -1):
        for node in levels[column].nodes:
            below = [
                places[column + 1, child.code]
                for child in levels[column + 1].nodes
                if child.parent == node.code
            ]
            places[column, node.code] = (min(below) + max(below)) / 2
    return places


def _draw_links(axes: Axes, levels: Sequence[Level], places: dict[tuple[int, str], float]) -> None:
    for column in range(1, len(levels)):
        for node in levels[column].nodes:
            if node.parent is not None:
                x = [column - 1, column - 0.28, column - 0.28, column]
                upper, lower = places[column - 1, node.parent], places[column, node.code]
                axes.plot(x, [upper, upper, lower, lower], color=LINE, linewidth=1.2, zorder=1)


def _draw_heading(axes: Axes, column: int, level: Level, *, is_last: bool) -> None:
    x = column + (0.0 if is_last else -0.12)
    axes.text(x, -2.25, level.name, fontweight="bold", va="top")
    score = "no score" if np.isnan(level.macro_f1) else f"macro F1 {level.macro_f1:.2f} ({level.scored} scored)"
    axes.text(x, -1.55, level.note or score, color=MUTED, fontsize=9, va="top")


def _draw_node(
    axes: Axes, node: Node, place: tuple[float, float], colours: ScalarMappable, *, is_leaf: bool
) -> None:
    x, y = place
    has_score = not np.isnan(node.f1)
    colour = colours.to_rgba(np.array([node.f1]))[0] if has_score else LINE
    size = 90 if is_leaf else 330
    axes.scatter([x], [y], s=size, color=[colour], edgecolors=INK, linewidths=0.6, zorder=3)
    score = f"{node.f1:.2f}" if has_score else "-"
    if not is_leaf:
        light = has_score and node.f1 > 0.5
        axes.text(
            x,
            y,
            score.lstrip("0"),
            ha="center",
            va="center",
            fontsize=7,
            zorder=4,
            color=INK if light or not has_score else "white",
        )
        axes.text(x + 0.12, y - 0.12, broken(node.name), fontsize=8.5, va="bottom", linespacing=0.95, zorder=4)
        return
    axes.text(x + 0.1, y, short(node.name), va="center", fontsize=9)
    start = x + BAR
    axes.barh([y], [0.75], 0.55, left=start, color=FAINT, zorder=0)
    if has_score:
        axes.barh([y], [0.75 * node.f1], 0.55, left=start, color=[colour])
    axes.text(start + 0.79, y, score, va="center", fontsize=9)
    axes.text(start + 1.15, y, f"{node.positives:,}", va="center", ha="right", fontsize=8, color=MUTED)
