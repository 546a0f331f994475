"""Drawn subjects that wait for votes, and what the formulas say of them spelled out."""

from __future__ import annotations

from math import log

import numpy as np

from quorum.domain.acquisition.candidates import Candidates, TypicalVolunteer
from quorum.domain.acquisition.strategy import Scores

CLASSES = 4
SURE = 0.9


def waiting(subjects: int, seed: int = 0) -> Candidates:
    rng = np.random.default_rng(seed)
    certain = rng.random((subjects, CLASSES)) < 0.05
    return Candidates(
        n=rng.integers(0, 30, subjects),
        posterior=np.where(certain, 1.0, rng.beta(0.3, 1.5, (subjects, CLASSES))),
        p_values=rng.beta(0.3, 0.3, (subjects, CLASSES)),
        border=np.array([0.01, 0.05, 0.3, np.inf]),
        prevalence=np.array([0.3, 0.1, 0.02, 0.0]),
        predicted=rng.beta(0.3, 1.5, (subjects, CLASSES)),
        draws=rng.beta(0.5, 1.5, (5, subjects, CLASSES)).astype(np.float32),
        embedding=rng.integers(-9, 10, (subjects, 6)).astype(np.float64),
        covered=None,
        volunteer=TypicalVolunteer(
            np.array([0.8, 0.6, 0.3, 0.5]), np.array([0.05, 0.01, 0.3, 0.6]), weight=0.7
        ),
        cutoffs=np.array([0.5, 0.3, 0.6, 0.5]),
        known_positives=np.array([400.0, 20.0, 3.0, 0.0]),
    )


def scored(strategy: object, candidates: Candidates) -> Scores:
    return strategy.scores(candidates, np.random.default_rng(0))


def entropy_of(p: float) -> float:
    return -sum(q * log(q) for q in (p, 1 - p) if q > 0)


def plain_unsettled(candidates: Candidates, row: int) -> list[float]:
    weight = min(1.0, 8.0 / (candidates.n[row] + 1))
    pairs = zip(candidates.posterior[row], candidates.cutoffs, strict=True)
    return [weight * (1 - p if p > t else p) for p, t in pairs]
