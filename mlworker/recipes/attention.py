"""Our own recipe: attention over a field's cells, an ensemble, and votes as evidence beside it.

Each member of the ensemble sees all training fields but one part, grouped by sample, so that its answers for
that part are honest. A logistic regression for each class learns from these how far to trust the networks and,
where the recipe reads votes, how to join them with the votes on the same field. Members learn labels and votes
together: the counts of votes by their beta-binomial likelihood, not p-values, which change with the number of
volunteers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from mlworker.datasets.dataset import Crowd, Dataset, Rows
from mlworker.networks import CellAttentionConfig
from mlworker.recipes.crowd_inputs import crowd_of, vote_log_odds
from mlworker.recipes.fitting import Stage, fit_network, labelled_only
from mlworker.recipes.interface import Draws, FitOptions, Floats, TrainedNetwork
from mlworker.recipes.normalisation import Normalisation, fit_normalisation
from mlworker.recipes.stacking import Stack, fit_stack
from mlworker.training.config import TrainingConfig
from mlworker.training.examples import BagExamples, Bags
from mlworker.training.joint_loss import LabelsAndVotes
from mlworker.training.losses import BinaryCrossEntropy, Loss
from mlworker.training.prediction import CPU, predict_logits
from mlworker.training.tasks import BagTask

ATTENTION_TRAINING = TrainingConfig(
    epochs=40, batch_size=32, learning_rate=5e-4, weight_decay=1e-2, patience=10, clip_norm=1.0
)


@dataclass(frozen=True)
class AttentionModel:
    """A fitted ensemble with its stack; see `FittedModel`."""

    recipe: str
    reads_crowd: bool
    networks: Mapping[str, TrainedNetwork]
    arrays: Mapping[str, NDArray[Any]]

    @property
    def normalisation(self) -> Normalisation:
        """Return the normalisation of features."""
        return Normalisation(self.arrays["mean"], self.arrays["scale"])

    def predict(self, data: Dataset, *, device: str = "cpu") -> Floats:
        """Return calibrated probabilities, (fields, classes), NaN for fields without cells.

        Raises CrowdMissing where votes are read and there are none.
        """
        members, seen = self._log_odds(data, device)
        said = np.full((len(data.fields), len(data.classes)), np.nan)
        said[seen] = self._stacked(np.mean(members, axis=0), data, seen)
        return said

    def draws(self, data: Dataset, *, samples: int, seed: int, device: str = "cpu") -> Draws:
        """Return what each member says, (members, fields, classes): neither samples nor seed are needed."""
        members, seen = self._log_odds(data, device)
        said = np.full((len(members), len(data.fields), len(data.classes)), np.nan, dtype=np.float32)
        for number, log_odds in enumerate(members):
            said[number, seen] = self._stacked(log_odds, data, seen)
        return said

    def _log_odds(self, data: Dataset, device: str) -> tuple[list[Floats], Rows]:
        """Return each member's log-odds of the fields that have cells, and which these are."""
        seen = np.flatnonzero(np.bincount(data.field, minlength=len(data.fields)) > 0)
        networks, classes = [one.network for one in self.networks.values()], len(data.classes)
        if not len(seen):
            return [np.empty((0, classes)) for _ in networks], seen
        bags = _bags(data.of(seen), self.normalisation)
        return [_log_odds(network, bags, classes, torch.device(device)) for network in networks], seen

    def _stacked(self, log_odds: Floats, data: Dataset, seen: Rows) -> Floats:
        votes = vote_log_odds(crowd_of(data))[seen] if self.reads_crowd else None
        return Stack(self.arrays["stack_weights"], self.arrays["stack_centre"]).probabilities(log_odds, votes)


