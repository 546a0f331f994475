"""A small recipe that is a real one: logistic regression on each field's mean features, in torch."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from mlworker.datasets.dataset import Dataset
from mlworker.networks import DenseConfig
from mlworker.recipes.interface import Draws, FitOptions, FittedModel, Floats, TrainedNetwork
from mlworker.recipes.normalisation import Normalisation
from mlworker.training.reports import EpochReport, TrainingReport, best_epoch


def mean_features(data: Dataset) -> tuple[Floats, NDArray[np.bool_]]:
    cells = np.bincount(data.field, minlength=len(data.fields))
    sums = np.zeros((len(data.fields), len(data.feature_names)))
    np.add.at(sums, data.field, data.features)
    return sums / np.maximum(cells, 1)[:, None], cells > 0


def labelled_rows(data: Dataset, mean: Floats, scale: Floats) -> tuple[Tensor, Tensor]:
    used = data.fields.labelled
    inputs = (mean_features(data)[0][used] - mean) / scale
    return torch.from_numpy(inputs), torch.from_numpy(data.fields.labels[used].astype(np.float64))


@dataclass(frozen=True)
class LogisticModel:
    recipe: str
    networks: Mapping[str, TrainedNetwork]
    arrays: Mapping[str, NDArray[Any]]

    @property
    def normalisation(self) -> Normalisation:
        return Normalisation(self.arrays["mean"], self.arrays["scale"])

    def predict(self, data: Dataset, *, device: str = "cpu") -> Floats:
        means, has_cells = mean_features(data)
        inputs = (means - self.arrays["mean"]) / self.arrays["scale"]
        with torch.inference_mode():
            found = torch.sigmoid(self.networks["linear"].network(torch.from_numpy(inputs))).numpy()
        return np.where(has_cells[:, None], found, np.nan)

    def draws(self, data: Dataset, *, samples: int, seed: int, device: str = "cpu") -> Draws:
        return np.repeat(self.predict(data)[None].astype(np.float32), samples, axis=0)


@dataclass(frozen=True)
class LogisticRecipe:
    """`log` gets a line for every fit; the fit of seed 2 is cut off while there is a file `cut_off`."""

    steps: int = 60
    log: Path | None = None
    cut_off: Path | None = None
    name: str = "logistic"
    reads_crowd: bool = False

    def fit(self, training: Dataset, validation: Dataset, options: FitOptions) -> FittedModel:
        if self.log is not None:
            with self.log.open("a", encoding="utf-8") as log:
                log.write(f"{options.seed} {os.getpid()} {torch.get_num_threads()}\n")
        if options.checkpoints is not None:
            options.checkpoints.mkdir(parents=True, exist_ok=True)
            (options.checkpoints / "begun").touch()
        if options.seed == 2 and self.cut_off is not None and self.cut_off.exists():
            raise KeyboardInterrupt
        used = training.fields.labelled
        means, _ = mean_features(training)
        mean, scale = means[used].mean(axis=0), means[used].std(axis=0) + 1e-6
        learnt, judged = (labelled_rows(part, mean, scale) for part in (training, validation))
        linear = nn.Linear(len(training.feature_names), len(training.classes)).double()
        with torch.no_grad():
            linear.weight.zero_()
            linear.bias.zero_()
        epochs = []
        # Plain descent: importing torch.optim takes longer than all fits of these tests.
        for step in range(self.steps):
            loss, validation_loss = (
                nn.functional.binary_cross_entropy_with_logits(linear(inputs), labels)
                for inputs, labels in (learnt, judged)
            )
            epochs.append(EpochReport(step, loss.item(), validation_loss.item()))
            slopes = torch.autograd.grad(loss, [linear.weight, linear.bias])
            with torch.no_grad():
                linear.weight.sub_(slopes[0], alpha=2.0)
                linear.bias.sub_(slopes[1], alpha=2.0)
            if options.on_progress is not None:
                options.on_progress((step + 1) / self.steps, f"step {step + 1}")
        config = DenseConfig(len(training.feature_names), (), len(training.classes))
        networks = {"linear": TrainedNetwork(linear, config, TrainingReport(tuple(epochs), best_epoch(epochs)))}
        return self.restore(networks, {"mean": mean, "scale": scale})

    def restore(
        self, networks: Mapping[str, TrainedNetwork], arrays: Mapping[str, NDArray[Any]]
    ) -> FittedModel:
        return LogisticModel(self.name, networks, arrays)
