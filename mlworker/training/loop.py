"""The one training loop: rows, images and bags, on CPU and GPU."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn

from mlworker.training.checkpoint import CheckpointPlan, run_digest
from mlworker.training.config import TrainingConfig
from mlworker.training.errors import TrainingDiverged, TrainingInvalid
from mlworker.training.optimisation import learning_rate, make_optimiser, set_learning_rate
from mlworker.training.reports import EpochReport, TrainingReport
from mlworker.training.state import TrainingState
from mlworker.training.steps import Step, make_step
from mlworker.training.surroundings import deterministic_algorithms, own_randomness
from mlworker.training.tasks import Task

CPU = torch.device("cpu")


def train(
    network: nn.Module,
    task: Task,
    *,
    config: TrainingConfig,
    checkpoint: CheckpointPlan | None = None,
    on_epoch: Callable[[EpochReport], None] | None = None,
    device: torch.device = CPU,
) -> TrainingReport:
    """Train in place and keep the weights of the epoch with the lowest validation loss.

    The network ends on `device`, in evaluation mode. The same seed, weights and device give the same result
    with one number of threads; torch's global random state is left alone. With a `checkpoint` whose file is
    there, training goes on from it, on a CPU to the very weights that it would have reached without the
    break; `on_epoch` then hears of new epochs only. Raises TrainingInvalid with fewer than two training items,
    TrainingDiverged, CheckpointMismatch and CheckpointUnreadable.
    """
    if len(task) < 2:
        raise TrainingInvalid("Training needs at least two items.", items=len(task))
    with deterministic_algorithms(config.deterministic), own_randomness(config.seed, device):
        # The digest is of the examples as they came, wherever they are computed with.
        digest = run_digest(network, task, config) if checkpoint is not None else ""
        network.to(device)
        state = TrainingState(
            network, make_optimiser(network, config), torch.Generator().manual_seed(config.seed), device
        )
        if checkpoint is not None and checkpoint.path.exists():
            state.restore(checkpoint.read(digest))
        placed = task.to(device)
        step = make_step(network, placed, state.optimiser, config, device=device)
        while not state.finished(config):
            report = _epoch(state, placed, step, config)
            state.add(report)
            if checkpoint is not None and (state.finished(config) or checkpoint.due(report.epoch)):
                checkpoint.write(state.snapshot(), digest)
            if on_epoch is not None:
                on_epoch(report)
        network.load_state_dict(state.best_weights)
    network.eval()
    return TrainingReport(tuple(state.reports), state.best_epoch)


def _epoch(state: TrainingState, task: Task, step: Step, config: TrainingConfig) -> EpochReport:
    loss = _learn(state, task, step, config)
    report = EpochReport(len(state.reports), loss, task.validation_loss(state.network))
    if not report.finite:
        raise TrainingDiverged(
            f"The loss of epoch {report.epoch} is {report.training_loss} in training and "
            f"{report.validation_loss} in validation.",
            epoch=report.epoch,
        )
    return report


def _learn(state: TrainingState, task: Task, step: Step, config: TrainingConfig) -> float:
    state.network.train()
    batches = -(-len(task) // config.batch_size)
    done = len(state.reports) * batches
    total, items = torch.zeros((), device=state.device), 0
    for number, batch in enumerate(task.batches(config.batch_size, state.generator)):
        set_learning_rate(state.optimiser, learning_rate(config, done + number, config.epochs * batches))
        # Summed on the device: reading a loss would wait for it.
        total += step(batch) * len(batch)
        items += len(batch)
    return float(total) / items