@dataclass(frozen=True)
class AttentionRecipe:
    """How to fit the ensemble; see `Recipe`.

    `votes_weight` is how much the likelihood of votes counts beside the labels' in training, 0 to leave votes
    away; `penalty` holds the stack to the networks' answer.
    """

    name: str
    reads_crowd: bool = False
    network: CellAttentionConfig = field(default_factory=CellAttentionConfig)
    training: TrainingConfig = ATTENTION_TRAINING
    labels_loss: Loss = field(default_factory=BinaryCrossEntropy)
    votes_weight: float = 0.02
    members: int = 3
    penalty: float = 3.0

    def fit(self, training: Dataset, validation: Dataset, options: FitOptions) -> AttentionModel:
        """Fit members and stack on labelled training fields."""
        known, judged = labelled_only(training), labelled_only(validation)
        normalisation = fit_normalisation(known.features)
        parts = _parts(known, self.members, np.random.default_rng(options.seed))
        networks: dict[str, TrainedNetwork] = {}
        honest = np.empty(known.fields.labels.shape)
        outputs = len(known.classes) * (2 if self.votes_weight else 1)
        config = replace(self.network, inputs=known.features.shape[1], classes=outputs)
        for number, left_out in enumerate(parts):
            name = f"member{number}"
            rest = np.setdiff1d(np.arange(len(known.fields)), left_out)
            task = BagTask(
                self._examples(known.of(rest), normalisation),
                self._examples(judged, normalisation),
                LabelsAndVotes(self.votes_weight, self.labels_loss) if self.votes_weight else self.labels_loss,
            )
            stage = Stage(name, number / self.members, (number + 1) / self.members)
            seeded = replace(options, seed=options.seed * 1000 + number)
            networks[name] = fit_network(stage, config, task, self.training, seeded)
            honest[left_out] = _log_odds(
                networks[name].network, _bags(known.of(left_out), normalisation), len(known.classes)
            )
        votes = vote_log_odds(crowd_of(known)) if self.reads_crowd else None
        stack = fit_stack(honest, votes, known.fields.labels, penalty=self.penalty)
        arrays: dict[str, NDArray[Any]] = {
            "mean": normalisation.mean,
            "scale": normalisation.scale,
            "stack_weights": stack.weights,
            "stack_centre": stack.centre,
        }
        return self.restore(networks, arrays)

    def _examples(self, data: Dataset, normalisation: Normalisation) -> BagExamples:
        labels = torch.from_numpy(data.fields.labels.astype(np.float32))
        bags = _bags(data, normalisation)
        if not self.votes_weight:
            return BagExamples(bags, labels)
        counts, trials = _vote_targets(crowd_of(data))
        return BagExamples(bags, torch.cat([labels, counts], dim=1), trials)

    def restore(
        self, networks: Mapping[str, TrainedNetwork], arrays: Mapping[str, NDArray[Any]]
    ) -> AttentionModel:
        """Return the fitted model of what was kept of it."""
        return AttentionModel(self.name, self.reads_crowd, networks, arrays)


def _parts(data: Dataset, parts: int, rng: np.random.Generator) -> list[Rows]:
    """Return rising rows of fields for each part, no sample in two of them."""
    names, group = np.unique(data.fields.sample, return_inverse=True)
    part = (rng.permutation(len(names)) % parts)[group]
    return [np.flatnonzero(part == number) for number in range(parts)]


def _bags(data: Dataset, normalisation: Normalisation) -> Bags:
    lengths = np.bincount(data.field, minlength=len(data.fields))
    return Bags(torch.from_numpy(normalisation.apply(data.features)), torch.from_numpy(lengths))


def _vote_targets(crowd: Crowd) -> tuple[Tensor, Tensor]:
    return (torch.from_numpy(crowd.counts.astype(np.float32)), torch.from_numpy(crowd.n.astype(np.float32)))


def _log_odds(network: nn.Module, bags: Bags, classes: int, device: torch.device = CPU) -> Floats:
    return predict_logits(network, bags, device=device)[:, :classes].numpy().astype(np.float64)


ATTENTION = AttentionRecipe("attention")
ATTENTION_CROWD = AttentionRecipe("attention-crowd", reads_crowd=True)
