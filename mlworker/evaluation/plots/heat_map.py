"""A matrix of what was learnt from and what was asked, as a heat map with its numbers."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from mlworker.evaluation.matrices import Matrix
from quorum.plotting.style import GROUND, INK, LINE, SCORE_MAP, SECOND, heading, short

CELL = 0.62


def draw_matrix(matrix: Matrix, *, title: str) -> Figure:
    """Draw macro F1 of every pair; the best learner of each column is framed, what no fold tells is grey."""
    values = np.array(
        [[np.nan if one.macro_f1 is None else one.macro_f1.mean for one in row] for row in matrix.cells]
    )
    rows, columns = values.shape
    longest = max(len(short(name)) for name in (*matrix.learnt_from, *matrix.asked))
    side = 1.2 + 0.085 * longest
    figure = Figure(
        figsize=(max(4.6, side + CELL * columns + 0.4), max(3.4, side + CELL * rows + 0.9)),
        layout="constrained",
    )
    axes = figure.subplots()
    colours = mpl.colormaps[SCORE_MAP].with_extremes(bad=LINE)
    axes.imshow(np.ma.masked_invalid(values), cmap=colours, vmin=0, vmax=1, aspect="equal")
    for row in range(rows):
        for column in range(columns):
            value = values[row, column]
            ink = INK if np.isnan(value) or value > 0.5 else GROUND
            words = "-" if np.isnan(value) else f"{value:.2f}".replace("0.", ".", 1)
            axes.text(column, row, words, ha="center", va="center", fontsize=8.5, color=ink)
    for column in range(columns):
        if not np.isnan(values[:, column]).all():
            best = int(np.nanargmax(values[:, column]))
            frame = Rectangle((column - 0.46, best - 0.46), 0.92, 0.92, fill=False, linewidth=2.2)
            frame.set_edgecolor(SECOND)
            axes.add_patch(frame)
    axes.set_xticks(range(columns), [short(name) for name in matrix.asked], rotation=40, ha="right")
    axes.set_yticks(range(rows), [short(name) for name in matrix.learnt_from])
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_xlabel("Asked")
    axes.set_ylabel("Learnt from")
    heading(axes, title, "Macro F1, mean over folds · framed: best for what is asked")
    return figure
