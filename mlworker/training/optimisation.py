"""Optimisers and learning rates."""

from __future__ import annotations

import math

import torch
from torch import nn

from mlworker.training.config import TrainingConfig

_ONE_CYCLE_START = 1 / 25
_ONE_CYCLE_END = 1e-4 / 25


def make_optimiser(network: nn.Module, config: TrainingConfig) -> torch.optim.Adam:
    """Return the optimiser of a network's weights, in one fused pass over them on CPU and GPU.

    Adam: Kingma and Ba 2015 (arXiv:1412.6980); AdamW: Loshchilov and Hutter 2019 (arXiv:1711.05101).
    """
    kind = torch.optim.AdamW if config.optimiser == "adamw" else torch.optim.Adam
    device = next(network.parameters()).device
    rate: float | torch.Tensor = config.learning_rate
    if device.type == "cuda":
        # A captured graph reads the rate from memory.
        rate = torch.tensor(config.learning_rate, device=device)
    return kind(
        network.parameters(),
        lr=rate,
        weight_decay=config.weight_decay,
        fused=True,
        capturable=device.type == "cuda",
    )


def learning_rate(config: TrainingConfig, step: int, steps: int) -> float:
    """Return the learning rate of a step, counted from 0, of `steps`.

    `constant`: rises in a line over the warm-up, then stays. `one_cycle` (Smith and Topin 2018,
    arXiv:1708.07120): along cosines from 1/25 of the rate up to it, then down to 1/250,000.
    """
    rising = config.warmup * steps
    if config.schedule == "constant":
        return config.learning_rate * min(1.0, (step + 1) / (rising + 1))
    if step < rising:
        start, end, share = _ONE_CYCLE_START, 1.0, step / rising
    else:
        start, end, share = 1.0, _ONE_CYCLE_END, (step - rising) / max(steps - 1 - rising, 1)
    return config.learning_rate * (end + (start - end) * (1 + math.cos(math.pi * min(share, 1.0))) / 2)


def set_learning_rate(optimiser: torch.optim.Optimizer, rate: float) -> None:
    """Set the rate of the next step, in place where it is a tensor."""
    for group in optimiser.param_groups:
        if isinstance(group["lr"], torch.Tensor):
            group["lr"].fill_(rate)
        else:
            group["lr"] = rate
