"""Whether probabilities mean what they say: a reliability diagram with its counts."""

from __future__ import annotations

from matplotlib.figure import Figure

from mlworker.evaluation.figures import BINS, CalibrationFigures
from quorum.plotting.style import FIRST, LINE, MUTED, heading


def draw_reliability(calibration: CalibrationFigures) -> Figure:
    """Draw the share of true classes against the probability, above how many pairs each bin holds."""
    figure = Figure(figsize=(6.5, 7.0), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
    bins = calibration.bins
    means, shares = [one.predicted for one in bins], [one.observed for one in bins]
    upper.plot([0, 1], [0, 1], color=LINE, linewidth=1.5)
    upper.annotate(
        "perfectly calibrated",
        (0.6, 0.54),
        rotation=45,
        rotation_mode="anchor",
        color=MUTED,
        fontsize=9,
        transform_rotates_text=True,
    )
    upper.vlines(means, [one.low for one in bins], [one.high for one in bins], color=FIRST, linewidth=1.5)
    upper.plot(means, shares, "o-", color=FIRST, markersize=7, linewidth=1.2, markeredgecolor="white")
    upper.set_xlim(-0.02, 1.02)
    upper.set_ylim(-0.02, 1.02)
    upper.grid(True)
    upper.set_ylabel("Share that is true (95 % interval)")
    heading(
        upper,
        "Do probabilities mean what they say?",
        f"Expected calibration error {calibration.expected_error:.3f} · Brier score {calibration.brier:.3f}",
    )
    counts = [one.count for one in bins]
    centres = [(min(int(mean * BINS), BINS - 1) + 0.5) / BINS for mean in means]
    lower.bar(centres, counts, 0.9 / BINS, color=FIRST, alpha=0.35)
    lower.set_yscale("symlog", linthresh=1)
    lower.set_ylim(0, max(10, *counts) * 12)
    lower.set_yticks([])
    lower.set_yticks([], minor=True)
    lower.spines["left"].set_visible(False)
    for centre, count in zip(centres, counts, strict=True):
        lower.annotate(
            f"{count:,}", (centre, count), (0, 3), textcoords="offset points", ha="center", fontsize=8
        )
    lower.set_xlabel("Probability")
    lower.set_ylabel("Pairs of field and\nclass (log scale)")
    return figure
