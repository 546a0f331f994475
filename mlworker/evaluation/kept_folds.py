"""Predictions of finished folds kept in a folder, so that a run that was cut off goes on."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlworker.datasets.dataset import Dataset
from mlworker.evaluation.folds import Fold
from mlworker.recipes.interface import FitOptions, Recipe

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FoldPredictions:
    """Probabilities for the fields of one fold: `test` and `validation`, (their fields, classes)."""

    test: Floats
    validation: Floats


def digest_of_data(data: Dataset) -> str:
    """Return a digest of everything in a dataset, 64 hexadecimal digits."""
    fields = data.fields
    arrays: list[NDArray[Any]] = [data.features, data.field, fields.labels, fields.labelled]
    arrays += [np.asarray(names) for names in (fields.ids, fields.sample, fields.well)]
    arrays += [np.asarray(names) for names in (fields.antibody, fields.cell_line)]
    words: list[Any] = [data.feature_names, data.classes, None]
    if fields.crowd is not None:
        arrays += [fields.crowd.n, fields.crowd.counts]
        words[2] = fields.crowd.maximum_choices
    return _digest(repr(words), arrays)


def digest_of_fold(data: str, recipe: Recipe, fold: Fold, fit: FitOptions) -> str:
    """Return a digest of all that decides the predictions of a fold, but for the code itself.

    `data` is the digest of the dataset. The recipe counts with its configuration: it must be picklable.
    """
    facts = f"{data} {recipe.name} {fit.seed} {fit.device} {fit.deterministic}"
    recipe_bytes = np.frombuffer(pickle.dumps(recipe, protocol=5), np.uint8)
    return _digest(facts, [recipe_bytes, fold.training, fold.validation, fold.test])


def _digest(words: str, arrays: Iterable[NDArray[Any]]) -> str:
    found = hashlib.blake2b(words.encode(), digest_size=32)
    for array in arrays:
        found.update(f"{array.dtype.str}{array.shape}".encode())
        found.update(np.ascontiguousarray(array).view(np.uint8).data)
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
