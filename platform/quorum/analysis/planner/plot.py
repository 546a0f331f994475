"""The picture of a curve: F1 against votes, a line per method."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from quorum.analysis.planner.measure import Score
from quorum.plotting.style import LINE, MUTED, PNG_DPI, heading, quiet_style

# Okabe and Ito 2008, jfly.uni-koeln.de/color, with a mark each, so that lines are told apart in grey as well.
LOOKS = (
    ("#E69F00", "o"),
    ("#0072B2", "s"),
    ("#009E73", "^"),
    ("#882255", "D"),
    ("#56B4E9", "v"),
    ("#D55E00", "P"),
)


def save_curve(path: Path, scores: Sequence[Score], wanted: tuple[float, float] | None) -> None:
    """Draw macro and micro F1 against votes per image as PNG or SVG; `wanted` are drawn as lines."""
    with quiet_style():
        figure = _drawn(scores, wanted)
        is_svg = path.suffix.lower() == ".svg"
        figure.savefig(
            path,
            format="svg" if is_svg else "png",
            dpi=PNG_DPI,
            facecolor="white",
            metadata={"Date": None} if is_svg else None,
        )


def _drawn(scores: Sequence[Score], wanted: tuple[float, float] | None) -> Figure:
    figure = Figure(figsize=(10.0, 5.0), layout="constrained")
    panels = figure.subplots(1, 2, sharey=True)
    methods = list(dict.fromkeys(one.method for one in scores))
    ticks = sorted({one.votes for one in scores})
    words = {"macro": "mean over the classes", "micro": "all pairs of image and class pooled"}
    for place, (axes, kind) in enumerate(zip(panels, words, strict=True)):
        for (colour, mark), method in zip(LOOKS, methods, strict=False):
            own = sorted((one for one in scores if one.method == method), key=lambda one: one.votes)
            axes.plot(
                [one.votes for one in own],
                [getattr(one, kind) for one in own],
                color=colour,
                marker=mark,
                markersize=5,
                label=method,
            )
        if wanted is not None:
            axes.axhline(wanted[place], color=LINE, linewidth=1.5, zorder=0)
            axes.annotate(
                f"wanted: {wanted[place]:g}",
                (0.01, wanted[place]),
                (0, 3),
                xycoords=axes.get_yaxis_transform(),
                textcoords="offset points",
                color=MUTED,
                fontsize=9,
            )
        axes.set_xscale("log")
        axes.set_xticks(ticks, [str(tick) for tick in ticks])
        axes.set_xticks([], minor=True)
        axes.set_xlabel("Votes per image")
        axes.grid(True)
        heading(axes, f"{kind.capitalize()} F1", words[kind])
    panels[1].legend(loc="lower right")
    return figure
