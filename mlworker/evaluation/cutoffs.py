"""From probabilities to named classes: cutoffs tuned on fields that are not scored."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from mlworker.datasets.dataset import Fields, Rows
from mlworker.evaluation.crossvalidation import CrossValidation, EvaluationRefused
from quorum.domain.metrics import best_f1_cutoffs

Booleans = NDArray[np.bool_]
Floats = NDArray[np.float64]


class Protocol(StrEnum):
    """Where cutoffs come from.

    `FIRST_FOLD` tunes them on the first test fold and scores the others (Sullivan et al. 2018, Methods);
    `NESTED` tunes those of each fold on its validation fields and scores all folds.
    """

    FIRST_FOLD = "first_fold"
    NESTED = "nested"


@dataclass(frozen=True)
class Decisions:
    """What is named of each field, booleans (fields, classes), and which folds are scored.

    `cutoffs` (folds, classes) are the probabilities from which on a class is named, infinity where it never
    is. A field without cells is never given any class.
    """

    protocol: Protocol
    scored: tuple[int, ...]
    cutoffs: Floats
    named: Booleans


def decide(found: CrossValidation, fields: Fields, protocol: Protocol = Protocol.FIRST_FOLD) -> Decisions:
    """Return decisions at the cutoffs of highest F1, a class without positives to tune on never named.

    Raises EvaluationRefused with the code `nothing_to_tune_on` where no class has positives to tune on.
    """
    scores = scores_of(found.probabilities)
    if protocol is Protocol.FIRST_FOLD:
        first = found.folds.parts[0].test
        cutoffs = np.tile(_tuned(fields, first, found.probabilities[first], 0), (len(found.folds), 1))
        scored = tuple(range(1, len(found.folds)))
    else:
        parts = zip(found.folds.parts, found.validation, strict=True)
        cutoffs = np.array(
            [
                _tuned(fields, fold.validation, probabilities, number)
                for number, (fold, probabilities) in enumerate(parts)
            ]
        )
        scored = tuple(range(len(found.folds)))
    return Decisions(protocol, scored, cutoffs, scores >= cutoffs[found.folds.of_field])


def scores_of(probabilities: Floats) -> Floats:
    """Return probabilities with -inf for fields without cells: they come last, and no cutoff takes them."""
    return np.where(np.isnan(probabilities), -np.inf, probabilities)


def _tuned(fields: Fields, rows: Rows, probabilities: Floats, fold: int) -> Floats:
    labelled = fields.labelled[rows]
    labels = fields.labels[rows[labelled]]
    if not labels.any():
        raise EvaluationRefused(
            f"Fold {fold} has no labels to tune cutoffs on.", code="nothing_to_tune_on", fold=fold
        )
    return best_f1_cutoffs(labels, scores_of(probabilities[labelled]))
