"""What the loop trains on: batches, a loss and a validation loss, for rows, images and bags."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import torch
from torch import Tensor, nn

from mlworker.training.errors import TrainingInvalid
from mlworker.training.examples import BagExamples, BagReader, Batch, Examples
from mlworker.training.losses import BinaryCrossEntropy, Loss

_VALIDATION_BATCH = 512


class Task(Protocol):
    """What the loop needs to know of a problem."""

    @property
    def fixed_shapes(self) -> bool:
        """Return whether all batches of one size have the same shapes."""

    def __len__(self) -> int:
        """Return how many items an epoch shows."""

    def digest(self) -> str:
        """Return a hash of all examples and of the loss."""

    def to(self, device: torch.device) -> Task:
        """Return the task with its examples in a device's memory."""

    def batches(self, size: int, generator: torch.Generator) -> Iterator[Batch]:
        """Yield all training items once, in an order drawn from a CPU generator."""

    def loss(self, network: nn.Module, batch: Batch) -> Tensor:
        """Return the mean loss of a batch, a scalar with gradient."""

    def validation_loss(self, network: nn.Module) -> float:
        """Return the mean loss of the validation items, the network in evaluation mode."""


def _check_validation(items: int) -> None:
    if items == 0:
        raise TrainingInvalid("Early stopping needs at least one validation item.")


def _shuffled(items: int, size: int, generator: torch.Generator, device: torch.device) -> Iterator[Tensor]:
    # Drawn on the CPU, so that the order is the same on every device; moved once an epoch.
    for rows in torch.split(torch.randperm(items, generator=generator).to(device), size):
        # Batch normalisation cannot learn from a single leftover item.
        if len(rows) > 1:
            yield rows


def _loss(function: Loss, network: nn.Module, batch: Batch) -> Tensor:
    return function(network(*batch.inputs).float(), batch.targets, batch.trials)


def _mean_loss(function: Loss, network: nn.Module, batches: Iterator[Batch]) -> float:
    network.eval()
    losses: list[Tensor] = []
    items = 0
    with torch.inference_mode():
        for batch in batches:
            losses.append(_loss(function, network, batch) * len(batch))
            items += len(batch)
        return float(torch.stack(losses).sum()) / items


def _digest(function: Loss, sets: Mapping[str, Mapping[str, Tensor]]) -> str:
    found = hashlib.sha256(repr(function).encode())
    for part, tensors in sets.items():
        for name, tensor in tensors.items():
            found.update(f"{part} {name} {tensor.dtype} {tuple(tensor.shape)}".encode())
            found.update(tensor.detach().cpu().contiguous().numpy().data)
    return found.hexdigest()


@dataclass(frozen=True)
class RowTask:
    """Items of one shape in memory: rows of features, by default with binary cross-entropy.

    Raises TrainingInvalid without a validation item.
    """

    training: Examples
    validation: Examples
    function: Loss = field(default_factory=BinaryCrossEntropy)

    def __post_init__(self) -> None:
        _check_validation(len(self.validation))

    @property
    def fixed_shapes(self) -> bool:
        """Return True."""
        return True

    def __len__(self) -> int:
        return len(self.training)

    def digest(self) -> str:
        """Return a hash of all examples and of the loss."""
        sets = {"training": self.training.tensors(), "validation": self.validation.tensors()}
        return _digest(self.function, sets)

    def to(self, device: torch.device) -> RowTask:
        """Return the task with its examples in a device's memory."""
        return type(self)(self.training.to(device), self.validation.to(device), self.function)

    def batches(self, size: int, generator: torch.Generator) -> Iterator[Batch]:
        """Yield all training items once in random order; each batch is read into the same memory."""
        source, device = self.training, self.training.inputs.device
        pieces = list(source.tensors().values())
        buffers = [piece.new_empty((min(size, len(source)), *piece.shape[1:])) for piece in pieces]
        for rows in _shuffled(len(source), size, generator, device):
            views = [buffer[: len(rows)] for buffer in buffers]
            for piece, view in zip(pieces, views, strict=True):
                torch.index_select(piece, 0, rows, out=view)
            yield Batch((views[0],), views[1], views[2] if len(views) > 2 else None)

    def loss(self, network: nn.Module, batch: Batch) -> Tensor:
        """Return the mean loss of a batch."""
        return _loss(self.function, network, batch)

    def validation_loss(self, network: nn.Module) -> float:
        """Return the mean loss of the validation items, the network in evaluation mode."""
        rows = torch.arange(len(self.validation), device=self.validation.inputs.device)
        batches = (self.validation.batch(part) for part in torch.split(rows, _VALIDATION_BATCH))
        return _mean_loss(self.function, network, batches)


@dataclass(frozen=True)
class ImageTask(RowTask):
    """Images (items, channels, side, side), each batch turned: a field has no up or left."""

    def batches(self, size: int, generator: torch.Generator) -> Iterator[Batch]:
        """Yield all training images once, each batch in one of the square's 8 symmetries."""
        for batch in super().batches(size, generator):
            turns = int(torch.randint(0, 4, (1,), generator=generator))
            mirror = int(torch.randint(0, 2, (1,), generator=generator))
            turned = torch.rot90(batch.inputs[0], turns, dims=(2, 3))
            yield Batch((turned.flip(3) if mirror else turned,), batch.targets, batch.trials)


@dataclass(frozen=True)
class BagTask:
    """Ragged bags of cells: whole fields, cells side by side without padding.

    Raises TrainingInvalid without a validation item.
    """

    training: BagExamples
    validation: BagExamples
    function: Loss = field(default_factory=BinaryCrossEntropy)

    def __post_init__(self) -> None:
        _check_validation(len(self.validation))

    @property
    def fixed_shapes(self) -> bool:
        """Return False: bags differ in cells."""
        return False

    def __len__(self) -> int:
        return len(self.training)

    @cached_property
    def _training_reader(self) -> BagReader:
        return BagReader(self.training.bags)

    @cached_property
    def _validation_reader(self) -> BagReader:
        return BagReader(self.validation.bags)

    def digest(self) -> str:
        """Return a hash of all examples and of the loss."""
        sets = {"training": self.training.tensors(), "validation": self.validation.tensors()}
        return _digest(self.function, sets)

    def to(self, device: torch.device) -> BagTask:
        """Return the task with its examples in a device's memory."""
        return BagTask(self.training.to(device), self.validation.to(device), self.function)

    def batches(self, size: int, generator: torch.Generator) -> Iterator[Batch]:
        """Yield all training bags once, `size` bags at a time."""
        for rows in _shuffled(len(self.training), size, generator, torch.device("cpu")):
            yield _bag_batch(self.training, self._training_reader, rows)

    def loss(self, network: nn.Module, batch: Batch) -> Tensor:
        """Return the mean loss of a batch."""
        return _loss(self.function, network, batch)

    def validation_loss(self, network: nn.Module) -> float:
        """Return the mean loss of the validation bags, the network in evaluation mode."""
        parts = torch.split(torch.arange(len(self.validation)), _VALIDATION_BATCH)
        batches = (_bag_batch(self.validation, self._validation_reader, rows) for rows in parts)
        return _mean_loss(self.function, network, batches)


def _bag_batch(source: BagExamples, reader: BagReader, rows: Tensor) -> Batch:
    places = rows.to(source.targets.device, non_blocking=True)
    trials = None if source.trials is None else source.trials[places]
    return Batch(reader.inputs(rows), source.targets[places], trials)
