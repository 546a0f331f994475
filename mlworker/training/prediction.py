"""Probabilities of a trained network, and how unsure it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from mlworker.networks.dense import DenseStack
from mlworker.networks.dropout import Dropout
from mlworker.training.examples import BagReader, Bags
from mlworker.training.surroundings import own_randomness

CPU = torch.device("cpu")


@dataclass(frozen=True)
class SampledPrediction:
    """Mean and standard deviation over passes with dropout, both (items, classes)."""

    mean: Tensor
    spread: Tensor


def predict(
    network: nn.Module, inputs: Tensor | Bags, *, batch_size: int = 512, device: torch.device = CPU
) -> Tensor:
    """Return probabilities (items, classes), float32 on the CPU, of rows, images or bags.

    The network moves to `device` and is left in evaluation mode; `batch_size` counts items.
    """
    return torch.sigmoid(predict_logits(network, inputs, batch_size=batch_size, device=device))


def predict_logits(
    network: nn.Module, inputs: Tensor | Bags, *, batch_size: int = 512, device: torch.device = CPU
) -> Tensor:
    """Return logits as `predict` returns probabilities."""
    network.to(device).eval()
    return _passes(network, inputs, batch_size, device)


def predict_sampled(
    network: nn.Module,
    inputs: Tensor | Bags,
    *,
    samples: int,
    seed: int,
    batch_size: int = 512,
    device: torch.device = CPU,
) -> SampledPrediction:
    """Return probabilities over `samples` >= 2 passes with dropout left on (Gal 2016, arXiv:1506.02142).

    The same seed gives the same numbers, and torch's global random state is left alone.
    """
    network.to(device).eval()
    for module in network.modules():
        if isinstance(module, Dropout | DenseStack | nn.Dropout):
            module.train()
    with own_randomness(seed, device):
        drawn = [torch.sigmoid(_passes(network, inputs, batch_size, device)) for _ in range(samples)]
    network.eval()
    stacked = torch.stack(drawn)
    return SampledPrediction(stacked.mean(dim=0), stacked.std(dim=0))


def _passes(network: nn.Module, inputs: Tensor | Bags, batch_size: int, device: torch.device) -> Tensor:
    with torch.inference_mode():
        found = [network(*part).float().cpu() for part in _parts(inputs, batch_size, device)]
    return torch.cat(found)


def _parts(inputs: Tensor | Bags, batch_size: int, device: torch.device) -> Iterator[tuple[Tensor, ...]]:
    if isinstance(inputs, Tensor):
        for part in torch.split(inputs, batch_size):
            yield (part.to(device),)
        return
    reader = BagReader(inputs.to(device))
    for rows in torch.split(torch.arange(len(inputs)), batch_size):
        yield reader.inputs(rows)
