"""Which fold of a cross-validation asks each subject of a training table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from quorum.domain.requests import TrainingRequest
from quorum.domain.stratification import share_out
from quorum.learning.field_rows import Indices

FOLDS: int = TrainingRequest.folds
SEED = 2018


def folds_by_sample(
    samples: Sequence[str], labels: Sequence[Indices | None], *, classes: int
) -> list[int] | None:
    """Return the fold of each subject, whole samples in one, classes in proportion; always the same ones.

    None where there are fewer samples than folds.
    """
    names, group = np.unique(np.array(samples, np.str_), return_inverse=True)
    if len(names) < FOLDS:
        return None
    # Labelled subjects are a stratum of their own: a fold without any could not be scored.
    facts = np.zeros((len(samples), classes + 2), np.int64)
    facts[:, -1] = 1
    for row, label in enumerate(labels):
        if label is not None:
            facts[row, [*label, classes]] = 1
    strata = np.zeros((len(names), classes + 2), np.int64)
    np.add.at(strata, group, facts)
    part = share_out(strata, np.full(FOLDS, 1 / FOLDS), np.random.default_rng(SEED))
    return [int(number) for number in part[group]]
