"""Classifiers that try to tell controls from other assignments by their traffic, and how well they do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import norm, rankdata

Floats = NDArray[np.float64]
Fit = Callable[[Floats, Floats, Floats], Floats]
FOLDS = 5


@dataclass(frozen=True)
class Found:
    """The best classifier's area under the curve with its 95 % interval, and the areas of all by name."""

    auc: float
    low: float
    high: float
    by_classifier: dict[str, float]


def tell_apart(features: Floats, labels: Floats, *, seed: int = 0) -> Found:
    """Return how well the best of all classifiers does in cross-validation; chance is 0.5.

    The best is picked after the fact, which favours whoever wants to tell controls apart.
    """
    rng = np.random.default_rng(seed)
    fold = rng.permutation(np.arange(len(labels)) % FOLDS)
    varies = features.std(axis=0) > 0
    areas = {
        name: area(_predicted(fit, features[:, varies], labels, fold), labels) for name, fit in FITS.items()
    }
    best = max(areas.values())
    spread = norm.ppf(0.975) * standard_error(best, labels)
    return Found(best, best - spread, best + spread, areas)


def chance_level(features: Floats, labels: Floats, *, draws: int, seed: int = 0) -> Floats:
    """Return the best areas found when labels are shuffled: what luck alone gives, (draws,)."""
    rng = np.random.default_rng(seed)
    return np.array([tell_apart(features, rng.permutation(labels), seed=draw).auc for draw in range(draws)])


def area(scores: Floats, labels: Floats) -> float:
    """Return the area under the ROC curve: the chance that a control scores higher than another."""
    positive = labels.sum()
    ranks = rankdata(scores)[labels == 1].sum()
    return float((ranks - positive * (positive + 1) / 2) / (positive * (len(labels) - positive)))


def standard_error(auc: float, labels: Floats) -> float:
    """Return the standard error of an area (Hanley and McNeil 1982, equation 1)."""
    positive, negative = labels.sum(), len(labels) - labels.sum()
    q1, q2 = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    variance = auc * (1 - auc) + (positive - 1) * (q1 - auc**2) + (negative - 1) * (q2 - auc**2)
    return float(np.sqrt(variance / (positive * negative)))


def _predicted(fit: Fit, features: Floats, labels: Floats, fold: NDArray[np.int64]) -> Floats:
    scores = np.zeros(len(labels))
    if not features.shape[1]:
        return scores
    for each in range(FOLDS):
        train, test = fold != each, fold == each
        mean, spread = features[train].mean(axis=0), features[train].std(axis=0)
        scaled = np.clip((features - mean) / np.where(spread > 0, spread, 1.0), -5, 5)
        scores[test] = fit(scaled[train], labels[train], scaled[test])
    return scores


def _logistic(train: Floats, labels: Floats, test: Floats) -> Floats:
    """Fit a ridge-penalised logistic regression by Newton's method."""
    design = np.column_stack([np.ones(len(train)), train])
    weights = np.zeros(design.shape[1])
    penalty = np.diag([1e-6, *[5.0] * train.shape[1]])
    for _ in range(15):
        chance = expit(design @ weights)
        gradient = design.T @ (labels - chance) - penalty @ weights
        curvature = (design * (chance * (1 - chance))[:, None]).T @ design + penalty
        weights += np.linalg.solve(curvature, gradient)
    return np.column_stack([np.ones(len(test)), test]) @ weights


def _boosted_stumps(train: Floats, labels: Floats, test: Floats, *, rounds: int = 60) -> Floats:
    """Boost one-split trees on the logistic loss (Friedman 2001), thresholds at even quantiles."""
    cuts = np.quantile(train, np.linspace(0.05, 0.95, 19), axis=0)
    below = (train[:, None, :] <= cuts[None]).reshape(len(train), -1).astype(float)
    below_test = (test[:, None, :] <= cuts[None]).reshape(len(test), -1)
    counts = np.maximum(below.sum(axis=0), 1), np.maximum((1 - below).sum(axis=0), 1)
    scores, predicted = np.zeros(len(train)), np.zeros(len(test))
    for _ in range(rounds):
        rest = labels - expit(scores)
        under = rest @ below
        gain = under**2 / counts[0] + (rest.sum() - under) ** 2 / counts[1]
        best = int(gain.argmax())
        step = 0.5 * np.array([under[best] / counts[0][best], (rest.sum() - under[best]) / counts[1][best]])
        scores += np.where(below[:, best] > 0, step[0], step[1])
        predicted += np.where(below_test[:, best], step[0], step[1])
    return predicted


def _neighbours(train: Floats, labels: Floats, test: Floats, *, count: int = 25) -> Floats:
    """Return the share of controls among the nearest examples."""
    distance = (test**2).sum(axis=1)[:, None] - 2 * test @ train.T + (train**2).sum(axis=1)[None]
    nearest = np.argpartition(distance, count, axis=1)[:, :count]
    share: Floats = labels[nearest].mean(axis=1)
    return share


FITS: dict[str, Fit] = {"logistic": _logistic, "stumps": _boosted_stumps, "neighbours": _neighbours}
