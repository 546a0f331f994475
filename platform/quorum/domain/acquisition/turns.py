"""Whose turn it is: sequences in which everybody has had about their share at any moment."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Booleans = NDArray[np.bool_]
Places = NDArray[np.int64]
ROUNDING = 1e-9


def marked(count: int, share: float, start: float) -> Booleans:
    """Mark a `share` of (count,) places evenly: any first k of them hold within one of share * k.

    Systematic sampling; `start` in [0, 1) says where the first mark falls, and drawn at random it makes
    every place equally likely to be marked.
    """
    reached = np.floor(share * np.arange(count + 1) + start + ROUNDING)
    return np.asarray(np.diff(reached) > 0)


def turns(count: int, shares: Sequence[float]) -> Places:
    """Return (count,) indices into `shares`, which are positive and sum to 1: who has each turn.

    Any first k turns hold within one of share * k for everybody (the quota of Tijdeman 1980, The chairman
    assignment problem, Discrete Mathematics 32:323). Of equals the first in `shares` comes first.
    """
    slack = 1.0 / (2 * len(shares) - 2) if len(shares) > 1 else 0.0
    taken = [0] * len(shares)
    order = np.zeros(count, np.int64)
    for place in range(count):
        due = [share * (place + 1) - had for share, had in zip(shares, taken, strict=True)]
        # Among those that may have a turn without being too far ahead, whose time runs out first.
        winner = min(
            (index for index in range(len(shares)) if due[index] >= slack - ROUNDING),
            key=lambda index: (1.0 - slack - due[index]) / shares[index],
        )
        taken[winner] += 1
        order[place] = winner
    return order
