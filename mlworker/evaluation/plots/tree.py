"""The tree of classes, coloured by F1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from mlworker.evaluation.ablations import NamedTree
from mlworker.evaluation.figures import ClassFigures
from quorum.plotting.style import FAINT, GROUND, INK, LINE, MUTED, SCORE_MAP, broken, heading, short

ROW = 0.3
BAR = 1.35
BAR_WIDTH = 0.9


@dataclass(frozen=True)
class _Place:
    code: str
    column: int
    row: float
    parent: str | None


def draw_tree(
    tree: NamedTree, found: Mapping[str, ClassFigures], names: Mapping[str, str] | None = None
) -> Figure:
    """Draw groups left, classes right with a bar of F1 and its interval; what has no figure is grey.

    `found` holds the figures of classes, and of groups where models of their own were fitted, by code.
    """
    places = _places(tree)
    classes = tree.tree.classes
    columns = tree.tree.depth + 1
    figure = Figure(figsize=(max(7.0, 2.0 * columns + 3.6), 1.9 + ROW * max(3, classes)), layout="constrained")
    axes = figure.subplots()
    axes.axis("off")
    axes.set_ylim(classes - 0.3, -0.8)
    axes.set_xlim(-0.2, columns - 1 + BAR + BAR_WIDTH + 0.66)
    colours = ScalarMappable(Normalize(0, 1), mpl.colormaps[SCORE_MAP])
    for place in places.values():
        if place.parent is not None:
            _draw_link(axes, places[place.parent], place)
    for place in places.values():
        one = found.get(place.code)
        name = (names or {}).get(place.code, place.code)
        if tree.codes.index(place.code) < classes:
            _draw_class(axes, place, one, name, colours, start=columns - 1 + BAR)
        else:
            _draw_group(axes, place, one, name, colours)
    heading(
        axes, "F1 over the tree of classes", "Bars: mean over folds, with its interval; at the right: fields"
    )
    bar = figure.colorbar(colours, ax=axes, location="bottom", fraction=0.025, pad=0.01, aspect=45, shrink=0.5)
    bar.set_label("F1 (grey: no figure)", color=MUTED)
    bar.outline.set_visible(False)
    return figure


def _places(tree: NamedTree) -> dict[str, _Place]:
    """Return where each node lies: classes one below the other, groups in their middle."""
    below: dict[str | None, list[str]] = {}
    for code in tree.codes:
        below.setdefault(tree.parent_of(code), []).append(code)
    places: dict[str, _Place] = {}
    used = 0

    def place(code: str, column: int) -> float:
        nonlocal used
        rows = [place(child, column + 1) for child in below.get(code, [])]
        is_class = tree.codes.index(code) < tree.tree.classes
        if is_class:
            rows.append(float(used))
            used += 1
            column = tree.tree.depth
        row = rows[-1] if is_class else (min(rows) + max(rows)) / 2
        places[code] = _Place(code, column, row, tree.parent_of(code))
        return row

    for root in sorted(below[None], key=lambda code: min(_classes_under(tree, below, code), default=0)):
        place(root, 0)
    return places


def _classes_under(tree: NamedTree, below: Mapping[str | None, list[str]], code: str) -> list[int]:
    number = tree.codes.index(code)
    own = [number] if number < tree.tree.classes else []
    return own + [found for child in below.get(code, []) for found in _classes_under(tree, below, child)]


def _draw_link(axes: Axes, above: _Place, below: _Place) -> None:
    bend = above.column + 0.72
    x = [above.column, bend, bend, below.column]
    axes.plot(x, [above.row, above.row, below.row, below.row], color=LINE, linewidth=1.2, zorder=1)


def _colour(colours: ScalarMappable, one: ClassFigures | None) -> tuple[float, ...] | str:
    if one is None or one.f1 is None:
        return LINE
    return tuple(float(part) for part in colours.to_rgba(np.array([one.f1.mean]))[0])


def _draw_group(
    axes: Axes, place: _Place, one: ClassFigures | None, name: str, colours: ScalarMappable
) -> None:
    f1 = one.f1.mean if one is not None and one.f1 is not None else None
    axes.scatter(
        [place.column],
        [place.row],
        s=330,
        color=[_colour(colours, one)],
        edgecolors=INK,
        linewidths=0.6,
        zorder=3,
    )
    words = "-" if f1 is None else f"{f1:.2f}".replace("0.", ".", 1)
    ink = INK if f1 is None or f1 > 0.5 else GROUND
    axes.text(place.column, place.row, words, ha="center", va="center", fontsize=7, zorder=4, color=ink)
    axes.text(
        place.column + 0.12,
        place.row - 0.15,
        broken(name, 19),
        fontsize=8.5,
        linespacing=0.95,
        va="bottom",
        zorder=4,
    )


def _draw_class(
    axes: Axes, place: _Place, one: ClassFigures | None, name: str, colours: ScalarMappable, *, start: float
) -> None:
    colour = _colour(colours, one)
    axes.scatter([place.column], [place.row], s=80, color=[colour], edgecolors=INK, linewidths=0.6, zorder=3)
    axes.text(place.column + 0.1, place.row, short(name), va="center", fontsize=9)
    axes.barh([place.row], [BAR_WIDTH], 0.55, left=start, color=FAINT, zorder=0)
    f1 = one.f1 if one is not None else None
    if f1 is not None:
        axes.barh([place.row], [BAR_WIDTH * f1.mean], 0.55, left=start, color=[colour])
        if f1.low is not None and f1.high is not None:
            ends = [start + BAR_WIDTH * f1.low, start + BAR_WIDTH * f1.high]
            axes.plot(ends, [place.row] * 2, color=GROUND, linewidth=3.0)
            axes.plot(ends, [place.row] * 2, color=INK, linewidth=1.2)
    axes.text(
        start + BAR_WIDTH + 0.05, place.row, "-" if f1 is None else f"{f1.mean:.2f}", va="center", fontsize=9
    )
    if one is not None:
        axes.text(
            start + BAR_WIDTH + 0.62,
            place.row,
            f"{one.positives:,}",
            va="center",
            ha="right",
            fontsize=8,
            color=MUTED,
        )
