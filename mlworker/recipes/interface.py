"""What every recipe offers: fit on some fields, predict for others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from torch import nn

from mlworker.datasets.dataset import Dataset
from mlworker.networks import NetworkConfig
from mlworker.recipes.normalisation import Normalisation
from mlworker.training.reports import TrainingReport

Floats = NDArray[np.float64]
Draws = NDArray[np.float32]


@dataclass(frozen=True)
class FitOptions:
    """How to fit, whatever the recipe: the seed, the device's name, threads, and who hears of progress.

    `on_progress` gets a share done, 0 to 1, and one line of text. With a folder of `checkpoints`, a fit
    that was killed goes on where it stopped when it is called again.
    """

    seed: int = 0
    device: str = "cpu"
    deterministic: bool = False
    on_progress: Callable[[float, str], None] | None = None
    checkpoints: Path | None = None


@dataclass(frozen=True)
class TrainedNetwork:
    """A network in evaluation mode on the CPU, its configuration, and how it was trained, None if unknown."""

    network: nn.Module
    config: NetworkConfig
    training: TrainingReport | None = None


class FittedModel(Protocol):
    """A model that has been fitted, and all that must be kept of it."""

    @property
    def recipe(self) -> str:
        """Return the recipe's name."""

    @property
    def networks(self) -> Mapping[str, TrainedNetwork]:
        """Return the networks by name."""

    @property
    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Return what else was fitted, by name."""

    @property
    def normalisation(self) -> Normalisation:
        """Return what brings a cell's features to the scale that the networks read."""

    def predict(self, data: Dataset, *, device: str = "cpu") -> Floats:
        """Return the probability of each class, (fields, classes); NaN for fields without cells."""

    def draws(self, data: Dataset, *, samples: int, seed: int, device: str = "cpu") -> Draws:
        """Return what several networks say that the training leaves as likely, (members, fields, classes).

        Those of an ensemble, however many; where there is one network, `samples` of it by dropout, the same
        for the same seed. NaN for fields without cells.
        """


class Recipe(Protocol):
    """A named way to fit a model."""

    @property
    def name(self) -> str:
        """Return the recipe's name."""

    @property
    def reads_crowd(self) -> bool:
        """Return whether predictions need volunteers' votes on the very fields predicted."""

    def fit(self, training: Dataset, validation: Dataset, options: FitOptions) -> FittedModel:
        """Fit on the training fields; early stopping and calibration see the validation fields alone."""

    def restore(
        self, networks: Mapping[str, TrainedNetwork], arrays: Mapping[str, NDArray[Any]]
    ) -> FittedModel:
        """Return the fitted model of what was kept of it."""
