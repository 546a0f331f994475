"""Labels and votes learnt together: experts' labels are the task, volunteers' votes sharpen the features."""

from __future__ import annotations

from dataclasses import dataclass, field

from torch import Tensor

from mlworker.training.losses import BetaBinomialVotes, BinaryCrossEntropy, Loss


@dataclass(frozen=True)
class LabelsAndVotes:
    """The loss of labels plus `weight` times that of votes.

    Logits and targets are (items, 2 classes): first the labels', then the votes' (their rate, and counts).
    """

    weight: float
    labels: Loss = field(default_factory=BinaryCrossEntropy)
    votes: Loss = field(default_factory=BetaBinomialVotes)

    def __call__(self, logits: Tensor, targets: Tensor, trials: Tensor | None) -> Tensor:
        """Return the mean loss."""
        predicted, rates = logits.chunk(2, dim=1)
        shown, counts = targets.chunk(2, dim=1)
        return self.labels(predicted, shown, None) + self.weight * self.votes(rates, counts, trials)
