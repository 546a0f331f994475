"""Logistic regression that starts from what is known already, and is pulled back towards it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]

STEPS = 50
SMALL_GAIN = 1e-4
INTERCEPT_PENALTY = 1e-3


def fit_correction(features: Floats, truth: Floats, start: Floats, penalty: float) -> Floats:
    """Return the weights w and intercept (features + 1,) that best correct log-odds `start`.

    P(true) = expit(start + features @ w[:-1] + w[-1]); `features` is (rows, features), `truth` and
    `start` (rows,). Maximises the log-likelihood less `penalty` / 2 |w|^2, by Newton steps that are
    halved until they gain: with little data w stays near 0, and the start is what remains.
    """
    design = np.hstack([features, np.ones((len(features), 1))])
    penalties = np.full(design.shape[1], penalty)
    penalties[-1] = INTERCEPT_PENALTY
    weights = np.zeros(design.shape[1])
    loss = _loss(design, truth, start, weights, penalties)
    for _ in range(STEPS):
        step = _newton_step(design, truth, start, weights, penalties)
        trial = weights - step
        new_loss = _loss(design, truth, start, trial, penalties)
        while new_loss > loss and np.abs(step).max() > 1e-9:
            step /= 2
            trial = weights - step
            new_loss = _loss(design, truth, start, trial, penalties)
        if not loss - new_loss > SMALL_GAIN:
            break
        weights, loss = trial, new_loss
    return weights


def corrected(features: Floats, start: Floats, weights: Floats) -> Floats:
    """Return the corrected log-odds (rows,)."""
    return np.asarray(start + features @ weights[:-1] + weights[-1])


def _newton_step(design: Floats, truth: Floats, start: Floats, weights: Floats, penalties: Floats) -> Floats:
    p = expit(start + design @ weights)
    gradient = design.T @ (p - truth) + penalties * weights
    curvature = (design * np.maximum(p * (1 - p), 1e-9)[:, None]).T @ design + np.diag(penalties)
    return np.asarray(np.linalg.solve(curvature, gradient))


def _loss(design: Floats, truth: Floats, start: Floats, weights: Floats, penalties: Floats) -> float:
    log_odds = start + design @ weights
    misfit = np.logaddexp(0.0, log_odds) - truth * log_odds
    return float(misfit.sum() + 0.5 * (penalties * weights**2).sum())
