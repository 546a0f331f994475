"""Dropout that is cheap on CPUs: masks from random bits, or whole units left out of a batch.

Srivastava et al. 2014 (JMLR 15:1929): in training a unit is 0 with the given rate and the others grow by
1 / (1 - rate); otherwise nothing is dropped. All draw from torch's default generator of the device.
"""

from __future__ import annotations

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
        # Drawn per 64 bits: a Bernoulli draw per unit costs as much as half of the multiplications.
        kept = random_words(inputs.shape, inputs.device) >= self.dropped - _LEVELS // 2
        return inputs * kept.to(inputs.dtype).mul_(1 / (1 - self.rate))
