"""What finished folds said and how they learnt, kept in a folder, so that a run that was cut off goes on."""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from mlworker.evaluation.folds import Fold
from mlworker.recipes.interface import FitOptions, Recipe
from mlworker.training.reports import TrainingReport

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FoldPredictions:
    """Probabilities for the fields of one fold: `test` and `validation`, (their fields, classes).

    `trainings` tell how the fold's networks learnt, by name.
    """

    test: Floats
    validation: Floats
    trainings: Mapping[str, TrainingReport] = field(default_factory=dict)


def digest_of_fold(data: str, recipe: Recipe, fold: Fold, fit: FitOptions) -> str:
    """Return a SHA-256 of all that decides the predictions of a fold, but for the code itself.

    `data` is the digest of the dataset. The recipe counts with its configuration: it must be picklable.
    """
    found = hashlib.sha256(f"{data} {recipe.name} {fit.seed} {fit.device} {fit.deterministic}".encode())
    found.update(pickle.dumps(recipe, protocol=5))
    for rows in (fold.training, fold.validation, fold.test):
        found.update(f"{len(rows)} ".encode() + np.ascontiguousarray(rows).tobytes())
    return found.hexdigest()


@dataclass(frozen=True)
class KeptFold:
    """Where the predictions of one fold are kept; folds of other data or recipes have other digests."""

    folder: Path
    digest: str

    @property
    def checkpoints(self) -> Path:
        """Return the folder for the checkpoints of a fit that is not finished."""
        return self.folder / f"fold-{self.digest[:32]}-unfinished"

    @property
    def _path(self) -> Path:
        return self.folder / f"fold-{self.digest[:32]}.npz"

    def load(self) -> FoldPredictions | None:
        """Return what was kept, None where nothing was."""
        if not self._path.exists():
            return None
        with np.load(self._path, allow_pickle=False) as kept:
            trainings = msgspec.json.decode(str(kept["trainings"]), type=dict[str, TrainingReport])
            return FoldPredictions(kept["test"], kept["validation"], trainings)

    def keep(self, predictions: FoldPredictions) -> None:
        """Write predictions whole or not at all, and drop the checkpoints."""
        self.folder.mkdir(parents=True, exist_ok=True)
        unfinished = self.folder / f".{self._path.stem}.{os.getpid()}.npz"
        trainings = np.array(msgspec.json.encode(predictions.trainings).decode())
        np.savez(unfinished, test=predictions.test, validation=predictions.validation, trainings=trainings)
        unfinished.replace(self._path)
        shutil.rmtree(self.checkpoints, ignore_errors=True)
