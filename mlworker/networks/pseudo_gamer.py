"""The pseudo-gamer: what the crowd's p-values of a cell's field would be, from the cell's features.

Sullivan et al. 2018 (doi:10.1038/nbt.4225): 719 features, hidden layers of 200 and 100 ReLU6 units, 29
p-values, dropout 20 % and 40 %, squared error. Its predictions are the further inputs of Loc-CAT+.
"""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn

from mlworker.networks.dense import DenseStack


@dataclass(frozen=True)
class PseudoGamerConfig:
    """Shape of a pseudo-gamer; the defaults are those of the text."""

    inputs: int = 719
    hidden: tuple[int, ...] = (200, 100)
    outputs: int = 29
    activation: str = "relu6"
    input_dropout: float = 0.2
    hidden_dropout: float = 0.4
    dropout: str = "independent"


class PseudoGamer(nn.Module):
    """A dense stack per cell; raises NetworkConfigInvalid."""

    def __init__(self, config: PseudoGamerConfig) -> None:
        super().__init__()
        self.config = config
        self.stack = DenseStack(
            config.inputs,
            config.hidden,
            config.outputs,
            activation=config.activation,
            input_dropout=config.input_dropout,
            hidden_dropout=config.hidden_dropout,
            dropout=config.dropout,
        )

    def forward(self, rows: Tensor) -> Tensor:
        """Return logits (cells, outputs) of features (cells, inputs); their sigmoid is the p-value."""
        logits: Tensor = self.stack(rows)
        return logits
