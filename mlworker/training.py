"""Train a multi-label network with binary cross-entropy and early stopping."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True)
class TrainingConfig:
    """How to train.

    `patience` epochs without a lower validation loss stop it; `warmup` is a share of all steps; `bfloat16`
    computes the forward pass in half width, about twice as fast on recent CPUs.
    """

    epochs: int = 40
    batch_size: int = 32
    learning_rate: float = 2e-3
    weight_decay: float = 1e-4
    warmup: float = 0.15
    patience: int = 10
    turn_images: bool = True
    bfloat16: bool = False
    seed: int = 0


@dataclass(frozen=True)
class Examples:
    """Inputs (items, ...) and their labels (items, classes) in 0..1, both float32."""

    inputs: Tensor
    labels: Tensor

    def __post_init__(self) -> None:
        if len(self.inputs) != len(self.labels) or self.labels.ndim != 2:
            raise ValueError(
                f"labels must be (items, classes) of as many items: {tuple(self.inputs.shape)}, "
                f"{tuple(self.labels.shape)}"
            )


@dataclass(frozen=True)
class EpochReport:
    """Mean losses per item and class of one epoch, counted from 0."""

    epoch: int
    training_loss: float
    validation_loss: float


@dataclass(frozen=True)
class TrainingReport:
    """All epochs run and the one whose weights were kept."""

    epochs: tuple[EpochReport, ...]
    best_epoch: int


def _turned(images: Tensor, generator: torch.Generator) -> Tensor:
    # One of the eight symmetries of the square per batch: a field has no up or left.
    turns, mirror = (
        torch.randint(0, 4, (1,), generator=generator),
        torch.randint(0, 2, (1,), generator=generator),
    )
    turned = torch.rot90(images, int(turns), dims=(2, 3))
    return turned.flip(3) if int(mirror) else turned


def _batches(examples: Examples, size: int, generator: torch.Generator) -> Iterator[tuple[Tensor, Tensor]]:
    order = torch.randperm(len(examples.inputs), generator=generator)
    for rows in torch.split(order, size):
        # Batch normalisation cannot learn from a single leftover item.
        if len(rows) > 1:
            yield examples.inputs[rows], examples.labels[rows]


def predict(network: nn.Module, inputs: Tensor, *, batch_size: int = 128) -> Tensor:
    """Return probabilities (items, classes) of inputs (items, ...), with the network in evaluation mode."""
    network.eval()
    with torch.inference_mode():
        return torch.cat([torch.sigmoid(network(batch)) for batch in torch.split(inputs, batch_size)])


def validation_loss(network: nn.Module, examples: Examples) -> float:
    """Return the mean binary cross-entropy per item and class."""
    return float(functional.binary_cross_entropy(predict(network, examples.inputs), examples.labels))


def _train_epoch(
    network: nn.Module,
    examples: Examples,
    *,
    optimiser: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
    config: TrainingConfig,
    generator: torch.Generator,
) -> float:
    network.train()
    total, items = 0.0, 0
    for inputs, labels in _batches(examples, config.batch_size, generator):
        shown = _turned(inputs, generator) if config.turn_images else inputs
        with torch.autocast(shown.device.type, torch.bfloat16, enabled=config.bfloat16):
            logits = network(shown)
        loss = functional.binary_cross_entropy_with_logits(logits.float(), labels)
        optimiser.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        optimiser.step()
        schedule.step()
        total += loss.item() * len(inputs)
        items += len(inputs)
    return total / items


def _plan(
    network: nn.Module, items: int, config: TrainingConfig
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    steps = config.epochs * -(-items // config.batch_size)
    optimiser = torch.optim.AdamW(
        network.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=config.learning_rate, total_steps=steps + 1, pct_start=config.warmup
    )
    return optimiser, schedule


def train(
    network: nn.Module,
    *,
    training: Examples,
    validation: Examples,
    config: TrainingConfig,
    on_epoch: Callable[[EpochReport], None] | None = None,
) -> TrainingReport:
    """Train in place with AdamW on one cycle of learning rates; keep the epoch of lowest validation loss.

    `turn_images` needs inputs (items, channels, side, side). The same seed gives the same weights on one
    machine with one number of threads. Raises ValueError with fewer than two training items.
    """
    if len(training.inputs) < 2:
        raise ValueError("training needs at least two items")
    generator = torch.Generator().manual_seed(config.seed)
    optimiser, schedule = _plan(network, len(training.inputs), config)
    reports: list[EpochReport] = []
    best, best_weights = 0, {name: value.clone() for name, value in network.state_dict().items()}
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(config.seed)
        for epoch in range(config.epochs):
            loss = _train_epoch(
                network,
                training,
                optimiser=optimiser,
                schedule=schedule,
                config=config,
                generator=generator,
            )
            reports.append(EpochReport(epoch, loss, validation_loss(network, validation)))
            if on_epoch is not None:
                on_epoch(reports[-1])
            if reports[-1].validation_loss <= reports[best].validation_loss:
                best = epoch
                best_weights = {name: value.clone() for name, value in network.state_dict().items()}
            elif epoch - best >= config.patience:
                break
    network.load_state_dict(best_weights)
    return TrainingReport(tuple(reports), best)
