"""Loc-CAT and its relatives by Sullivan et al. 2018 (doi:10.1038/nbt.4225): cell by cell, then the mean.

Each cell is a row of 719 normalised features with its field's labels; the score of a field is the mean over
its cells. The gamer-augmented network reads the crowd's 29 p-values of the field beside the features;
Loc-CAT+ reads those that a pseudo-gamer, trained on the features alone, predicts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mlworker.datasets.dataset import Dataset
from mlworker.networks import DenseConfig
from mlworker.networks.loccat import LOC_CAT_NETWORK, LOC_CAT_RELEASED_NETWORK, PSEUDO_GAMER_NETWORK
from mlworker.recipes.crowd_inputs import consensus_p_values, crowd_of
from mlworker.recipes.fitting import Stage, cell_labels, fit_network, labelled_only, mean_over_cells
from mlworker.recipes.interface import Draws, FitOptions, Floats, TrainedNetwork
from mlworker.recipes.normalisation import Normalisation, fit_normalisation
from mlworker.training.config import LOC_CAT_TRAINING, PSEUDO_GAMER_TRAINING, TrainingConfig
from mlworker.training.examples import Examples
from mlworker.training.losses import SquaredError
from mlworker.training.prediction import predict, predict_draws
from mlworker.training.tasks import RowTask

Values = NDArray[np.float32]
PSEUDO_GAMER_SHARE = 0.25


class CrowdInput(StrEnum):
    """What stands beside the features: nothing, the crowd's p-values, or predictions of them."""

    NONE = "none"
    P_VALUES = "p_values"
    PREDICTED = "predicted"


@dataclass(frozen=True)
class CellModel:
    """A fitted Loc-CAT of any kind; see `FittedModel`."""

    recipe: str
    crowd_input: CrowdInput
    networks: Mapping[str, TrainedNetwork]
    arrays: Mapping[str, NDArray[Any]]

    @property
    def normalisation(self) -> Normalisation:
        """Return the normalisation of features."""
        return Normalisation(self.arrays["mean"], self.arrays["scale"])

    def predict(self, data: Dataset, *, device: str = "cpu") -> Floats:
        """Return the mean over cells of each class's probability, (fields, classes); raises CrowdMissing."""
        found = predict(self.networks["loccat"].network, self._inputs(data), device=torch.device(device))
        return mean_over_cells(_doubles(found), data)

    def draws(self, data: Dataset, *, samples: int, seed: int, device: str = "cpu") -> Draws:
        """Return the same of networks drawn by dropout, (samples, fields, classes); raises CrowdMissing."""
        said = np.empty((samples, len(data.fields), len(data.classes)), dtype=np.float32)
        network, inputs = self.networks["loccat"].network, self._inputs(data)
        drawn = predict_draws(network, inputs, samples=samples, seed=seed, device=torch.device(device))
        for number, one in enumerate(drawn):
            said[number] = mean_over_cells(_doubles(one), data)
        return said

    def _inputs(self, data: Dataset) -> Tensor:
        pseudo_gamer = self.networks.get("pseudo_gamer")
        return torch.from_numpy(_inputs(data, self.normalisation, self.crowd_input, pseudo_gamer))


@dataclass(frozen=True)
class LocCatRecipe:
    """How to fit a Loc-CAT: its network and training, and what it reads of the crowd; see `Recipe`."""

    name: str
    crowd_input: CrowdInput = CrowdInput.NONE
    network: DenseConfig = LOC_CAT_NETWORK
    training: TrainingConfig = LOC_CAT_TRAINING
    pseudo_gamer: DenseConfig = PSEUDO_GAMER_NETWORK
    pseudo_gamer_training: TrainingConfig = PSEUDO_GAMER_TRAINING

    @property
    def reads_crowd(self) -> bool:
        """Return whether predictions need votes on the very fields predicted."""
        return self.crowd_input is CrowdInput.P_VALUES

    def fit(self, training: Dataset, validation: Dataset, options: FitOptions) -> CellModel:
        """Fit on labelled training fields; the pseudo-gamer learns from all that have votes."""
        networks: dict[str, TrainedNetwork] = {}
        start = 0.0
        if self.crowd_input is CrowdInput.PREDICTED:
            start = PSEUDO_GAMER_SHARE
            networks["pseudo_gamer"] = self._fit_pseudo_gamer(training, validation, options)
        known, judged = labelled_only(training), labelled_only(validation)
        normalisation = fit_normalisation(known.features)
        learned, judging = (
            Examples(
                torch.from_numpy(_inputs(part, normalisation, self.crowd_input, networks.get("pseudo_gamer"))),
                cell_labels(part),
            )
            for part in (known, judged)
        )
        config = replace(self.network, inputs=learned.inputs.shape[1], outputs=len(training.classes))
        networks["loccat"] = fit_network(
            Stage(self.name, start), config, RowTask(learned, judging), self.training, options
        )
        arrays = {"mean": normalisation.mean, "scale": normalisation.scale}
        return self.restore(networks, arrays)

    def _fit_pseudo_gamer(self, training: Dataset, validation: Dataset, options: FitOptions) -> TrainedNetwork:
        normalisation = fit_normalisation(labelled_only(training).features)
        task = RowTask(
            _crowd_examples(training, normalisation), _crowd_examples(validation, normalisation), SquaredError()
        )
        config = replace(self.pseudo_gamer, inputs=training.features.shape[1], outputs=len(training.classes))
        stage = Stage("pseudo-gamer", 0.0, PSEUDO_GAMER_SHARE)
        return fit_network(stage, config, task, self.pseudo_gamer_training, options)

    def restore(self, networks: Mapping[str, TrainedNetwork], arrays: Mapping[str, NDArray[Any]]) -> CellModel:
        """Return the fitted model of what was kept of it."""
        return CellModel(self.name, self.crowd_input, networks, arrays)


def _crowd_examples(data: Dataset, normalisation: Normalisation) -> Examples:
    """Return the cells of fields that were voted on, with their fields' p-values as targets."""
    crowd = crowd_of(data)
    targets = consensus_p_values(crowd).astype(np.float32)[data.field]
    asked = crowd.n[data.field] > 0
    features = normalisation.apply(data.features)[asked]
    return Examples(torch.from_numpy(features), torch.from_numpy(targets[asked]))


def _inputs(
    data: Dataset, normalisation: Normalisation, crowd_input: CrowdInput, pseudo_gamer: TrainedNetwork | None
) -> Values:
    """Return what a Loc-CAT reads of each cell, float32 (cells, inputs)."""
    features = normalisation.apply(data.features)
    if crowd_input is CrowdInput.P_VALUES:
        p = consensus_p_values(crowd_of(data)).astype(np.float32)
        return np.hstack([features, p[data.field]])
    if pseudo_gamer is not None:
        return np.hstack([features, predict(pseudo_gamer.network, torch.from_numpy(features)).numpy()])
    return features


def _doubles(values: Tensor) -> Floats:
    return values.numpy().astype(np.float64)


LOC_CAT = LocCatRecipe("loccat")
LOC_CAT_RELEASED = LocCatRecipe("loccat-released", network=LOC_CAT_RELEASED_NETWORK)
LOC_CAT_PLUS = LocCatRecipe("loccat-plus", CrowdInput.PREDICTED)
GA_LOC_CAT = LocCatRecipe("ga-loccat", CrowdInput.P_VALUES)
