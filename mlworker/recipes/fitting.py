"""Training one network of a recipe: its seed, its checkpoint, its share of the progress."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mlworker.datasets.dataset import Dataset, DatasetInvalid
from mlworker.networks import NetworkConfig, build_network
from mlworker.recipes.interface import FitOptions, TrainedNetwork
from mlworker.training.checkpoint import CheckpointPlan
from mlworker.training.config import TrainingConfig
from mlworker.training.loop import train
from mlworker.training.reports import EpochReport
from mlworker.training.tasks import Task


@dataclass(frozen=True)
class Stage:
    """One network among those of a fit: its name, and between which shares of the progress it trains."""

    name: str
    start: float = 0.0
    end: float = 1.0


def fit_network(
    stage: Stage, network: NetworkConfig, task: Task, training: TrainingConfig, options: FitOptions
) -> TrainedNetwork:
    """Build and train a network."""
    built = build_network(network, seed=options.seed)
    config = replace(training, seed=options.seed, deterministic=options.deterministic)

    def tell(report: EpochReport) -> None:
        if options.on_progress is not None:
            done = stage.start + (stage.end - stage.start) * (report.epoch + 1) / config.epochs
            line = f"{stage.name}: epoch {report.epoch + 1}, validation loss {report.validation_loss:.4f}"
            options.on_progress(done, line)

    kept = options.checkpoints
    report = train(
        built,
        task,
        config=config,
        checkpoint=CheckpointPlan(kept / f"{stage.name}.safetensors") if kept is not None else None,
        on_epoch=tell,
        device=torch.device(options.device),
    )
    return TrainedNetwork(built.cpu(), network, report)


def labelled_only(data: Dataset) -> Dataset:
    """Return the fields with trusted labels and a cell to look at; raises DatasetInvalid when none is left."""
    has_cells = np.bincount(data.field, minlength=len(data.fields)) > 0
    rows = np.flatnonzero(data.fields.labelled & has_cells)
    if not len(rows):
        raise DatasetInvalid("No field has both labels and cells.")
    return data.of(rows)


def cell_labels(data: Dataset) -> Tensor:
    """Return the labels of each cell's field, float32 (cells, classes)."""
    return torch.from_numpy(data.fields.labels[data.field].astype(np.float32))


def mean_over_cells(values: NDArray[np.float64], data: Dataset) -> NDArray[np.float64]:
    """Return the mean of values (cells, classes) over each field's cells, NaN for a field without any."""
    fields = len(data.fields)
    count = np.bincount(data.field, minlength=fields).astype(np.float64)
    sums = np.zeros((fields, values.shape[1]))
    np.add.at(sums, data.field, values)
    with np.errstate(invalid="ignore"):
        return np.asarray(sums / count[:, None])
