"""Whether posterior probabilities mean what they say: a reliability diagram with its counts."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from quorum.domain.calibration import Reliability
from quorum.plotting.style import AFTER, LINE, MUTED, heading


def draw_calibration(bins: Reliability) -> Figure:
    """Draw the share of true classes against the posterior, above how many pairs each bin holds."""
    figure = Figure(figsize=(6.5, 7.0), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
    filled = bins.count > 0
    mean, share = bins.predicted[filled], bins.observed[filled]
    upper.plot([0, 1], [0, 1], color=LINE, linewidth=1.5)
    upper.annotate(
        "perfectly calibrated",
        (0.45, 0.38),
        rotation=45,
        rotation_mode="anchor",
        color=MUTED,
        fontsize=9,
        transform_rotates_text=True,
    )
    upper.vlines(mean, bins.low[filled], bins.high[filled], color=AFTER, linewidth=1.5)
    upper.plot(mean, share, "o-", color=AFTER, markersize=7, linewidth=1.2, markeredgecolor="white")
    upper.set_xlim(-0.02, 1.02)
    upper.set_ylim(-0.02, 1.02)
    upper.grid(True)
    upper.set_ylabel("Share that is true (95 % interval)")
    heading(
        upper,
        "Do posterior probabilities mean what they say?",
        f"Expected calibration error {bins.expected_error:.3f} · Brier score {bins.brier:.3f}",
    )
    centres = (np.arange(len(bins.count)) + 0.5) / len(bins.count)
    lower.bar(centres, bins.count, 0.9 / len(bins.count), color=AFTER, alpha=0.35)
    lower.set_yscale("symlog", linthresh=1)
    lower.set_ylim(0, max(10, bins.count.max()) * 12)
    lower.set_yticks([])
    lower.set_yticks([], minor=True)
    lower.spines["left"].set_visible(False)
    for centre, count in zip(centres, bins.count, strict=True):
        lower.annotate(
            f"{count:,}", (centre, count), (0, 3), textcoords="offset points", ha="center", fontsize=8
        )
    lower.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.1f}"))
    lower.set_xlabel("Posterior probability")
    lower.set_ylabel("Pairs of task and\nclass (log scale)")
    return figure
