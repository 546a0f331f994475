"""Times of repeated calls: the first one apart from the rest."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Timing:
    """`cold` is the first call in its process, compilation included; `warm` are the later ones; one unit."""

    cold: float
    warm: tuple[float, ...] = ()

    @property
    def best(self) -> float:
        """Return the fastest warm call; the cold one where there is no other."""
        return min(self.warm, default=self.cold)


def time_calls(call: Callable[[], T], times: int) -> tuple[T, Timing]:
    """Return what `call` returns, and the seconds of one cold and `times` warm calls."""
    seconds = []
    for _ in range(1 + times):
        begun = time.perf_counter()
        result = call()
        seconds.append(time.perf_counter() - begun)
    return result, Timing(seconds[0], tuple(seconds[1:]))
