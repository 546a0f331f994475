"""The chance of so many votes if volunteers chose blindly: tables p[n][k] of the hypergeometric test."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from quorum.domain.errors import RuleInvalid

if TYPE_CHECKING:  # the web processes import this module, and would otherwise pay for numba
    from quorum.domain.aggregators.interface import Question
    from quorum.domain.votes import Tally

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
CELLS_AT_ONCE = 1 << 20


class Variant(StrEnum):
    """How the urn is filled, for N classes, m allowed choices and n classifications.

    TEXT: N*n balls of which m*n are drawn, as the publication's text has it. BLANK_BALLS: the same
    draws from (N + m - 1)*n balls, the extra ones standing for choices that were left unused.
    VOTES_CAST: N*n balls, and as many draws as votes were cast on the subject, all classes together;
    the publication's released master script. In all of them n balls are marked.
    """

    TEXT = "text"
    BLANK_BALLS = "blank_balls"
    VOTES_CAST = "votes_cast"


def p_row(
    *,
    classes: int,
    maximum_choices: int,
    n: int,
    variant: Variant = Variant.TEXT,
    votes_cast: int | None = None,
) -> Floats:
    """Return P(X >= k) for k = 0..n votes out of n classifications, shape (n + 1,).

    X is hypergeometric with n marked balls and m*n drawn, i.e. `scipy.stats.hypergeom.sf(k - 1, N*n, n,
    m*n)`; Sullivan et al. 2018, Nature Biotechnology 36:820, Methods. With m >= N every value is 1.
    VOTES_CAST needs `votes_cast`, which the others ignore; raises RuleInvalid without it.
    """
    if variant is Variant.VOTES_CAST:
        if votes_cast is None:
            raise RuleInvalid("The p-values by votes cast need the number of votes cast.")
        drawn = votes_cast
    else:
        drawn = maximum_choices * n
    row: Floats = _tails(np.array([n]), _balls(classes, maximum_choices, variant), np.array([drawn]))[0]
    return row


def p_table(*, classes: int, maximum_choices: int, n_max: int, variant: Variant = Variant.TEXT) -> Floats:
    """Return p[n, k] = P(X >= k) for all n up to `n_max`, shape (n_max + 1, n_max + 1); 0 where k > n.

    Raises RuleInvalid for VOTES_CAST, whose p-values depend on more than n and k.
    """
    _refuse_votes_cast(variant)
    n = np.arange(n_max + 1)
    return _tails(n, _balls(classes, maximum_choices, variant), maximum_choices * n)


def p_values(tally: Tally, question: Question, variant: Variant = Variant.TEXT) -> Floats:
    """Return the p-value of every class of every subject, (subjects, classes); 1 without any vote.

    The values are those of `p_row`, looked up: each pair of n and number of draws is worked out once.
    """
    n = tally.n.astype(np.int64)
    if variant is Variant.VOTES_CAST:
        drawn = tally.counts.sum(axis=1, dtype=np.int64)
    else:
        drawn = question.maximum_choices * n
    stride = int(drawn.max(initial=0)) + 1
    pairs, row = np.unique(n * stride + drawn, return_inverse=True)
    balls = _balls(question.classes, question.maximum_choices, variant)
    width = int(n.max(initial=0)) + 1
    table = np.zeros((len(pairs), width))
    rows_at_once = max(1, CELLS_AT_ONCE // width)
    for start in range(0, len(pairs), rows_at_once):
        part = pairs[start : start + rows_at_once]
        tails = _tails(part // stride, balls, part % stride)
        table[start : start + len(part), : tails.shape[1]] = tails
    p: Floats = np.take(table.ravel(), (row * width)[:, None] + tally.counts)
    return p


def smallest_p(question: Question, n: int, variant: Variant = Variant.TEXT) -> float:
    """Return the smallest p-value that n classifications can reach: all chose one class.

    By votes cast, all chose that class alone.
    """
    row = p_row(
        classes=question.classes,
        maximum_choices=question.maximum_choices,
        n=n,
        variant=variant,
        votes_cast=n,
    )
    return float(row[n])


def _balls(classes: int, maximum_choices: int, variant: Variant) -> int:
    """Return the balls that each classification puts into the urn."""
    return classes + maximum_choices - 1 if variant is Variant.BLANK_BALLS else classes


def _refuse_votes_cast(variant: Variant) -> None:
    if variant is Variant.VOTES_CAST:
        raise RuleInvalid("No table over n and k holds the p-values by votes cast.")


def _tails(n: Counts, balls: int, drawn: Counts) -> Floats:
    """Return P(X >= k), (rows, max n + 1), of n marked among balls * n, for `n` and `drawn` (rows,)."""
    marked, drawn = n[:, None], drawn[:, None]
    population = balls * marked
    # With more draws than unmarked balls X cannot be 0, and the recursion below would have no start:
    # then Y = n - X, the marked balls that stay in the urn, is followed instead.
    is_flipped = drawn > population - marked
    taken = np.where(is_flipped, np.maximum(population - drawn, 0), drawn)
    taken[population == marked] = 0  # nothing but marked balls: every outcome is certain
    step = np.arange(int(n.max(initial=0)), dtype=np.float64)
    # log P(0), then the ratio of neighbours: sums of n logarithms, exact to about 1e-14, where
    # differences of log-factorials would lose digits with the population.
    is_marked = step < marked
    shares = np.divide(taken, population - step, where=is_marked, out=np.zeros(is_marked.shape))
    # Added in order, not pairwise: a row then is the same to the last bit in a table of any width.
    log_none = np.cumsum(np.log1p(-shares), axis=1)[:, -1:] if len(step) else np.zeros((len(n), 1))
    ways = (marked - step) * (taken - step)
    is_possible = is_marked & (step < taken)
    others = (step + 1) * (population - marked - taken + step + 1)
    ratios = np.divide(ways, others, where=is_possible, out=np.ones(ways.shape))
    # (rows, max n + 1)
    masses = np.zeros((len(n), len(step) + 1))
    masses[:, 0] = np.exp(log_none[:, 0])
    np.exp(log_none + np.cumsum(np.log(ratios), axis=1), where=is_possible, out=masses[:, 1:])
    tails = np.cumsum(masses[:, ::-1], axis=1)[:, ::-1]
    _unflip(tails, masses, n, is_flipped[:, 0])
    tails[:, 0] = 1.0
    return np.minimum(tails, 1.0)


def _unflip(tails: Floats, masses: Floats, n: Counts, is_flipped: NDArray[np.bool_]) -> None:
    """Write P(X >= k) = P(Y <= n - k) into the flipped rows."""
    rows = np.flatnonzero(is_flipped)
    if len(rows):
        left = n[rows, None] - np.arange(tails.shape[1])
        at_most = np.take_along_axis(np.cumsum(masses[rows], axis=1), np.maximum(left, 0), axis=1)
        tails[rows] = np.where(left >= 0, at_most, 0.0)


class PTable:
    """Rows of p[n][k] for one task shape, each made at its first use and kept.

    Raises RuleInvalid for VOTES_CAST, whose p-values depend on more than n and k.
    """

    def __init__(self, *, classes: int, maximum_choices: int, variant: Variant = Variant.TEXT) -> None:
        _refuse_votes_cast(variant)
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
