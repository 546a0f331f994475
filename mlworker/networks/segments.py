"""Sums, maxima and softmax over ragged bags: items side by side, sorted by bag.

All have the same result from run to run, on GPUs as well, and count in float32 where values are narrower.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Segments:
    """Where bags lie: `lengths` int64 (bags,), at least 1 each; `of_item` (items,), the bag of each item."""

    lengths: Tensor
    of_item: Tensor

    @classmethod
    def of_lengths(cls, lengths: Tensor, items: int) -> Segments:
        """Return the segments of bags' lengths, which sum to `items`."""
        bags = torch.arange(len(lengths), device=lengths.device)
        # With the number of items given, a GPU need not be waited for.
        return cls(lengths, torch.repeat_interleave(bags, lengths, output_size=items))

    def sum(self, values: Tensor) -> Tensor:
        """Return sums (bags, width) of values (items, width)."""
        start = torch.zeros(len(self.lengths), values.shape[1], device=values.device)
        return start.index_add(0, self.of_item, values.float())

    def mean(self, values: Tensor) -> Tensor:
        """Return means (bags, width) of values (items, width)."""
        return self.sum(values) / self.lengths[:, None]

    def max(self, values: Tensor) -> Tensor:
        """Return maxima (bags, width) of values (items, width)."""
        return torch.segment_reduce(values.float(), "max", lengths=self.lengths, unsafe=True)

    def softmax(self, scores: Tensor) -> Tensor:
        """Return scores (items, width) as weights that sum to 1 over the items of each bag."""
        # The shift keeps exponentials finite and cancels, so that it needs no gradient.
        weights = (scores - self.max(scores.detach())[self.of_item]).float().exp()
        return weights / self.sum(weights)[self.of_item]
