"""What a network is compared with: losses per item and class from logits.

Each takes logits (items, classes), targets (items, classes) and, where targets count votes, trials (items,)
how many volunteers were asked; and returns the mean over items and classes. All are frozen: their settings
are part of what a checkpoint is checked against.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import torch
from torch import Tensor
from torch.nn import functional

from mlworker.training.errors import TrainingInvalid


class Loss(Protocol):
    """A loss of logits."""

    def __call__(self, logits: Tensor, targets: Tensor, trials: Tensor | None) -> Tensor:
        """Return the mean loss, a scalar."""


@lru_cache(maxsize=8)
def _placed(values: tuple[float, ...], device: torch.device) -> Tensor:
    # Kept: a captured graph must not copy from the CPU.
    return torch.tensor(values, device=device)


def _trials(trials: Tensor | None) -> Tensor:
    if trials is None:
        raise TrainingInvalid("A loss of votes needs how many volunteers were asked (trials).")
    return trials[:, None]


@dataclass(frozen=True)
class BinaryCrossEntropy:
    """Cross-entropy per class of labels in 0..1; `positive_weights`, one per class, weigh present classes."""

    positive_weights: tuple[float, ...] | None = None

    def __call__(self, logits: Tensor, targets: Tensor, trials: Tensor | None) -> Tensor:
        """Return the mean loss."""
        weights = None if self.positive_weights is None else _placed(self.positive_weights, logits.device)
        return functional.binary_cross_entropy_with_logits(logits, targets, pos_weight=weights)


@dataclass(frozen=True)
class SquaredError:
    """Squared difference of the sigmoid from targets in 0..1, p-values say."""

    def __call__(self, logits: Tensor, targets: Tensor, trials: Tensor | None) -> Tensor:
        """Return the mean loss."""
        return functional.mse_loss(torch.sigmoid(logits), targets)


@dataclass(frozen=True)
class FocalLoss:
    """Cross-entropy times (1 - p of the truth)^gamma: sure answers count less (Lin 2017, arXiv:1708.02002)."""

    gamma: float = 2.0

    def __call__(self, logits: Tensor, targets: Tensor, trials: Tensor | None) -> Tensor:
        """Return the mean loss."""
        entropy = functional.binary_cross_entropy_with_logits(logits, targets, reduction="none")
        probability = torch.sigmoid(logits)
        missed = targets + probability - 2 * targets * probability
        return (entropy * missed**self.gamma).mean()


@dataclass(frozen=True)
class AsymmetricLoss:
    """Focal loss, with more focus and a dead zone for absent classes.

    Ridnik et al. 2021 (arXiv:2009.14119), equation 7. An absent class whose probability
    is under `margin` costs nothing. Targets are 0 or 1.
    """

    gamma_present: float = 0.0
    gamma_absent: float = 4.0
    margin: float = 0.05

    def __call__(self, logits: Tensor, targets: Tensor, trials: Tensor | None) -> Tensor:
        """Return the mean loss."""
        probability = torch.sigmoid(logits)
        shifted = (probability - self.margin).clamp_min(0)
        present = targets * (1 - probability) ** self.gamma_present * functional.logsigmoid(logits)
        absent = (1 - targets) * shifted**self.gamma_absent * torch.log1p(-shifted)
        return -(present + absent).mean()


@dataclass(frozen=True)
class BinomialVotes:
    """Votes as independent trials: -log likelihood of k of n at the predicted rate, divided by n.

    The constant binomial coefficient is left away.
    """

    def __call__(self, logits: Tensor, targets: Tensor, trials: Tensor | None) -> Tensor:
        """Return the mean loss."""
        asked = _trials(trials)
        return functional.binary_cross_entropy_with_logits(logits, targets / asked)


@dataclass(frozen=True)
class BetaBinomialVotes:
    """Votes whose rate varies from item to item: -log likelihood of k of n, beta-binomial, without constants.

    `concentration` is how many independent votes the shared noise of one image lets any number be worth.
    """

    concentration: float = 12.0

    def __call__(self, logits: Tensor, targets: Tensor, trials: Tensor | None) -> Tensor:
        """Return the mean loss."""
        asked = _trials(trials)
        present = self.concentration * torch.sigmoid(logits).clamp_min(_SMALLEST)
        absent = self.concentration * torch.sigmoid(-logits).clamp_min(_SMALLEST)
        likelihood = (
            _rising(present, targets)
            + _rising(absent, asked - targets)
            - _rising(torch.full_like(logits, self.concentration), asked)
        )
        return -likelihood.mean()


@dataclass(frozen=True)
class DirichletMultinomialVotes:
    """Votes shared out among classes, over-dispersed: -log likelihood over the softmax, without constants.

    `concentration` is the sum of the Dirichlet's parameters. Divided by the number of classes. Trials are not
    used: what counts is how many votes were cast.
    """

    concentration: float = 12.0

    def __call__(self, logits: Tensor, targets: Tensor, trials: Tensor | None) -> Tensor:
        """Return the mean loss."""
        shares = self.concentration * torch.softmax(logits, dim=1).clamp_min(_SMALLEST)
        cast = targets.sum(dim=1)
        whole = _rising(torch.full_like(cast, self.concentration), cast)
        return (whole - _rising(shares, targets).sum(dim=1)).mean() / logits.shape[1]


_SMALLEST = 1e-6


def _rising(start: Tensor, count: Tensor) -> Tensor:
    # log of start (start + 1) ... (start + count - 1)
    return torch.lgamma(start + count) - torch.lgamma(start)
