"""One figure of several evaluations side by side, with intervals."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from mlworker.evaluation.figures import Figures
from quorum.plotting.style import FIRST, INK, MUTED, SECOND, heading, short

ROW = 0.62


def draw_comparison(compared: Sequence[tuple[str, Figures]], *, title: str) -> Figure:
    """Draw macro and micro F1 of each named evaluation, the first at the top."""
    figure = Figure(figsize=(8.0, 1.7 + ROW * len(compared)), layout="constrained")
    axes = figure.subplots()
    for row, (name, figures) in enumerate(compared):
        for offset, colour, estimate in (
            (-0.19, FIRST, figures.overall.macro_f1),
            (0.19, SECOND, figures.overall.micro_f1),
        ):
            axes.barh([row + offset], [estimate.mean], 0.34, color=colour)
            if estimate.low is not None and estimate.high is not None:
                axes.plot([estimate.low, estimate.high], [row + offset] * 2, color=INK, linewidth=1.3)
            at = estimate.mean if estimate.high is None else max(estimate.high, estimate.mean)
            axes.text(at + 0.012, row + offset, f"{estimate.mean:.3f}", va="center", fontsize=8.5)
        axes.text(-0.012, row, short(name, 34), ha="right", va="center")
    axes.set_ylim(len(compared) - 0.5, -0.5)
    axes.set_xlim(0, 1.09)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", ".25", ".5", ".75", "1"])
    axes.set_yticks([])
    axes.grid(True, axis="x")
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("F1")
    heading(axes, title, f"Mean over folds; {compared[0][1].intervals}" if compared else "")
    for place, colour, words in ((0.87, FIRST, "■ macro"), (1.0, SECOND, "■ micro")):
        axes.annotate(
            words,
            (place, 1),
            (0, 8),
            xycoords="axes fraction",
            textcoords="offset points",
            ha="right",
            color=colour,
            fontsize=9,
        )
    axes.tick_params(axis="x", color=MUTED)
    return figure
