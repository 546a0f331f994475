"""A stack of dense layers with dropout, which several families share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from types import MappingProxyType

from torch import Tensor, nn

from mlworker.networks.dropout import Dropout
from mlworker.networks.errors import NetworkConfigInvalid

ACTIVATIONS: Mapping[str, Callable[[], nn.Module]] = MappingProxyType(
    {"relu": nn.ReLU, "relu6": nn.ReLU6, "gelu": nn.GELU}
)


def activation_named(name: str) -> nn.Module:
    """Return a new activation by name; raises NetworkConfigInvalid."""
    if name not in ACTIVATIONS:
        raise NetworkConfigInvalid(
            f"No such activation: {name}. There are {', '.join(ACTIVATIONS)}.", activation=name
        )
    return ACTIVATIONS[name]()


class DenseStack(nn.Module):
    """Dropout, then for each hidden width a dense layer, its activation and dropout.

    `outputs` adds a last dense layer without activation; 0 leaves it away. Raises NetworkConfigInvalid.
    """

    def __init__(
        self,
        inputs: int,
        hidden: tuple[int, ...],
        outputs: int = 0,
        *,
        activation: str,
        input_dropout: float,
        hidden_dropout: float,
    ) -> None:
        super().__init__()
        if inputs < 1 or outputs < 0 or any(width < 1 for width in hidden) or not (hidden or outputs):
            raise NetworkConfigInvalid(
                "A dense stack needs inputs and at least one layer of positive width.",
                inputs=inputs,
                hidden=list(hidden),
                outputs=outputs,
            )
        layers: list[nn.Module] = [Dropout(input_dropout)]
        for before, width in pairwise((inputs, *hidden)):
            layers += [nn.Linear(before, width), activation_named(activation), Dropout(hidden_dropout)]
        if outputs:
            layers.append(nn.Linear((inputs, *hidden)[-1], outputs))
        self.width = outputs or hidden[-1]
        self.layers = nn.Sequential(*layers)

    def forward(self, rows: Tensor) -> Tensor:
        """Return (rows, width) of rows (rows, inputs)."""
        values: Tensor = self.layers(rows)
        return values
