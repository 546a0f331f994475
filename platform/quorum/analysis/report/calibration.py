"""Whether posterior probabilities mean what they say: a reliability diagram with its counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from quorum.analysis.report.style import AFTER, LINE, MUTED, heading
from quorum.domain.aggregators.interface import Booleans, Floats

BINS = 10


@dataclass(frozen=True)
class Reliability:
    """Pairs of task and class put into bins of equal width by posterior: arrays are (bins,).

    `true_share` and its Wilson interval `low`, `high` (95 %) are NaN in empty bins.
    `expected_calibration_error` is the mean |true share - mean posterior| over pairs, `brier` the mean
    squared difference of posterior and truth.
    """

    counts: tuple[int, ...]
    mean_posterior: tuple[float, ...]
    true_share: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    expected_calibration_error: float
    brier: float


def reliability(posterior: Floats, truth: Booleans) -> Reliability:
    """Return how often classes are true among pairs of like posterior; both are (tasks, classes)."""
    posterior, truth = posterior.ravel(), truth.ravel()
    place = np.minimum((posterior * BINS).astype(int), BINS - 1)
    counts = np.bincount(place, minlength=BINS)
    # NaN in empty bins, and so in all that follows from it
    pairs = np.where(counts > 0, counts, np.nan)
    mean = np.bincount(place, posterior, BINS) / pairs
    share = np.bincount(place, truth, BINS) / pairs
    # Wilson 1927, JASA 22:209.
    z2 = 1.96**2
    middle = (share + z2 / (2 * pairs)) / (1 + z2 / pairs)
    half = np.sqrt(z2 * share * (1 - share) / pairs + z2**2 / (4 * pairs**2)) / (1 + z2 / pairs)
    error = float(np.nansum(counts * np.abs(share - mean)) / max(1, counts.sum()))
    return Reliability(
        tuple(counts.tolist()),
        tuple(mean.tolist()),
        tuple(share.tolist()),
        tuple((middle - half).tolist()),
        tuple((middle + half).tolist()),
        error,
        float(np.mean((posterior - truth) ** 2)) if len(posterior) else float("nan"),
    )


def draw_calibration(bins: Reliability) -> Figure:
    """Draw the share of true classes against the posterior, above how many pairs each bin holds."""
    figure = Figure(figsize=(6.5, 7.0), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
    counts = np.asarray(bins.counts)
    filled = counts > 0
    mean, share = np.asarray(bins.mean_posterior)[filled], np.asarray(bins.true_share)[filled]
    low, high = np.asarray(bins.low)[filled], np.asarray(bins.high)[filled]
    upper.plot([0, 1], [0, 1], color=LINE, linewidth=1.5)
    upper.annotate(
        "perfectly calibrated",
        (0.74, 0.76),
        rotation=45,
        rotation_mode="anchor",
        color=MUTED,
        fontsize=9,
        transform_rotates_text=True,
    )
    upper.vlines(mean, low, high, color=AFTER, linewidth=1.5)
    upper.plot(mean, share, "o-", color=AFTER, markersize=7, linewidth=1.2, markeredgecolor="white")
    upper.set_xlim(-0.02, 1.02)
    upper.set_ylim(-0.02, 1.02)
    upper.grid(True)
    upper.set_ylabel("Share that is true (95 % interval)")
    heading(
        upper,
        "Do posterior probabilities mean what they say?",
        f"Expected calibration error {bins.expected_calibration_error:.3f} · Brier score {bins.brier:.3f}",
    )
    centres = (np.arange(BINS) + 0.5) / BINS
    lower.bar(centres, counts, 0.9 / BINS, color=AFTER, alpha=0.35)
    lower.set_yscale("symlog", linthresh=1)
    lower.set_ylim(0, max(10, counts.max()) * 12)
    lower.set_yticks([])
    lower.set_yticks([], minor=True)
    lower.spines["left"].set_visible(False)
    for centre, count in zip(centres, counts, strict=True):
        lower.annotate(
            f"{count:,}", (centre, count), (0, 3), textcoords="offset points", ha="center", fontsize=8
        )
    lower.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.1f}"))
    lower.set_xlabel("Posterior probability")
    lower.set_ylabel("Pairs of task and\nclass (log scale)")
    return figure
