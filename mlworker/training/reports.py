"""What a training says of itself."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class EpochReport:
    """Mean losses per item of one epoch, counted from 0."""

    epoch: int
    training_loss: float
    validation_loss: float

    @property
    def finite(self) -> bool:
        """Return whether both losses are numbers."""
        return math.isfinite(self.training_loss) and math.isfinite(self.validation_loss)


@dataclass(frozen=True)
class TrainingReport:
    """All epochs run and the one whose weights were kept."""

    epochs: tuple[EpochReport, ...]
    best_epoch: int


def best_epoch(reports: list[EpochReport]) -> int:
    """Return the first epoch of the lowest validation loss."""
    return min(range(len(reports)), key=lambda epoch: (reports[epoch].validation_loss, epoch))
