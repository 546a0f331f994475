"""Predictions of finished folds kept in a folder, so that a run that was cut off goes on."""

from __future__ import annotations

import hashlib
import os
import pickle
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mlworker.evaluation.folds import Fold
from mlworker.recipes.interface import FitOptions, Recipe

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FoldPredictions:
    """Probabilities for the fields of one fold: `test` and `validation`, (their fields, classes)."""

    test: Floats
    validation: Floats


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
class KeptFolds:
    """A folder of predictions by the digest of their fold; files of other data or recipes do no harm."""

    folder: Path

    def load(self, digest: str) -> FoldPredictions | None:
        """Return what was kept under a digest, None where nothing was."""
        path = self._path(digest)
        if not path.exists():
            return None
        with np.load(path, allow_pickle=False) as kept:
            return FoldPredictions(kept["test"], kept["validation"])

    def keep(self, digest: str, predictions: FoldPredictions) -> None:
        """Write predictions whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        unfinished = self.folder / f".{digest}.{os.getpid()}.npz"
        np.savez(unfinished, test=predictions.test, validation=predictions.validation)
        unfinished.replace(self._path(digest))

    def _path(self, digest: str) -> Path:
        return self.folder / f"fold-{digest[:32]}.npz"
