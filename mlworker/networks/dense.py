"""Dense layers with dropout: a network of their own, and part of others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from mlworker.networks.dropout import Dropout, drawn_units, submatrix
from mlworker.networks.errors import NetworkConfigInvalid

ACTIVATIONS: Mapping[str, Callable[[], nn.Module]] = MappingProxyType(
    {"relu": nn.ReLU, "relu6": nn.ReLU6, "gelu": nn.GELU}
)

DROPOUTS = ("independent", "per_batch")


def activation_named(name: str) -> nn.Module:
    """Return a new activation by name; raises NetworkConfigInvalid."""
    if name not in ACTIVATIONS:
        raise NetworkConfigInvalid(
            f"No such activation: {name}. There are {', '.join(ACTIVATIONS)}.", activation=name
        )
    return ACTIVATIONS[name]()


@dataclass(frozen=True)
class DenseConfig:
    """Shape of a dense network; those of the publications are in `mlworker.networks.loccat`.

    `outputs` is the width of a last layer without activation, 0 where the last hidden layer is the result.
    `activation` is a name of `ACTIVATIONS`, `dropout` one of `DROPOUTS`: `independent` draws a mask per item
    and unit, as in the papers; `per_batch` leaves the same units out for a whole batch, so that the layers
    shrink by what is dropped (noisier gradients, cheaper steps).
    """

    inputs: int = 719
    hidden: tuple[int, ...] = (800, 800, 800)
    outputs: int = 29
    activation: str = "relu6"
    input_dropout: float = 0.2
    hidden_dropout: float = 0.4
    dropout: str = "independent"


class DenseStack(nn.Module):
    """Dropout, then for each hidden width a dense layer, its activation and dropout.

    Raises NetworkConfigInvalid.
    """

    def __init__(self, config: DenseConfig) -> None:
        super().__init__()
        inputs, hidden, outputs = config.inputs, config.hidden, config.outputs
        if inputs < 1 or outputs < 0 or any(width < 1 for width in hidden) or not (hidden or outputs):
            raise NetworkConfigInvalid(
                "A dense stack needs inputs and at least one layer of positive width.",
                inputs=inputs,
                hidden=list(hidden),
                outputs=outputs,
            )
        if config.dropout not in DROPOUTS:
            raise NetworkConfigInvalid(f"Dropout must be one of {', '.join(DROPOUTS)}.", dropout=config.dropout)
        self.config = config
        self.width = outputs or hidden[-1]
        self.per_batch = config.dropout == "per_batch"
        self.activation = activation_named(config.activation)
        self.input_dropout = Dropout(config.input_dropout)
        self.hidden_dropout = Dropout(config.hidden_dropout)
        self.activates_last = not outputs
        widths = (inputs, *hidden, *((outputs,) if outputs else ()))
        self.layers = nn.ModuleList(nn.Linear(before, width) for before, width in pairwise(widths))

    def forward(self, rows: Tensor) -> Tensor:
        """Return (rows, width) of rows (rows, inputs): logits, where the configuration has outputs."""
        thin = self.training and self.per_batch
        *inner, last = cast("list[nn.Linear]", list(self.layers))
        values, units = self._thinned(rows, inner) if thin else (self._masked(rows, inner), None)
        weight = last.weight if units is None else submatrix(last.weight, _all_of(last), units)
        values = functional.linear(values, weight, last.bias)
        return self._activated(values) if self.activates_last else values

    def _activated(self, values: Tensor) -> Tensor:
        found: Tensor = self.hidden_dropout(self.activation(values))
        return found

    def _masked(self, rows: Tensor, layers: list[nn.Linear]) -> Tensor:
        values: Tensor = self.input_dropout(rows)
        for layer in layers:
            values = self._activated(layer(values))
        return values

    def _thinned(self, rows: Tensor, layers: list[nn.Linear]) -> tuple[Tensor, Tensor]:
        before = drawn_units(rows.shape[1], self.input_dropout.rate, rows.device)
        values = rows.index_select(1, before) * (rows.shape[1] / len(before))
        for layer in layers:
            units = drawn_units(layer.out_features, self.hidden_dropout.rate, rows.device)
            weight, bias = submatrix(layer.weight, units, before), layer.bias.index_select(0, units)
            values = self.activation(functional.linear(values, weight, bias)) * (
                layer.out_features / len(units)
            )
            before = units
        return values, before


def _all_of(layer: nn.Linear) -> Tensor:
    return torch.arange(layer.out_features, device=layer.weight.device)
