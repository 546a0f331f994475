"""Losses over the epochs of trainings."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.figure import Figure

from mlworker.training.reports import TrainingReport
from quorum.plotting.style import INK, LINE, MUTED, SERIES, short

COLUMNS = 3


def draw_learning(reports: Mapping[str, TrainingReport]) -> Figure:
    """Draw training (dashed) and validation loss of each named training, the epoch that was kept marked."""
    columns = min(COLUMNS, max(1, len(reports)))
    rows = -(-len(reports) // columns)
    figure = Figure(figsize=(max(5.0, 3.2 * columns), 1.1 + 2.5 * rows), layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False, sharey=True).ravel()
    for axes, (name, report) in zip(panels, reports.items(), strict=False):
        epochs = [one.epoch + 1 for one in report.epochs]
        training = [one.training_loss for one in report.epochs]
        validation = [one.validation_loss for one in report.epochs]
        kept = report.best_epoch
        axes.axvline(epochs[kept], color=LINE, linewidth=1.2)
        axes.plot(epochs, training, color=SERIES[1], linewidth=1.3, linestyle=(0, (4, 2)))
        axes.plot(epochs, validation, color=SERIES[0], linewidth=1.6)
        axes.plot([epochs[kept]], [validation[kept]], "o", color=INK, markersize=5, markeredgecolor="white")
        axes.grid(True, axis="y")
        axes.set_title(short(name), fontsize=10, pad=16)
        axes.annotate(
            f"kept: epoch {epochs[kept]} of {len(epochs)}, {validation[kept]:.4f}",
            (0, 1),
            (0, 5),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=8,
            color=MUTED,
        )
    for axes in panels[len(reports) :]:
        axes.axis("off")
    lines = panels[0].lines
    if len(lines) > 2:
        figure.legend(
            [lines[1], lines[2], lines[3]],
            ["training", "validation", "kept"],
            loc="outside upper right",
            ncols=3,
        )
    figure.supxlabel("Epoch", fontsize=10)
    figure.supylabel("Mean loss", fontsize=10)
    return figure
