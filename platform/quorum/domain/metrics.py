"""F1 of multi-label answers with named denominators, and the cutoffs that maximise it."""

import numpy as np
from numpy.typing import NDArray

Booleans = NDArray[np.bool_]
Floats = NDArray[np.float64]


def _check_shapes(reference: NDArray[np.generic], other: NDArray[np.generic]) -> None:
    if reference.ndim != 2 or reference.shape != other.shape:
        raise ValueError(
            f"expected two arrays of one shape (items, classes), got {reference.shape} and {other.shape}"
        )


def _f1(true_positives: Floats, reference_positives: Floats, predicted_positives: Floats) -> Floats:
    total = reference_positives + predicted_positives
    return np.divide(2.0 * true_positives, total, out=np.zeros_like(total), where=total > 0)


def f1_per_class(reference: Booleans, predicted: Booleans) -> Floats:
    """Return F1 = 2 TP / (reference positives + predicted positives) of each class, (classes,).

    Both arguments are (items, classes). A class without any positive on either side scores 0; whether it
    counts is for the caller to say (`macro_f1` leaves it out). Raises ValueError when the shapes differ.
    """
    _check_shapes(reference, predicted)
    reference, predicted = reference.astype(bool), predicted.astype(bool)
    true_positives = (reference & predicted).sum(axis=0, dtype=np.float64)
    return _f1(true_positives, reference.sum(axis=0, dtype=np.float64), predicted.sum(axis=0, dtype=np.float64))


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

    Both arguments are (items, classes). Candidates are the scores themselves; of equal F1 the highest cutoff
    wins. A class without reference positives gets infinity: it is never predicted. Raises ValueError when
    shapes differ.
    """
    _check_shapes(reference, scores)
    items, classes = scores.shape
    cutoffs = np.full(classes, np.inf)
    for column in range(classes):
        truth = reference[:, column].astype(bool)
        if not truth.any():
            continue
        order = np.argsort(-scores[:, column], kind="stable")
        ranked = scores[order, column]
        hits = np.cumsum(truth[order], dtype=np.float64)
        f1 = 2.0 * hits / (truth.sum() + np.arange(1, items + 1))
        # Equal scores are taken or left together: only the last of a run is a real cutoff.
        last_of_run = np.append(ranked[1:] != ranked[:-1], True)
        cutoffs[column] = ranked[np.argmax(np.where(last_of_run, f1, -1.0))]
    return cutoffs
