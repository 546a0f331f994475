"""Wagers against honesty, on yes-or-no events and on bounded values."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# Shares of the stake that are put on each value; no single one suits every dishonesty.
PORTIONS = np.array([0.2, 0.5, 0.95])


def wager_on_events(happened: NDArray[np.bool_], at_most: Floats, expected: float) -> Floats:
    """Return the logarithm of each event's factor, (events,).

    Honest volunteers meet each event with a probability of `at_most`, dishonest ones with `expected`. The
    likelihood ratio has a mean of at most 1 under honesty; where `at_most` is not below `expected` the
    event tells nothing, and the factor is 1.
    """
    chance = np.clip(at_most, 1e-9, 1.0 - 1e-9)
    factor = np.where(happened, np.log(expected / chance), np.log((1.0 - expected) / (1.0 - chance)))
    return np.where(chance < expected, factor, 0.0)


def wager_against_values(values: Floats) -> Floats:
    """Return the logarithm of the stake after each value in -1 .. 1 whose honest mean is not below 0.

    The stake is split over `PORTIONS`, each a capital process 1 - portion * value (Waudby-Smith & Ramdas
    2024, section 4); their mean is one again.
    """
    growth = np.cumsum(np.log1p(-PORTIONS[:, None] * values[None, :]), axis=1)
    stake: Floats = np.logaddexp.reduce(growth, axis=0) - np.log(len(PORTIONS))
    return stake
