"""The chance of so many votes if volunteers chose blindly: tables p[n][k] of the hypergeometric test."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray


class Variant(StrEnum):
    """How the urn is filled, for N classes, m allowed choices and n classifications.

    TEXT: N*n balls, as the publication's text has it. BLANK_BALLS: (N + m - 1)*n balls, the extra
    ones standing for choices that were left unused. In both, n balls are marked and m*n are drawn.
    """

    TEXT = "text"
    BLANK_BALLS = "blank_balls"


def p_row(
    *, classes: int, maximum_choices: int, n: int, variant: Variant = Variant.TEXT
) -> NDArray[np.float64]:
    """Return P(X >= k) for k = 0..n votes out of n classifications, shape (n + 1,).

    X is hypergeometric with n marked balls and m*n drawn, i.e. `scipy.stats.hypergeom.sf(k - 1, N*n, n,
    m*n)`; Sullivan et al. 2018, Nature Biotechnology 36:820, Methods. With m >= N every value is 1.
    """
    per_classification = classes if variant is Variant.TEXT else classes + maximum_choices - 1
    population = per_classification * n
    drawn = maximum_choices * n
    if n == 0 or drawn >= population:
        return np.ones(n + 1)
    # log P(X = 0), then the ratio of neighbours: sums of n logarithms, exact to about 1e-14, where
    # differences of log-factorials would lose digits with the population.
    step = np.arange(n, dtype=np.float64)
    log_none = np.log1p(-drawn / (population - step)).sum()
    ratios = (n - step) * (drawn - step) / ((step + 1) * (population - n - drawn + step + 1))
    logs = log_none + np.concatenate(([0.0], np.cumsum(np.log(ratios))))
    tail: NDArray[np.float64] = np.cumsum(np.exp(logs)[::-1])[::-1]
    tail[0] = 1.0
    return np.minimum(tail, 1.0)


def p_table(
    *, classes: int, maximum_choices: int, n_max: int, variant: Variant = Variant.TEXT
) -> NDArray[np.float64]:
    """Return p[n, k] = P(X >= k) for all n up to `n_max`, shape (n_max + 1, n_max + 1); 0 where k > n."""
    table = np.zeros((n_max + 1, n_max + 1))
    for n in range(n_max + 1):
        table[n, : n + 1] = p_row(classes=classes, maximum_choices=maximum_choices, n=n, variant=variant)
    return table


class PTable:
    """Rows of p[n][k] for one task shape, each made at its first use and kept."""

    def __init__(self, *, classes: int, maximum_choices: int, variant: Variant = Variant.TEXT) -> None:
        self.classes = classes
        self.maximum_choices = maximum_choices
        self.variant = variant
        self._rows: dict[int, tuple[float, ...]] = {}

    def row(self, n: int) -> tuple[float, ...]:
        """Return p for k = 0..n."""
        row = self._rows.get(n)
        if row is None:
            values = p_row(
                classes=self.classes, maximum_choices=self.maximum_choices, n=n, variant=self.variant
            )
            row = self._rows[n] = tuple(values.tolist())
        return row

    def p_values(self, counts: Sequence[int], n: int) -> tuple[float, ...]:
        """Return the p-value of each class from its votes; `counts` has one value per class."""
        row = self.row(n)
        return tuple([row[k] for k in counts])


@lru_cache(maxsize=256)
def shared_table(*, classes: int, maximum_choices: int, variant: Variant = Variant.TEXT) -> PTable:
    """Return the process's one table of that shape, so that tasks alike share their rows."""
    return PTable(classes=classes, maximum_choices=maximum_choices, variant=variant)
