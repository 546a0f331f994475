"""The state of a training as it goes on, and how it goes in and out of a snapshot."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from mlworker.training.checkpoint import Snapshot
from mlworker.training.config import TrainingConfig
from mlworker.training.reports import EpochReport, best_epoch


class TrainingState:
    """Network, optimiser, order of examples, reports so far and the best epoch's weights."""

    def __init__(
        self,
        network: nn.Module,
        optimiser: torch.optim.Optimizer,
        generator: torch.Generator,
        device: torch.device,
    ) -> None:
        self.network = network
        self.optimiser = optimiser
        self.generator = generator
        self.device = device
        self.reports: list[EpochReport] = []
        self.best_weights: dict[str, Tensor] = {}

    @property
    def best_epoch(self) -> int:
        """Return the first epoch of the lowest validation loss."""
        return best_epoch(self.reports)

    def finished(self, config: TrainingConfig) -> bool:
        """Return whether all epochs are run, or the last ones brought nothing."""
        done = len(self.reports)
        return done >= config.epochs or (done > 0 and done - 1 - self.best_epoch >= config.patience)

    def add(self, report: EpochReport) -> None:
        """Take an epoch's report, and its weights if it is the best so far."""
        self.reports.append(report)
        if self.best_epoch == report.epoch:
            self.best_weights = {name: value.clone() for name, value in self.network.state_dict().items()}

    def snapshot(self) -> Snapshot:
        """Return everything that the next epoch depends on."""
        tensors = {f"network/{name}": value for name, value in self.network.state_dict().items()}
        tensors |= {f"best/{name}": value for name, value in self.best_weights.items()}
        for number, moments in self.optimiser.state_dict()["state"].items():
            tensors |= {f"optimiser/{number}/{name}": value for name, value in moments.items()}
        tensors["random/order"] = self.generator.get_state()
        tensors["random/cpu"] = torch.default_generator.get_state()
        if self.device.type == "cuda":
            tensors["random/cuda"] = torch.cuda.get_rng_state(self.device)
        return Snapshot(tuple(self.reports), tensors)

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot of a training of the same settings."""
        parts: dict[str, dict[str, Tensor]] = {}
        for path, value in snapshot.tensors.items():
            part, name = path.split("/", 1)
            parts.setdefault(part, {})[name] = value
        self.reports = list(snapshot.reports)
        self.network.load_state_dict(parts["network"])
        self.best_weights = {name: value.to(self.device) for name, value in parts["best"].items()}
        moments: dict[int, dict[str, Tensor]] = {}
        for path, value in parts.get("optimiser", {}).items():
            number, name = path.split("/", 1)
            moments.setdefault(int(number), {})[name] = value
        groups = self.optimiser.state_dict()["param_groups"]
        self.optimiser.load_state_dict({"state": moments, "param_groups": groups})
        self.generator.set_state(parts["random"]["order"])
        torch.default_generator.set_state(parts["random"]["cpu"])
        if self.device.type == "cuda":
            torch.cuda.set_rng_state(parts["random"]["cuda"], self.device)
