"""Joining a network's log-odds with the votes on the same field, class by class, into one probability."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from quorum.domain.logistic import corrected, fit_correction

Floats = NDArray[np.float64]
FURTHEST = 12.0
"""Log-odds beyond this say no more than that the network is sure."""


@dataclass(frozen=True)
class Stack:
    """Weights of evidence for each class, (classes, evidence + 1), the last one the intercept.

    Evidence is the network's own log-odds of the class and, where votes are read, vote log-odds of all classes
    less their `centre`. The start is the network's answer, which remains where little was learnt.
    """

    weights: Floats
    centre: Floats

    def probabilities(self, log_odds: Floats, votes: Floats | None) -> Floats:
        """Return probabilities (fields, classes) from log-odds and vote log-odds of that shape."""
        clipped = np.clip(log_odds, -FURTHEST, FURTHEST)
        return np.stack(
            [
                expit(corrected(_evidence(clipped, votes, self.centre, k), clipped[:, k], weights))
                for k, weights in enumerate(self.weights)
            ],
            axis=1,
        )


def fit_stack(log_odds: Floats, votes: Floats | None, truth: NDArray[np.bool_], *, penalty: float) -> Stack:
    """Fit one penalised logistic regression for each class.

    `log_odds` must not come from networks that were fitted to that truth. A class without both outcomes
    keeps the network's answer.
    """
    clipped = np.clip(log_odds, -FURTHEST, FURTHEST)
    centre = votes.mean(axis=0) if votes is not None else np.zeros(0)
    rows = []
    for k in range(truth.shape[1]):
        evidence = _evidence(clipped, votes, centre, k)
        if truth[:, k].any() and not truth[:, k].all():
            rows.append(fit_correction(evidence, truth[:, k].astype(np.float64), clipped[:, k], penalty))
        else:
            rows.append(np.zeros(evidence.shape[1] + 1))
    return Stack(np.stack(rows), centre)


def _evidence(log_odds: Floats, votes: Floats | None, centre: Floats, k: int) -> Floats:
    own = log_odds[:, [k]]
    return own if votes is None else np.hstack([own, votes - centre])
