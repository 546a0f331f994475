"""Sums, means and maxima over ragged bags: items side by side, bags named by where they start."""

from __future__ import annotations

import torch
from torch import Tensor


def segment_of(lengths: Tensor, items: int) -> Tensor:
    """Return the bag of each item, int64 (items,), of bags' lengths (bags,) that sum to `items`."""
    bags = torch.arange(len(lengths), device=lengths.device)
    return torch.repeat_interleave(bags, lengths, output_size=items)


def segment_sum(values: Tensor, segment: Tensor, bags: int) -> Tensor:
    """Return sums (bags, width) of values (items, width) over the items of each bag."""
    return values.new_zeros(bags, values.shape[1]).index_add(0, segment, values)


def segment_max(values: Tensor, segment: Tensor, bags: int) -> Tensor:
    """Return maxima (bags, width) of values (items, width); every bag has an item."""
    start = values.new_full((bags, values.shape[1]), -torch.inf)
    return start.scatter_reduce(0, segment[:, None].expand_as(values), values, "amax", include_self=False)


def segment_softmax(scores: Tensor, segment: Tensor, bags: int) -> Tensor:
    """Return scores (items, width) as weights that sum to 1 over the items of each bag."""
    # The shift keeps exponentials finite and cancels, so that it needs no gradient.
    shifted = scores - segment_max(scores.detach(), segment, bags)[segment]
    weights = shifted.exp()
    return weights / segment_sum(weights, segment, bags)[segment]
