"""Losses over the epochs of trainings, as a picture; it needs matplotlib, the extra `analysis`."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from mlworker.training.reports import TrainingReport
from quorum.plotting.style import FIRST, INK, LINE, MUTED, SECOND, short

COLUMNS = 5
DASHES = (0, (4, 2))


def draw_learning(reports: Mapping[str, TrainingReport]) -> Figure:
    """Draw training (dashed) and validation loss of each named training, the epoch that was kept marked.

    Panels have axes of their own: networks may learn by different losses.
    """
    columns = min(COLUMNS, len(reports))
    rows = -(-len(reports) // columns)
    figure = Figure(figsize=(max(5.0, 2.9 * columns), 1.1 + 2.5 * rows), layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes, (name, report) in zip(panels, reports.items(), strict=False):
        _draw_panel(axes, name, report)
    for axes in panels[len(reports) :]:
        axes.axis("off")
    lines = [
        Line2D([], [], color=SECOND, linewidth=1.3, linestyle=DASHES, label="training"),
        Line2D([], [], color=FIRST, linewidth=1.6, label="validation"),
        Line2D([], [], color=INK, marker="o", markersize=5, linestyle="none", label="kept"),
    ]
    figure.legend(handles=lines, loc="outside upper right", ncols=len(lines))
    figure.supxlabel("Epoch", fontsize=10)
    figure.supylabel("Mean loss", fontsize=10)
    return figure


def _draw_panel(axes: Axes, name: str, report: TrainingReport) -> None:
    epochs = [one.epoch + 1 for one in report.epochs]
    kept = report.epochs[report.best_epoch]
    axes.axvline(kept.epoch + 1, color=LINE, linewidth=1.2)
    axes.plot(
        epochs, [one.training_loss for one in report.epochs], color=SECOND, linewidth=1.3, linestyle=DASHES
    )
    axes.plot(epochs, [one.validation_loss for one in report.epochs], color=FIRST, linewidth=1.6)
    axes.plot([kept.epoch + 1], [kept.validation_loss], "o", color=INK, markersize=5, markeredgecolor="white")
    axes.grid(True, axis="y")
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True, min_n_ticks=1))
    axes.set_title(short(name), fontsize=10, pad=16)
    axes.annotate(
        f"kept: epoch {kept.epoch + 1} of {len(epochs)}, {kept.validation_loss:.4f}",
        (0, 1),
        (0, 5),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=8,
        color=MUTED,
    )
