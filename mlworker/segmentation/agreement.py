"""How far two masks of the same field agree: objects matched one to one by how much they overlap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from mlworker.fields import Labels


@dataclass(frozen=True)
class Agreement:
    """Objects of a mask against those of the truth.

    `ious` are the intersections over unions of the matched pairs that reach `threshold`, `missed` and
    `invented` count objects of the truth and of the mask that have no such partner. `overall` is the
    intersection over union of the two foregrounds.
    """

    threshold: float
    ious: NDArray[np.float64]
    missed: int
    invented: int
    overall: float

    @property
    def f1(self) -> float:
        """Return the F1 of detection at the threshold; 1 where neither mask has an object."""
        total = 2 * len(self.ious) + self.missed + self.invented
        return 2 * len(self.ious) / total if total else 1.0

    @property
    def mean_iou(self) -> float:
        """Return the mean intersection over union of matched pairs; 0 without one."""
        return float(self.ious.mean()) if len(self.ious) else 0.0


def agreement(found: Labels, truth: Labels, threshold: float = 0.5) -> Agreement:
    """Match objects of two masks (height, width), numbered 1 upwards, for the largest sum of overlaps."""
    ious = overlaps(found, truth)
    rows, columns = linear_sum_assignment(-ious)
    matched = ious[rows, columns]
    matched = matched[matched >= threshold]
    either = int(((found > 0) | (truth > 0)).sum())
    return Agreement(
        threshold=threshold,
        ious=matched,
        missed=ious.shape[1] - len(matched),
        invented=ious.shape[0] - len(matched),
        overall=int(((found > 0) & (truth > 0)).sum()) / either if either else 1.0,
    )


def overlaps(found: Labels, truth: Labels) -> NDArray[np.float64]:
    """Return the intersection over union of each object found with each of the truth, less unused numbers."""
    rows, columns = int(found.max(initial=0)) + 1, int(truth.max(initial=0)) + 1
    flat = found.ravel().astype(np.int64) * columns + truth.ravel()
    both = np.bincount(flat, minlength=rows * columns).reshape(rows, columns)
    first, second = both.sum(1), both.sum(0)
    shares = both / np.maximum(first[:, None] + second[None, :] - both, 1)
    return np.asarray(shares[1:, 1:][first[1:] > 0][:, second[1:] > 0], dtype=np.float64)
