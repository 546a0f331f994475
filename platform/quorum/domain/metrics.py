"""Scores of multi-label answers with named denominators, and the cutoffs that maximise F1."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Booleans = NDArray[np.bool_]
Floats = NDArray[np.float64]


def _check_shapes(reference: NDArray[np.generic], other: NDArray[np.generic]) -> None:
    if reference.ndim != 2 or reference.shape != other.shape:
        raise ValueError(
            f"expected two arrays of one shape (items, classes), got {reference.shape} and {other.shape}"
        )


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0)


def f1_from_counts(true_positives: Floats, reference_positives: Floats, predicted_positives: Floats) -> Floats:
    """Return 2 TP / (reference positives + predicted positives), 0 / 0 as 0; all arrays of one shape."""
    return _ratio(2.0 * true_positives, reference_positives + predicted_positives)


def f1_per_class(reference: Booleans, predicted: Booleans) -> Floats:
    """Return F1 = 2 TP / (reference positives + predicted positives) of each class, (classes,).

    Both arguments are (items, classes). A class without any positive on either side scores 0; whether it
    counts is for the caller to say (`macro_f1` leaves it out). Raises ValueError when the shapes differ.
    """
    _check_shapes(reference, predicted)
    reference, predicted = reference.astype(bool), predicted.astype(bool)
    true_positives = (reference & predicted).sum(axis=0, dtype=np.float64)
    return f1_from_counts(
        true_positives, reference.sum(axis=0, dtype=np.float64), predicted.sum(axis=0, dtype=np.float64)
    )


def macro_f1(reference: Booleans, predicted: Booleans) -> float:
    """Return the mean F1 over the classes with at least one reference positive.

    Classes that the reference never shows are left out of the mean, also when they are predicted. Raises
    ValueError when the shapes differ or no class has a reference positive.
    """
    scores = f1_per_class(reference, predicted)
    present = reference.astype(bool).any(axis=0)
    if not present.any():
        raise ValueError("macro F1 is undefined: the reference has no positive in any class")
    return float(scores[present].mean())


def micro_f1(reference: Booleans, predicted: Booleans) -> float:
    """Return F1 over all (item, class) pairs pooled; 0 when neither side has a positive.

    Raises ValueError when the shapes differ.
    """
    _check_shapes(reference, predicted)
    reference, predicted = reference.astype(bool), predicted.astype(bool)
    total = float(reference.sum() + predicted.sum())
    return 2.0 * float((reference & predicted).sum()) / total if total else 0.0


def best_f1_cutoffs(reference: Booleans, scores: Floats) -> Floats:
    """Return for each class the cutoff at which `score >= cutoff` has the highest F1, (classes,).

    Both arguments are (items, classes). Candidates are the scores themselves, but never -inf, the score of
    what cannot be predicted; of equal F1 the highest cutoff wins. A class without reference positives among
    the items that can be predicted gets infinity: it is never predicted. Raises ValueError when shapes differ.
    """
    _check_shapes(reference, scores)
    items, classes = scores.shape
    cutoffs = np.full(classes, np.inf)
    for column in range(classes):
        truth = reference[:, column].astype(bool)
        if not (truth & (scores[:, column] > -np.inf)).any():
            continue
        order = np.argsort(-scores[:, column], kind="stable")
        ranked = scores[order, column]
        hits = np.cumsum(truth[order], dtype=np.float64)
        f1 = 2.0 * hits / (truth.sum() + np.arange(1, items + 1))
        # Equal scores are taken or left together: only the last of a run is a real cutoff.
        last_of_run = np.append(ranked[1:] != ranked[:-1], True)
        cutoffs[column] = ranked[np.argmax(np.where(last_of_run & (ranked > -np.inf), f1, -1.0))]
    return cutoffs


@dataclass(frozen=True)
class Overall:
    """One figure each for all classes.

    Macro is the mean over the classes with at least one reference positive; micro pools all (item,
    class) pairs. `hamming_loss` is the share of pairs answered wrongly; `mean_jaccard` the mean over
    items of |both| / |either|, 1 where both sides are empty. 0 / 0 counts as 0 everywhere else.
    """

    macro_precision: float
    macro_recall: float
    macro_f1: float
    micro_precision: float
    micro_recall: float
    micro_f1: float
    hamming_loss: float
    mean_jaccard: float


@dataclass(frozen=True)
class Scores:
    """How well predicted label sets match the reference; all arrays are (classes,).

    `reference_positives` and `predicted_positives` are numbers of items. A class never predicted has
    precision 0, one that the reference never shows recall 0; `has_reference` marks the classes that the
    macro figures are the mean of.
    """

    items: int
    reference_positives: Floats
    predicted_positives: Floats
    precision: Floats
    recall: Floats
    f1: Floats
    overall: Overall

    @property
    def has_reference(self) -> Booleans:
        """Return which classes have at least one reference positive, (classes,)."""
        return np.asarray(self.reference_positives > 0)


def score(reference: Booleans, predicted: Booleans) -> Scores:
    """Return the scores of `predicted` against `reference`, both (items, classes).

    Raises ValueError when the shapes differ or no class has a reference positive.
    """
    _check_shapes(reference, predicted)
    reference, predicted = reference.astype(bool), predicted.astype(bool)
    hits = (reference & predicted).sum(axis=0, dtype=np.float64)
    expected = reference.sum(axis=0, dtype=np.float64)
    answered = predicted.sum(axis=0, dtype=np.float64)
    if not expected.any():
        raise ValueError("macro scores are undefined: the reference has no positive in any class")
    items = len(reference)
    jaccard = jaccard_per_item(reference, predicted).mean()
    return Scores(
        items=items,
        reference_positives=expected,
        predicted_positives=answered,
        precision=_ratio(hits, answered),
        recall=_ratio(hits, expected),
        f1=f1_from_counts(hits, expected, answered),
        overall=Overall(*overall_from_counts(hits, expected, answered, jaccard, items).tolist()),
    )


def jaccard_per_item(reference: Booleans, predicted: Booleans) -> Floats:
    """Return |both| / |either| of each item, (items,); 1 where both sides are empty."""
    both = (reference & predicted).sum(axis=1, dtype=np.float64)
    either = (reference | predicted).sum(axis=1, dtype=np.float64)
    ratios: Floats = np.ones(either.shape)
    np.divide(both, either, out=ratios, where=either > 0)
    return ratios


def overall_from_counts(
    hits: Floats, expected: Floats, answered: Floats, mean_jaccard: Floats | float, items: int
) -> Floats:
    """Return the figures of `Overall` in their order, (..., 8), from counts (..., classes).

    `hits` are true positives, `expected` reference positives, `answered` predicted positives. Macro figures are
    NaN where no class has a reference positive.
    """
    present = expected > 0
    classes_present = present.sum(axis=-1, dtype=np.float64)
    pooled_hits, pooled_expected, pooled_answered = (part.sum(axis=-1) for part in (hits, expected, answered))

    def macro(values: Floats) -> Floats:
        sums = np.where(present, values, 0.0).sum(axis=-1)
        means: Floats = np.full(np.shape(sums), np.nan)
        np.divide(sums, classes_present, out=means, where=classes_present > 0)
        return means

    figures: Floats = np.stack(
        [
            macro(_ratio(hits, answered)),
            macro(_ratio(hits, expected)),
            macro(f1_from_counts(hits, expected, answered)),
            _ratio(pooled_hits, pooled_answered),
            _ratio(pooled_hits, pooled_expected),
            f1_from_counts(pooled_hits, pooled_expected, pooled_answered),
            (pooled_expected + pooled_answered - 2.0 * pooled_hits) / (items * hits.shape[-1]),
            np.broadcast_to(mean_jaccard, pooled_hits.shape),
        ],
        axis=-1,
    )
    return figures
