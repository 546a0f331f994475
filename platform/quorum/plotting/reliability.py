"""Whether probabilities mean what they say: a reliability diagram with its counts."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter

from quorum.domain.calibration import Reliability
from quorum.plotting.style import FIRST, GROUND, LINE, MUTED, heading


def draw_reliability(found: Reliability, *, title: str, probability: str, item: str) -> Figure:
    """Draw the share of true classes against the probability, above how many pairs each bin holds.

    `probability` names the lower axis; a pair is of an `item`, a word such as task or field, and a class.
    """
    figure = Figure(figsize=(6.5, 7.0), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
    filled = found.count > 0
    mean, share = found.predicted[filled], found.observed[filled]
    upper.plot([0, 1], [0, 1], color=LINE, linewidth=1.5)
    upper.vlines(mean, found.low[filled], found.high[filled], color=FIRST, linewidth=1.5)
    upper.plot(mean, share, "o-", color=FIRST, markersize=7, linewidth=1.2, markeredgecolor="white")
    upper.annotate(
        "perfectly calibrated",
        (0.45, 0.38),
        rotation=45,
        rotation_mode="anchor",
        color=MUTED,
        fontsize=9,
        transform_rotates_text=True,
        path_effects=[withStroke(linewidth=3, foreground=GROUND)],
    )
    upper.set_xlim(-0.02, 1.02)
    upper.set_ylim(-0.02, 1.02)
    upper.grid(True)
    upper.set_ylabel("Share that is true (95 % interval)")
    heading(
        upper, title, f"Expected calibration error {found.expected_error:.3f} · Brier score {found.brier:.3f}"
    )
    bins = len(found.count)
    centres = (np.arange(bins) + 0.5) / bins
    lower.bar(centres, found.count, 0.9 / bins, color=FIRST, alpha=0.35)
    lower.set_yscale("symlog", linthresh=1)
    lower.set_ylim(0, max(10, found.count.max()) * 12)
    lower.set_yticks([])
    lower.set_yticks([], minor=True)
    lower.spines["left"].set_visible(False)
    for centre, count in zip(centres, found.count, strict=True):
        lower.annotate(
            f"{count:,}", (centre, count), (0, 3), textcoords="offset points", ha="center", fontsize=8
        )
    lower.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.1f}"))
    lower.set_xlabel(probability)
    lower.set_ylabel(f"Pairs of {item} and\nclass (log scale)")
    return figure
