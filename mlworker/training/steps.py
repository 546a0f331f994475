"""One step of training: forward, loss, gradient, weights."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from mlworker.training.config import TrainingConfig
from mlworker.training.examples import Batch
from mlworker.training.tasks import Task


class EagerStep:
    """A step, operation by operation; returns the batch's mean loss, still on the device."""

    def __init__(
        self, network: nn.Module, task: Task, optimiser: torch.optim.Optimizer, config: TrainingConfig
    ) -> None:
        self.network = network
        self.task = task
        self.optimiser = optimiser
        self.clip_norm = config.clip_norm
        self.bfloat16 = config.precision == "bfloat16"

    def __call__(self, batch: Batch) -> Tensor:
        """Learn from a batch."""
        device = batch.targets.device.type
        with torch.autocast(device, torch.bfloat16, enabled=self.bfloat16):
            loss = self.task.loss(self.network, batch)
        self.optimiser.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        if self.clip_norm is not None:
            nn.utils.clip_grad_norm_(self.network.parameters(), self.clip_norm)
        self.optimiser.step()
        return loss.detach()
