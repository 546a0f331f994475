"""Cell attention: the classes of a field from the bag of its cells.

Gated attention pooling (Ilse, Tomczak and Welling 2018, arXiv:1802.04712, equation 9) with one attention per
class: a class is decided by the cells that show it, not by the mean over all. Pooling embeddings and then
weighting them is the same as pooling weighted embeddings, so that each cell's evidence for each class is
pooled and no (bags, classes, width) tensor is made. Mean and maximum over the cells, and what is known of the
field itself (the crowd's votes, say), are joined to it.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from mlworker.networks.dense import DenseConfig, DenseStack
from mlworker.networks.errors import NetworkInputInvalid
from mlworker.networks.segments import Segments


@dataclass(frozen=True)
class CellAttentionConfig:
    """Shape of a cell attention network.

    `embedding` are the layers that all cells share, `attention` the width of the gate, `extra_inputs` how
    many numbers describe the field itself, `joint` the hidden width in which fields' means, maxima and extra
    inputs meet.
    """

    inputs: int = 719
    classes: int = 29
    embedding: tuple[int, ...] = (512, 256)
    attention: int = 128
    extra_inputs: int = 0
    joint: int = 256
    activation: str = "relu6"
    input_dropout: float = 0.2
    hidden_dropout: float = 0.4
    dropout: str = "independent"


class CellAttention(nn.Module):
    """Shared embedding, gated attention per class, and a joint layer of the field; NetworkConfigInvalid."""

    def __init__(self, config: CellAttentionConfig) -> None:
        super().__init__()
        self.config = config
        self.embed = DenseStack(
            DenseConfig(
                inputs=config.inputs,
                hidden=config.embedding,
                outputs=0,
                activation=config.activation,
                input_dropout=config.input_dropout,
                hidden_dropout=config.hidden_dropout,
                dropout=config.dropout,
            )
        )
        width = self.embed.width
        # The two halves of the gate in one multiplication.
        self.gate = nn.Linear(width, 2 * config.attention)
        self.score = nn.Linear(config.attention, config.classes, bias=False)
        self.evidence = nn.Linear(width, config.classes)
        self.joint = DenseStack(
            DenseConfig(
                inputs=2 * width + config.extra_inputs,
                hidden=(config.joint,),
                outputs=config.classes,
                activation=config.activation,
                input_dropout=0.0,
                hidden_dropout=config.hidden_dropout,
            )
        )
        # A straight way for the extra inputs: p-values of a class speak for it without a hidden layer.
        self.direct = (
            nn.Linear(config.extra_inputs, config.classes, bias=False) if config.extra_inputs else None
        )

    def forward(self, cells: Tensor, lengths: Tensor, extra: Tensor | None = None) -> Tensor:
        """Return logits (fields, classes).

        `cells` (cells, inputs) are sorted by field, `lengths` int64 (fields,) says how many each has, at least
        one, `extra` is (fields, extra_inputs), None without any. Raises NetworkInputInvalid.
        """
        given = 0 if extra is None else extra.shape[1]
        if given != self.config.extra_inputs:
            raise NetworkInputInvalid(
                f"The network takes {self.config.extra_inputs} extra inputs a field, not {given}.", extra=given
            )
        fields = Segments.of_lengths(lengths, len(cells))
        embedded = self.embed(cells)
        pooled = fields.sum(self._attention(embedded, fields) * self.evidence(embedded))
        facts = [fields.mean(embedded), fields.max(embedded)]
        logits: Tensor = pooled + self.joint(torch.cat(facts if extra is None else [*facts, extra], dim=1))
        return logits if self.direct is None else logits + self.direct(extra)

    def attention(self, cells: Tensor, lengths: Tensor) -> Tensor:
        """Return how much each cell counts for each class, (cells, classes), 1 in sum over a field's cells."""
        return self._attention(self.embed(cells), Segments.of_lengths(lengths, len(cells)))

    def _attention(self, embedded: Tensor, fields: Segments) -> Tensor:
        content, gate = self.gate(embedded).chunk(2, dim=1)
        return fields.softmax(self.score(torch.tanh(content) * torch.sigmoid(gate)))
