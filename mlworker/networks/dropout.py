"""Dropout that is cheap on CPUs: masks from random bits, or units left out of a whole batch.

Srivastava et al. 2014 (JMLR 15:1929): in training a unit is 0 with the given rate and the others grow by
1 / (1 - rate); otherwise nothing is dropped. All draw from torch's default generator of the device.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from mlworker.networks.errors import NetworkConfigInvalid

_LEVELS = 1 << 16


def random_words(shape: torch.Size, device: torch.device) -> Tensor:
    """Return uniform int16 of all 65,536 values of a shape; four come from one draw of 64 bits."""
    count = shape.numel()
    words = torch.empty((count + 3) // 4, dtype=torch.int64, device=device)
    return words.random_(-(2**63), None).view(torch.int16)[:count].view(shape)


class Dropout(nn.Module):
    """Dropout with masks independent from item to item and unit to unit, as in the paper.

    The rate is kept to 1 / 65,536; the mean is kept exactly. Raises NetworkConfigInvalid unless
    0 <= rate < 1.
    """

    def __init__(self, rate: float) -> None:
        super().__init__()
        if not 0 <= rate < 1:
            raise NetworkConfigInvalid(f"A dropout rate must be in 0 .. 1, not {rate}.", rate=rate)
        self.dropped = min(round(rate * _LEVELS), _LEVELS - 1)

    @property
    def rate(self) -> float:
        """Return the rate that is kept."""
        return self.dropped / _LEVELS

    def forward(self, inputs: Tensor) -> Tensor:
        """Return float inputs of any shape, some of them 0 while training."""
        if not self.training or self.dropped == 0:
            return inputs
        # A Bernoulli draw per unit costs half as much as the layer itself; a comparison of floats in place is
        # four times as fast as one that makes booleans.
        words = random_words(inputs.shape, inputs.device).to(torch.float32)
        mask = words.ge_(self.dropped - _LEVELS // 2).mul_(1 / (1 - self.rate))
        return inputs * mask.to(inputs.dtype)


def drawn_units(width: int, rate: float, device: torch.device) -> Tensor:
    """Return which of `width` units are kept, int64 (kept,): always the share 1 - rate, at least one."""
    kept = max(round(width * (1 - rate)), 1)
    return torch.rand(width, device=device).argsort()[:kept]


class _Submatrix(torch.autograd.Function):
    """Some rows and columns of a matrix; autograd's own indexing takes five times as long for its gradient."""

    @staticmethod
    def forward(ctx: Any, matrix: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
        places = (rows[:, None] * matrix.shape[1] + columns).view(-1)
        ctx.save_for_backward(places)
        ctx.shape = matrix.shape
        return matrix.reshape(-1).index_select(0, places).view(len(rows), len(columns))

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None]:
        (places,) = ctx.saved_tensors
        (gradient,) = gradients
        whole = gradient.new_zeros(ctx.shape.numel()).scatter_(0, places, gradient.reshape(-1))
        return whole.view(ctx.shape), None, None


def submatrix(matrix: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    """Return (rows, columns) of a matrix with gradient; no row or column may be named twice."""
    taken: Callable[[Tensor, Tensor, Tensor], Tensor] = _Submatrix.apply
    return taken(matrix, rows, columns)
