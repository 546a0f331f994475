"""The curves of an experiment as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from quorum.config.experiment.points import Point
from quorum.plotting.style import SERIES, heading, quiet_style, save

TICKS = (0, 1, 2, 5, 10, 20, 40, 80)


def draw_curves(folder: Path, points: Sequence[Point]) -> None:
    """Draw macro and micro F1 against votes per image as `curves`, one line per way of deciding."""
    ways = list(dict.fromkeys((one.arm, one.method) for one in points))
    most = max(one.votes for one in points)
    with quiet_style():
        figure = Figure(figsize=(9, 4), layout="constrained")
        panels = figure.subplots(1, 2, sharey=True)
        for axes, name in zip(panels, ("macro", "micro"), strict=True):
            for colour, (arm, method) in zip(SERIES, ways, strict=False):
                curve = [one for one in points if (one.arm, one.method) == (arm, method)]
                values = [getattr(one, f"{name}_f1") for one in curve]
                axes.plot([one.votes for one in curve], values, "o-", color=colour, label=f"{arm}, {method}")
            # No votes at all have a place beside a tenfold of them.
            axes.set_xscale("symlog", linthresh=1)
            ticks = [tick for tick in TICKS if tick <= most]
            axes.set_xticks(ticks, [str(tick) for tick in ticks], minor=False)
            axes.set_xticks([], minor=True)
            axes.set(xlabel="votes per image", xlim=(-0.2, most * 1.15), ylim=(0, 1))
            heading(axes, f"{name.capitalize()} F1", "on images that nobody had labelled")
            axes.grid(visible=True)
        panels[1].legend(loc="upper left", ncols=2)
        save(figure, folder, "curves")
