"""Votes of volunteers who differ in skill, and who take one class for another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quorum.domain.aggregators.interface import Reference
from quorum.domain.holdout import hold_out
from quorum.domain.votes import Votes, votes_from_masks

FREQUENCIES = np.array([0.4, 0.25, 0.15, 0.1, 0.05])
CLASSES = len(FREQUENCIES)


@dataclass(frozen=True)
class Crowd:
    """What is true, `labels` (subjects, classes), what was voted, and each volunteer's skill, -1 to 1."""

    labels: NDArray[np.bool_]
    votes: Votes
    skill: NDArray[np.float64]

    def reference(self, share: float = 0.2) -> Reference:
        """Return the labels of a random share of the subjects."""
        subjects = len(self.labels)
        rng = np.random.default_rng(5)
        return hold_out(self.labels, np.ones(subjects, bool), size=round(share * subjects), rng=rng)


def skilled_crowd(
    *,
    subjects: int = 1200,
    n: int = 10,
    volunteers: int = 120,
    shared_noise: float = 0.5,
    confusion: float = 2.0,
    seed: int = 0,
) -> Crowd:
    """Draw a crowd; `confusion` raises the log-odds of naming the second class where the first is true."""
    rng = np.random.default_rng(seed)
    labels = rng.random((subjects, CLASSES)) < FREQUENCIES
    skill = rng.normal(0.0, 1.2, volunteers)
    noise = shared_noise * rng.standard_normal(labels.shape)
    mistaken = np.zeros(labels.shape)
    mistaken[:, 1] = confusion * labels[:, 0]
    base = np.where(labels, 0.8 + noise, -2.6 + mistaken + noise)
    who = np.concatenate([rng.permutation(volunteers)[:n] for _ in range(subjects)])
    rows = np.repeat(np.arange(subjects), n)
    shift = np.where(labels[rows], 1.0, -1.0) * skill[who][:, None]
    named = rng.random((len(rows), CLASSES)) < 1.0 / (1.0 + np.exp(-(base[rows] + shift)))
    votes = votes_from_masks(
        subject=rows,
        volunteer=who,
        chosen=(named @ (1 << np.arange(CLASSES))).astype(np.uint64),
        subjects=subjects,
        volunteers=volunteers,
        classes=CLASSES,
    )
    return Crowd(labels, votes, skill)
