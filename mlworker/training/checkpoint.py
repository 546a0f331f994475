"""Checkpoints: all that a training needs to go on as if it had never stopped, in one file.

One safetensors file: tensors (weights, best weights, moments of the optimiser, random states) and, in its
header, JSON (reports, digest). Unlike `torch.save` it can hold no code, so that reading one is harmless; and
one file, renamed into place, is either the old state or the new one.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn

from mlworker.training.config import TrainingConfig
from mlworker.training.errors import CheckpointMismatch, CheckpointUnreadable
from mlworker.training.reports import EpochReport
from mlworker.training.tasks import Task

_FORMAT = "quorum-checkpoint-1"


@dataclass(frozen=True)
class Snapshot:
    """The state of a training between two epochs: reports so far and all tensors by name."""

    reports: tuple[EpochReport, ...]
    tensors: Mapping[str, Tensor]


@dataclass(frozen=True)
class CheckpointPlan:
    """Where a training is kept, after how many epochs; what is kept holds the best epoch so far as well."""

    path: Path
    every: int = 5

    def due(self, epoch: int) -> bool:
        """Return whether an epoch, counted from 0, ends a stretch of `every`."""
        return (epoch + 1) % self.every == 0

    def write(self, snapshot: Snapshot, digest: str) -> None:
        """Replace the file at once; a kill leaves the old one or the new one."""
        header = {
            "format": _FORMAT,
            "digest": digest,
            "reports": json.dumps([asdict(report) for report in snapshot.reports]),
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        partial = self.path.with_name(f"{self.path.name}.{os.getpid()}.partial")
        tensors = {name: value.detach().cpu().contiguous() for name, value in snapshot.tensors.items()}
        with partial.open("wb") as file:
            file.write(save(tensors, metadata=header))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(self.path)

    def read(self, digest: str) -> Snapshot:
        """Return what was written; raises CheckpointUnreadable, and CheckpointMismatch on another digest."""
        try:
            with safe_open(self.path, framework="pt") as file:
                header = file.metadata() or {}
                names: list[str] = file.keys()
                tensors = {name: file.get_tensor(name) for name in names}
        except (SafetensorError, OSError) as error:
            raise CheckpointUnreadable(f"{self.path} is no checkpoint: {error}", path=str(self.path)) from error
        if header.get("format") != _FORMAT:
            raise CheckpointUnreadable(f"{self.path} is no checkpoint of this version.", path=str(self.path))
        if header["digest"] != digest:
            raise CheckpointMismatch(
                f"{self.path} was written by a training of other settings, another network or other examples.",
                path=str(self.path),
            )
        return Snapshot(tuple(EpochReport(**report) for report in json.loads(header["reports"])), tensors)


def run_digest(network: nn.Module, task: Task, config: TrainingConfig) -> str:
    """Return a hash of a training's settings, network and examples; its weights are not part of it."""
    shapes = [(name, tuple(value.shape)) for name, value in network.state_dict().items()]
    facts = (torch.__version__, repr(config), repr(network), repr(shapes), task.digest())
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()
