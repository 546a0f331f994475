"""The picture of the loop: F1 against votes per image, a line per method with its interval over seeds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from quorum.plotting.style import LINE, MUTED, heading, quiet_style, save
from tests.load.bench_loop.needed import mean_of
from tests.load.bench_loop.rounds import Point

# Okabe and Ito 2008, jfly.uni-koeln.de/color, with a mark each, so that lines are told apart in grey as well.
LOOKS = (
    ("#0072B2", "o"),
    ("#56B4E9", "v"),
    ("#009E73", "^"),
    ("#CC79A7", "P"),
    ("#E69F00", "s"),
    ("#D55E00", "D"),
    ("#882255", "X"),
    ("#5E5E5E", "d"),
)
LEFT = 0.2


def save_curves(
    folder: Path, name: str, curves: Sequence[tuple[str, Sequence[Sequence[Point]]]], wanted: Sequence[Point]
) -> None:
    """Draw the mean and the 95 % interval of each method; `curves` are its name and its points per seed.

    No votes at all stand at the left edge of the logarithmic axis.
    """
    with quiet_style():
        figure = Figure(figsize=(11.0, 5.4), layout="constrained")
        panels = figure.subplots(1, 2)
        for axes, kind in zip(panels, ("macro", "micro"), strict=True):
            line = mean_of([getattr(one, kind) for one in wanted]).value
            axes.axhline(line, color=LINE, linewidth=1.5)
            for (colour, mark), (method, seeds) in zip(LOOKS, curves, strict=False):
                length = min(len(points) for points in seeds)
                votes = [
                    max(float(np.mean([points[i].votes for points in seeds])), LEFT) for i in range(length)
                ]
                means = [mean_of([getattr(points[i], kind) for points in seeds]) for i in range(length)]
                value, half = np.array([[m.value, m.half] for m in means]).T
                axes.plot(votes, value, color=colour, marker=mark, markersize=4.5, linewidth=1.4, label=method)
                axes.fill_between(votes, value - half, value + half, color=colour, alpha=0.14, linewidth=0)
            axes.set_xscale("log")
            axes.set_xticks([LEFT, 0.5, 1, 2, 5, 10, 20, 78], ["0", ".5", "1", "2", "5", "10", "20", "78"])
            axes.set_xticks([], minor=True)
            axes.set_xlabel("Votes per image")
            axes.grid(True)
            heading(axes, f"{kind.capitalize()} F1", f"line: published method, 78 votes, {line:.3f}")
        figure.legend(*panels[0].get_legend_handles_labels(), loc="outside right center", labelcolor=MUTED)
        save(figure, folder, name)
