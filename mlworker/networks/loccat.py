"""Loc-CAT: the location classes of one cell from its features.

Sullivan et al. 2018 (doi:10.1038/nbt.4225): 719 features, three hidden layers of 800 ReLU6 units, a sigmoid
per class, dropout of 20 % of the inputs and 40 % of the hidden units. GA Loc-CAT and Loc-CAT+ are the same
network with 29 more inputs: p-values of the crowd, or those that the pseudo-gamer predicts.
"""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn

from mlworker.networks.dense import DenseStack


@dataclass(frozen=True)
class LocCatConfig:
    """Shape of a Loc-CAT; the defaults are those of the text.

    `activation` and `dropout` are names of `mlworker.networks.dense`.
    """

    inputs: int = 719
    classes: int = 29
    hidden: tuple[int, ...] = (800, 800, 800)
    activation: str = "relu6"
    input_dropout: float = 0.2
    hidden_dropout: float = 0.4
    dropout: str = "independent"


RELEASED = LocCatConfig(hidden=(800,), activation="relu")
"""The variant in the authors' released code, which differs from the text: one hidden layer, plain ReLU."""


class LocCat(nn.Module):
    """A dense stack per cell; raises NetworkConfigInvalid."""

    def __init__(self, config: LocCatConfig) -> None:
        super().__init__()
        self.config = config
        self.stack = DenseStack(
            config.inputs,
            config.hidden,
            config.classes,
            activation=config.activation,
            input_dropout=config.input_dropout,
            hidden_dropout=config.hidden_dropout,
            dropout=config.dropout,
        )

    def forward(self, rows: Tensor) -> Tensor:
        """Return logits (cells, classes) of features (cells, inputs)."""
        logits: Tensor = self.stack(rows)
        return logits
