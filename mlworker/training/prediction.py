"""Probabilities of a trained network, and how unsure it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from mlworker.networks.dense import DenseStack
from mlworker.networks.dropout import Dropout
from mlworker.training.examples import BagReader, Bags
from mlworker.training.surroundings import own_randomness

CPU = torch.device("cpu")


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


def predict_draws(
    network: nn.Module,
    inputs: Tensor | Bags,
    *,
    samples: int,
    seed: int,
    batch_size: int = 512,
    device: torch.device = CPU,
) -> Iterator[Tensor]:
    """Yield probabilities (items, classes) of `samples` networks, each with other units left out.

    Dropout left on at prediction draws networks from their posterior (Gal & Ghahramani 2016,
    arXiv:1506.02142). A draw leaves the same units of dense layers out for all items: cells of one field
    with masks of their own would have the doubt averaged away (consistent dropout: Kirsch et al. 2019,
    arXiv:1906.08158). The same seed gives the same numbers, and torch's global random state is left alone.
    """
    for number in range(samples):
        network.to(device)
        with torch.inference_mode(), _leaving_units_out(network):
            found = []
            for part in _parts(inputs, batch_size, device):
                # Begun anew for each batch, chance takes the same units.
                with own_randomness(seed * samples + number, device):
                    found.append(network(*part).float().cpu())
        yield torch.sigmoid(torch.cat(found))


@contextmanager
def _leaving_units_out(network: nn.Module) -> Iterator[None]:
    """Have a network drop units of whole batches inside the block, and none after it."""
    network.eval()
    stacks = [module for module in network.modules() if isinstance(module, DenseStack)]
    before = [stack.per_batch for stack in stacks]
    for module in network.modules():
        if isinstance(module, Dropout | DenseStack | nn.Dropout):
            module.train()
    for stack in stacks:
        stack.per_batch = True
    try:
        yield
    finally:
        for stack, was in zip(stacks, before, strict=True):
            stack.per_batch = was
        network.eval()


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
