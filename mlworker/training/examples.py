"""What is learned from: inputs and targets, item by item or bag by bag."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from mlworker.training.errors import TrainingInvalid


@dataclass(frozen=True)
class Batch:
    """Some items: what the network takes, and what it is compared with; valid until the next batch is drawn.

    `trials` (items,) are there where targets count votes, None elsewhere.
    """

    inputs: tuple[Tensor, ...]
    targets: Tensor
    trials: Tensor | None

    def __len__(self) -> int:
        return len(self.targets)


def _check_targets(items: int, targets: Tensor, trials: Tensor | None) -> None:
    if targets.ndim != 2 or len(targets) != items:
        raise TrainingInvalid(
            f"Targets must be (items, classes) of {items} items, not {tuple(targets.shape)}.", items=items
        )
    if trials is not None and trials.shape != (items,):
        raise TrainingInvalid(f"Trials must be ({items},), not {tuple(trials.shape)}.", items=items)


@dataclass(frozen=True)
class Examples:
    """Inputs (items, ...) and targets (items, classes), float32.

    Targets are labels or p-values in 0..1; or counts of votes, with `trials` (items,), how many volunteers
    were asked. Raises TrainingInvalid.
    """

    inputs: Tensor
    targets: Tensor
    trials: Tensor | None = None

    def __post_init__(self) -> None:
        _check_targets(len(self.inputs), self.targets, self.trials)

    def __len__(self) -> int:
        return len(self.inputs)

    def batch(self, rows: Tensor) -> Batch:
        """Return the items at `rows`."""
        trials = None if self.trials is None else self.trials[rows]
        return Batch((self.inputs[rows],), self.targets[rows], trials)

    def to(self, device: torch.device) -> Examples:
        """Return the examples in a device's memory."""
        trials = None if self.trials is None else self.trials.to(device)
        return Examples(self.inputs.to(device), self.targets.to(device), trials)

    def tensors(self) -> Mapping[str, Tensor]:
        """Return all tensors by name."""
        trials = {} if self.trials is None else {"trials": self.trials}
        return {"inputs": self.inputs, "targets": self.targets, **trials}


@dataclass(frozen=True)
class Bags:
    """Bags of cells of any number: the input of networks that see whole fields.

    `cells` float32 (cells, features) sorted by field, `lengths` int64 (fields,) how many each field has, at
    least one, `extra` float32 (fields, k) what is known of the field itself. Raises TrainingInvalid.
    """

    cells: Tensor
    lengths: Tensor
    extra: Tensor | None = None

    def __post_init__(self) -> None:
        if self.lengths.ndim != 1 or self.lengths.dtype != torch.int64:
            raise TrainingInvalid("Lengths of bags must be int64 (fields,).")
        if len(self.lengths) and int(self.lengths.min()) < 1:
            raise TrainingInvalid("Every bag needs a cell.", bag=int(self.lengths.argmin()))
        if int(self.lengths.sum()) != len(self.cells):
            raise TrainingInvalid(
                f"Bags hold {int(self.lengths.sum())} cells, and there are {len(self.cells)}.",
                cells=len(self.cells),
            )
        if self.extra is not None and (self.extra.ndim != 2 or len(self.extra) != len(self.lengths)):
            raise TrainingInvalid("Extra inputs must be (fields, k), as many as there are bags.")

    def __len__(self) -> int:
        return len(self.lengths)

    def inputs(self) -> tuple[Tensor, ...]:
        """Return what a network is called with."""
        return (self.cells, self.lengths) if self.extra is None else (self.cells, self.lengths, self.extra)

    def to(self, device: torch.device) -> Bags:
        """Return the bags in a device's memory."""
        extra = None if self.extra is None else self.extra.to(device)
        return Bags(self.cells.to(device), self.lengths.to(device), extra)


@dataclass(frozen=True)
class BagExamples:
    """Bags and targets (fields, classes), as in `Examples`; raises TrainingInvalid."""

    bags: Bags
    targets: Tensor
    trials: Tensor | None = None

    def __post_init__(self) -> None:
        _check_targets(len(self.bags), self.targets, self.trials)

    def __len__(self) -> int:
        return len(self.bags)

    def to(self, device: torch.device) -> BagExamples:
        """Return the examples in a device's memory."""
        trials = None if self.trials is None else self.trials.to(device)
        return BagExamples(self.bags.to(device), self.targets.to(device), trials)

    def tensors(self) -> Mapping[str, Tensor]:
        """Return all tensors by name."""
        found = {"cells": self.bags.cells, "lengths": self.bags.lengths, "targets": self.targets}
        optional = {"extra": self.bags.extra, "trials": self.trials}
        return {**found, **{name: value for name, value in optional.items() if value is not None}}


class BagReader:
    """Takes bags out of many: keeps where each starts, so that a batch costs only its own cells."""

    def __init__(self, bags: Bags) -> None:
        self.bags = bags
        # Kept on the CPU: sizes of batches are read without waiting for a GPU.
        self.lengths = bags.lengths.cpu()
        self.starts = torch.cumsum(self.lengths, 0) - self.lengths

    def inputs(self, rows: Tensor) -> tuple[Tensor, ...]:
        """Return what a network is called with for the bags at `rows` (bags,), an int64 tensor on the CPU."""
        device = self.bags.cells.device
        lengths = self.lengths[rows]
        cells = int(lengths.sum())
        before = torch.cumsum(lengths, 0) - lengths
        shift = torch.repeat_interleave(self.starts[rows] - before, lengths, output_size=cells)
        taken = (torch.arange(cells) + shift).to(device, non_blocking=True)
        found = (self.bags.cells[taken], lengths.to(device, non_blocking=True))
        return found if self.bags.extra is None else (*found, self.bags.extra[rows.to(device)])
