"""Classes that volunteers name too often beside another: one-tailed binomial tests per pair of classes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

Booleans = NDArray[np.bool_]
Floats = NDArray[np.float64]
Places = NDArray[np.int64]

MOST_PARTNERS = 5
"""With more partners than this a class is named too often everywhere, not confused with a few."""


@dataclass(frozen=True)
class OverAnnotation:
    """The tests of every pair: rows are reference classes A, columns predicted classes B.

    `expected` is P(B | A) in the reference, `observed` F(B | A): of the items with A in the reference,
    the share with B predicted; both NaN for classes A without an item. `p_values` are corrected
    (Bonferroni); they are NaN for such classes and on the diagonal, where nothing is tested. All are
    (classes, classes); `items` (classes,) are the items with A.
    """

    items: NDArray[np.int64]
    expected: Floats
    observed: Floats
    p_values: Floats
    over_represented: Booleans

    @property
    def partners(self) -> NDArray[np.int64]:
        """Return beside how many reference classes each class is named too often, (classes,)."""
        return np.asarray(self.over_represented.sum(axis=0))

    @property
    def uniformly_over_annotated(self) -> Booleans:
        """Return the classes with more than five partners, (classes,)."""
        return np.asarray(self.partners > MOST_PARTNERS)


@dataclass(frozen=True)
class Ribbons:
    """The ribbons of a chord plot, widest first; all arrays are (ribbons,).

    Each runs from a reference class to the class that is named too often beside it. `surplus` is the
    number of items beyond the expected; `distance` that of the two classes in the tree.
    """

    reference: Places
    predicted: Places
    surplus: Floats
    distance: Places


def over_annotation(reference: Booleans, predicted: Booleans, *, alpha: float = 0.01) -> OverAnnotation:
    """Test for all classes A and B whether B is predicted beside A more often than the reference has it.

    Both arguments are (items, classes). Of the items with A in the reference, those with B predicted
    are binomial with P(B | A) of the reference under the null hypothesis; p = P(X >= observed), times the
    number of classes, at most 1, is compared with `alpha`. Where the reference never has B beside A, a
    single prediction suffices. Raises ValueError when the shapes differ. Sullivan et al. 2018, Nature
    Biotechnology 36:820, Methods; their released analysis takes P(X > observed) instead, and the same
    alpha.
    """
    if reference.ndim != 2 or reference.shape != predicted.shape:
        raise ValueError(f"expected two arrays (items, classes), got {reference.shape} and {predicted.shape}")
    classes = reference.shape[1]
    given = reference.astype(np.float64)
    items = given.sum(axis=0).astype(np.int64)
    # (classes, classes): items with A and B, counted exactly in float64
    together = given.T @ given
    named = given.T @ predicted.astype(np.float64)
    has_items = items > 0
    shape = (classes, classes)
    column = np.broadcast_to(items[:, None], shape)
    where = np.broadcast_to(has_items[:, None], shape)
    expected = np.divide(together, column, where=where, out=np.full(shape, np.nan))
    observed = np.divide(named, column, where=where, out=np.full(shape, np.nan))
    is_tested = where & ~np.eye(classes, dtype=bool)
    p_values = np.full(shape, np.nan)
    tails = binom.sf(named[is_tested] - 1, column[is_tested], expected[is_tested])
    p_values[is_tested] = np.minimum(tails * classes, 1.0)
    return OverAnnotation(items, expected, observed, p_values, is_tested & (p_values < alpha))


def ribbons(result: OverAnnotation, distances: Places) -> Ribbons:
    """Return the over-represented pairs for a chord plot; `distances` (classes, classes) are the tree's."""
    row, column = np.nonzero(result.over_represented)
    surplus = (result.observed - result.expected)[row, column] * result.items[row]
    order = np.argsort(-surplus, kind="stable")
    row, column = row[order], column[order]
    return Ribbons(row, column, surplus[order], distances[row, column])
