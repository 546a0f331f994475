"""One step of training: forward, loss, gradient, weights; operation by operation, or as one CUDA graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import torch
from torch import Tensor, nn

from mlworker.training.config import TrainingConfig
from mlworker.training.examples import Batch
from mlworker.training.tasks import Task


class Step(Protocol):
    """Learns from a batch."""

    def __call__(self, batch: Batch) -> Tensor:
        """Change the weights; return the batch's mean loss, still on the device."""


class EagerStep:
    """A step, operation by operation."""

    def __init__(
        self, network: nn.Module, task: Task, optimiser: torch.optim.Optimizer, config: TrainingConfig
    ) -> None:
        self.network = network
        self.task = task
        self.optimiser = optimiser
        self.clip_norm = config.clip_norm
        self.bfloat16 = config.precision == "bfloat16"

    def __call__(self, batch: Batch) -> Tensor:
        """Change the weights; return the batch's mean loss, still on the device."""
        device = batch.targets.device.type
        # No weight is used twice in a pass, and a captured graph must not read a cast of an earlier one.
        with torch.autocast(device, torch.bfloat16, enabled=self.bfloat16, cache_enabled=False):
            loss = self.task.loss(self.network, batch)
        self.optimiser.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        if self.clip_norm is not None:
            nn.utils.clip_grad_norm_(self.network.parameters(), self.clip_norm)
        self.optimiser.step()
        return loss.detach()


_WARM_UP = 3


class GraphedStep:
    """A step replayed as one CUDA graph: small networks otherwise wait for each operation to be launched.

    The first full batches run one by one on a stream of their own, as capturing wants it; then one is
    captured. A batch of another size, the last of an epoch, goes operation by operation. All of them learn.
    """

    def __init__(self, eager: EagerStep, batch_size: int) -> None:
        self.eager = eager
        self.batch_size = batch_size
        self.warmed_up = 0
        self.graph: torch.cuda.CUDAGraph | None = None
        self.held: Batch | None = None
        self.loss: Tensor | None = None

    def __call__(self, batch: Batch) -> Tensor:
        """Change the weights; return the batch's mean loss, still on the device."""
        if len(batch) != self.batch_size:
            return self.eager(batch)
        if self.warmed_up < _WARM_UP:
            self.warmed_up += 1
            return self._aside(batch)
        if self.graph is None or self.held is None or self.loss is None:
            self.held = _copied(batch)
            self.graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(self.graph):
                self.loss = self.eager(self.held)
        _fill(self.held, batch)
        self.graph.replay()
        # The next replay writes over it.
        return self.loss.clone()

    def _aside(self, batch: Batch) -> Tensor:
        new_stream: Callable[[], torch.cuda.Stream] = torch.cuda.Stream
        stream = new_stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            loss = self.eager(batch)
        torch.cuda.current_stream().wait_stream(stream)
        return loss


def _tensors(batch: Batch) -> list[Tensor]:
    return [*batch.inputs, batch.targets, *([] if batch.trials is None else [batch.trials])]


def _copied(batch: Batch) -> Batch:
    trials = None if batch.trials is None else batch.trials.clone()
    return Batch(tuple(value.clone() for value in batch.inputs), batch.targets.clone(), trials)


def _fill(held: Batch, batch: Batch) -> None:
    for place, value in zip(_tensors(held), _tensors(batch), strict=True):
        place.copy_(value)


def make_step(
    network: nn.Module,
    task: Task,
    optimiser: torch.optim.Optimizer,
    config: TrainingConfig,
    *,
    device: torch.device,
) -> Step:
    """Return the fastest step there is for a task on a device."""
    eager = EagerStep(network, task, optimiser, config)
    return GraphedStep(eager, config.batch_size) if device.type == "cuda" and task.fixed_shapes else eager
