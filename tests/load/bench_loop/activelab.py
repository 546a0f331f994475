"""ActiveLab as a peer: cleanlab's scores per class on few images, for they take minutes on many."""

from __future__ import annotations

import contextlib
import io
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from quorum.domain.votes import chosen_classes
from tests.load.bench_loop.rounds import Standing

Floats = NDArray[np.float64]


def is_installed() -> bool:
    """Return whether cleanlab and pandas are there."""
    return all(find_spec(name) is not None for name in ("cleanlab", "pandas"))


def by_activelab(standing: Standing, rng: np.random.Generator) -> Floats:
    """Serve the images with the lowest ActiveLab score first: the mean over classes of a yes-no question each.

    ActiveLab knows questions with one answer only (Goh & Mueller 2023, arXiv:2301.11856). It is given the same
    votes and the network's probabilities; classes that nobody has named are left out.
    """
    import pandas as pd
    from cleanlab.multiannotator import get_active_learning_scores

    votes, probabilities = standing.votes, standing.predictions.probabilities
    chosen = chosen_classes(votes).astype(float)
    people, column = np.unique(votes.volunteer, return_inverse=True)
    total = np.zeros(votes.subjects)
    for index in np.flatnonzero(chosen.any(axis=0)):
        answers = np.full((votes.subjects, len(people)), np.nan)
        answers[votes.subject, column] = chosen[:, index]
        p = probabilities[:, index]
        with contextlib.redirect_stdout(io.StringIO()):
            scores, _ = get_active_learning_scores(pd.DataFrame(answers), np.stack([1.0 - p, p], axis=1))
        total += scores
    return -total + 1e-9 * rng.random(len(total))
