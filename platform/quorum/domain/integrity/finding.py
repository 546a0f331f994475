"""What a detector found about one volunteer."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Kind(StrEnum):
    """What a volunteer may be suspected of."""

    CONSTANT = "constant"
    GUESSING = "guessing"
    REGULAR = "regular"
    FAST = "fast"
    COPYING = "copying"
    DEVICES = "devices"


class Measure(StrEnum):
    """What is done about a suspicion."""

    NONE = "none"
    WATCHED = "watched"
    HELD = "held"


@dataclass(frozen=True)
class Finding:
    """Evidence against one volunteer: `p` bounds the chance that an honest one ever shows as much.

    `answers` were looked at, `decided_at` is the number of them after which the evidence was at its height.
    `shown` holds the figures that are put into words and pictures; `partners` are volunteers found with.
    """

    kind: Kind
    volunteer: int
    statistic: float
    p: float
    answers: int
    decided_at: int
    shown: Mapping[str, Any] = field(default_factory=dict)
    partners: tuple[int, ...] = ()


def height_of(log_stake: NDArray[np.float64]) -> tuple[float, int]:
    """Return p by Ville's inequality from the highest stake so far, and after how many events it came."""
    if not len(log_stake):
        return 1.0, 0
    place = int(np.argmax(log_stake))
    return math.exp(-max(0.0, float(log_stake[place]))), place + 1
