"""One fold fitted and asked, in this process or in one of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from mlworker.datasets.dataset import Dataset, Fields, Rows
from mlworker.evaluation.folds import Fold
from mlworker.evaluation.kept_folds import FoldPredictions
from mlworker.recipes.interface import FitOptions, Recipe


@dataclass(frozen=True)
class Shared:
    """A dataset for other processes: its features, which are large, as a file that all of them map."""

    feature_names: tuple[str, ...]
    classes: tuple[str, ...]
    features: Path
    field: Rows
    fields: Fields

    def opened(self) -> Dataset:
        """Return the dataset."""
        features = np.load(self.features, mmap_mode="r")
        return Dataset(self.feature_names, self.classes, features, self.field, self.fields)


def share(data: Dataset, folder: Path) -> Shared:
    """Write the features of a dataset into a folder, for other processes to map."""
    path = folder / "features.npy"
    np.save(path, data.features)
    return Shared(data.feature_names, data.classes, path, data.field, data.fields)


def fit_fold(data: Dataset, recipe: Recipe, fold: Fold, fit: FitOptions) -> FoldPredictions:
    """Fit on a fold's training fields and predict its test and validation fields, unseen labels hidden."""
    model = recipe.fit(data.of(fold.training), data.of(fold.validation), fit)
    return FoldPredictions(
        model.predict(_without_labels(data.of(fold.test))),
        model.predict(_without_labels(data.of(fold.validation))),
        {name: one.training for name, one in model.networks.items() if one.training is not None},
    )


def _without_labels(data: Dataset) -> Dataset:
    fields = replace(
        data.fields,
        labels=np.zeros_like(data.fields.labels),
        labelled=np.zeros_like(data.fields.labelled),
    )
    return replace(data, fields=fields)


class _Process:
    """What a process of the pool holds between folds."""

    data: Dataset | None = None


def begin(shared: Shared) -> None:
    """Get a process ready: one torch thread, as processes side by side share the cores, and the dataset."""
    torch.set_num_threads(1)
    _Process.data = shared.opened()


def fit_shared(recipe: Recipe, fold: Fold, fit: FitOptions) -> FoldPredictions:
    """Fit one fold of the dataset that `begin` opened."""
    if _Process.data is None:
        raise RuntimeError("begin() comes first")
    return fit_fold(_Process.data, recipe, fold, fit)
