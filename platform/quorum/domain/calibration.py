"""Making posteriors mean what they say, and telling how far they do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from quorum.domain.logistic import fit_correction

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

FURTHEST = 30.0
PENALTY = 1.0
Z_SQUARED = 1.959964**2
"""Of the normal deviate that leaves 5 % outside."""


@dataclass(frozen=True)
class Calibration:
    """One slope and intercept for the log-odds of all classes (Platt 1999); the default changes nothing."""

    slope: float = 1.0
    intercept: float = 0.0

    def log_odds(self, raw: Floats) -> Floats:
        """Return calibrated log-odds, of any shape; the order of scores never changes."""
        return np.asarray(self.slope * raw + self.intercept)


def calibrate(raw: Floats, truth: Booleans) -> Calibration:
    """Fit a calibration to log-odds and truth of one shape, by penalised likelihood around no change.

    The log-odds must not have been fitted to that truth. A slope that would turn the order around, or
    truth without both outcomes, leaves them as they are.
    """
    given, right = np.clip(raw.ravel(), -FURTHEST, FURTHEST), truth.ravel()
    if not right.any() or right.all():
        return Calibration()
    change = fit_correction(given[:, None], right.astype(np.float64), given, PENALTY)
    slope = 1.0 + float(change[0])
    return Calibration(slope, float(change[1])) if slope > 0 else Calibration()


@dataclass(frozen=True)
class Reliability:
    """Per bin of predicted probability, (bins,): mean prediction, share that is true, and count.

    `low` and `high` are the 95 % interval of the share (Wilson 1927, JASA 22:209). `expected_error` is the
    mean gap between prediction and share weighted by counts (ECE; Naeini et al. 2015), `brier` the mean
    squared error of the predictions. What an empty bin or no pair at all leaves unknown is NaN.
    """

    predicted: Floats
    observed: Floats
    low: Floats
    high: Floats
    count: NDArray[np.int64]
    expected_error: float
    brier: float


def reliability(probabilities: Floats, truth: Booleans, bins: int = 10) -> Reliability:
    """Compare probabilities with the truth, both of one shape, in `bins` bins of equal width."""
    p, right = probabilities.ravel(), truth.ravel().astype(np.float64)
    place = np.minimum((p * bins).astype(np.int64), bins - 1)
    count = np.bincount(place, minlength=bins)
    # NaN in empty bins, and so in all that follows from it
    pairs = np.where(count > 0, count, np.nan)
    predicted = np.bincount(place, weights=p, minlength=bins) / pairs
    observed = np.bincount(place, weights=right, minlength=bins) / pairs
    low, high = _wilson(observed, pairs)
    if not len(p):
        return Reliability(predicted, observed, low, high, count, np.nan, np.nan)
    gap = float(np.nansum(np.abs(predicted - observed) * count) / len(p))
    return Reliability(predicted, observed, low, high, count, gap, float(np.mean((p - right) ** 2)))


def _wilson(share: Floats, pairs: Floats) -> tuple[Floats, Floats]:
    middle = (share + Z_SQUARED / (2 * pairs)) / (1 + Z_SQUARED / pairs)
    spread = np.sqrt(Z_SQUARED * share * (1 - share) / pairs + Z_SQUARED**2 / (4 * pairs**2))
    half = spread / (1 + Z_SQUARED / pairs)
    # Rounding must not leave the range of shares.
    return np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)


def log_odds_of(probabilities: Floats) -> Floats:
    """Return log-odds, cut off at +-30: certainty has no finite log-odds."""
    edge = expit(-FURTHEST)
    return np.asarray(logit(np.clip(probabilities, edge, 1.0 - edge)))
