"""Discovery of rare classes: where positives of classes with few known ones are expected."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quorum.domain.acquisition.candidates import (
    USUAL_INDEPENDENT_VOTES,
    Candidates,
    Floats,
    Knowledge,
)
from quorum.domain.acquisition.strategy import NO_CLASS, Indices, Scores, StrategyInvalid


@dataclass(frozen=True)
class RareClasses:
    """The score is the expected number of positives found, weighed by how much their class needs them.

    A class's need is `wanted` / (`wanted` + its known positives + those expected of subjects ahead): each
    subject is counted for the class in which it promises most, and as a class's queue goes on the others come
    forward, so none starves. Known are the settled positives and waiting subjects with a posterior from
    `sure` on, which promise nothing more. A promise is the posterior times min(1, `independent_votes` /
    (n + 1)), so that subjects which votes could not settle sink.
    """

    wanted: float = 50.0
    sure: float = 0.9
    independent_votes: float = USUAL_INDEPENDENT_VOTES
    name: str = "rare-classes"
    needs_model: bool = False
    needs: tuple[Knowledge, ...] = ()

    def __post_init__(self) -> None:
        if not (self.wanted > 0 and 0 < self.sure <= 1 and self.independent_votes > 0):
            raise StrategyInvalid("Discovery needs positive numbers of positives and votes.")

    def scores(self, candidates: Candidates, rng: np.random.Generator) -> Scores:
        """Return what each subject promises, and for which class; -1 where it promises nothing."""
        is_sure = candidates.posterior >= self.sure
        settled = candidates.known_positives
        found = is_sure.sum(axis=0) + (0.0 if settled is None else settled)
        tempering = np.minimum(1.0, self.independent_votes / (candidates.n + 1))
        promise = np.where(is_sure, 0.0, candidates.posterior * tempering[:, None])
        leading = Scores.largest(promise * (self.wanted / (self.wanted + found)))
        own = promise[np.arange(candidates.subjects), leading.class_index]
        ahead = promised_ahead(own, leading.class_index)
        values = own * self.wanted / (self.wanted + found[leading.class_index] + ahead)
        return Scores(values, np.where(own > 0, leading.class_index, NO_CLASS))


def promised_ahead(promise: Floats, class_index: Indices) -> Floats:
    """Return what larger promises for the same class add up to, (subjects,); equal ones are not ahead."""
    order = np.lexsort((-promise, class_index))
    sorted_promise, sorted_class = promise[order], class_index[order]
    before = np.concatenate([[0.0], np.cumsum(sorted_promise)[:-1]])[: len(promise)]
    starts_class = np.diff(sorted_class, prepend=-1) != 0
    starts_tie = starts_class | (np.diff(sorted_promise, prepend=np.inf) != 0)
    ahead = np.empty(len(promise))
    ahead[order] = _since(before, starts_tie) - _since(before, starts_class)
    return np.maximum(ahead, 0.0)


def _since(values: Floats, starts: Indices) -> Floats:
    """Return for each place the value at the last start, itself included."""
    last = np.maximum.accumulate(np.where(starts, np.arange(len(values)), 0))
    return np.asarray(values[last])
