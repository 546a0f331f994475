"""How often each class is accepted, next to how often experts name it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullFormatter

from quorum.domain.aggregators.interface import Floats
from quorum.plotting.style import AFTER, BEFORE, LINE, REFERENCE, heading, short

RATIO_LIMIT = 16.0
ROW_HEIGHT = 0.3


@dataclass(frozen=True)
class _Series:
    values: Floats
    colour: str
    label: str


def draw_frequencies(
    names: Sequence[str],
    before: Floats,
    after: Floats,
    reference: Floats | None,
    *,
    words: tuple[str, str],
    tasks: int,
) -> Figure:
    """Draw shares of `tasks` per class as bars: raw consensus, the method, the experts, all (classes,).

    `words` name the raw consensus and the method.

    With a reference, a second panel shows the ratios to it on a logarithmic axis: on the bars, rare
    classes are too small to be judged.
    """
    order = np.argsort(-(after if reference is None else reference), kind="stable")
    names = [names[place] for place in order]
    before, after = before[order], after[order]
    series = [
        _Series(before, BEFORE, f"before: {words[0]}"),
        _Series(after, AFTER, f"after: {words[1]}"),
    ]
    height = 1.8 + ROW_HEIGHT * max(3, len(names)) * (1.0 if reference is None else 1.25)
    figure = Figure(figsize=(11.0 if reference is not None else 7.5, height), layout="constrained")
    if reference is None:
        _bars(figure.subplots(), names, series, tasks)
        figure.legend(loc="outside lower center", ncols=len(series))
        return figure
    bars, ratios = figure.subplots(1, 2, sharey=True, width_ratios=(3, 2))
    series.append(_Series(reference[order], REFERENCE, "reference: experts"))
    _bars(bars, names, series, tasks)
    _ratios(ratios, before, after, reference[order])
    figure.legend(loc="outside lower center", ncols=len(series))
    return figure


def _bars(axes: Axes, names: Sequence[str], series: Sequence[_Series], tasks: int) -> None:
    place = np.arange(len(names))
    height = 0.8 / len(series)
    for step, shown in enumerate(series):
        offset = (step - (len(series) - 1) / 2) * height
        axes.barh(place + offset, shown.values, height * 0.9, color=shown.colour, label=shown.label)
    axes.set_yticks(place, [short(name) for name in names])
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:g} %"))
    axes.xaxis.grid(True)
    axes.set_xlim(left=0)
    heading(axes, "How often each class is accepted", f"Share of {tasks:,} tasks")


def _ratios(axes: Axes, before: Floats, after: Floats, reference: Floats) -> None:
    place = np.arange(len(reference))
    shown = reference > 0
    for values, colour, marker, size in ((before, BEFORE, "s", 9), (after, AFTER, "o", 6)):
        ratio = np.divide(values, reference, out=np.ones_like(values), where=shown)
        inside = np.clip(ratio, 1 / RATIO_LIMIT, RATIO_LIMIT)
        axes.plot(inside[shown], place[shown], marker, color=colour, markersize=size, markeredgecolor="white")
        for row in np.flatnonzero(shown & (inside != ratio)):
            text, side = ("0", "left") if ratio[row] == 0 else (f"{ratio[row]:.2g}x", "right")
            axes.annotate(
                text,
                (inside[row], place[row]),
                (-7 if side == "right" else 7, 0),
                textcoords="offset points",
                ha=side,
                va="center",
                fontsize=7,
                color=colour,
            )
    axes.set_xscale("log", base=2)
    axes.set_xlim(1 / RATIO_LIMIT / 1.3, RATIO_LIMIT * 1.3)
    axes.xaxis.set_major_locator(FixedLocator([1 / 16, 1 / 4, 1, 4, 16]))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _: f"{value:g}" if value >= 1 else f"1/{1 / value:g}")
    )
    axes.axvline(1, color=REFERENCE, linewidth=1)
    for line in range(len(reference)):
        axes.axhline(line, color=LINE, linewidth=0.4, zorder=0)
    axes.tick_params(axis="y", length=0)
    heading(axes, "Too rarely ← → too often", "Accepted / named by experts, logarithmic")
