"""The curves of an experiment as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from quorum.config.experiment.points import Point
from quorum.plotting.style import SERIES, quiet_style, save


def draw_curves(folder: Path, points: Sequence[Point]) -> None:
    """Draw macro and micro F1 against votes per image as `curves`, one line per way of deciding."""
    ways = list(dict.fromkeys((one.arm, one.method) for one in points))
    with quiet_style():
        figure = Figure(figsize=(9, 4), layout="constrained")
        for axes, name in zip(figure.subplots(1, 2, sharey=True), ("macro", "micro"), strict=True):
            for colour, (arm, method) in zip(SERIES, ways, strict=False):
                curve = [one for one in points if (one.arm, one.method) == (arm, method)]
                values = [getattr(one, f"{name}_f1") for one in curve]
                # Half a vote more, so that a logarithmic axis can show none.
                axes.plot(
                    [one.votes + 0.5 for one in curve], values, "o-", color=colour, label=f"{arm}, {method}"
                )
            axes.set(
                xscale="log", xlabel="votes per image, and a half", title=f"{name.capitalize()} F1", ylim=(0, 1)
            )
            axes.grid(visible=True)
        axes.legend(loc="lower right")
        save(figure, folder, "curves")
