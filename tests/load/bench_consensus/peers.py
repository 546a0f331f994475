"""crowd-kit and scipy doing the same work, used as their users would."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from crowdkit.aggregation import DawidSkene, MajorityVote
from scipy.stats import hypergeom
from tqdm import tqdm

from quorum.domain.aggregators.interface import Booleans, Floats, Question
from quorum.domain.votes import Tally, Votes, chosen_classes


@dataclass(frozen=True)
class CrowdKitRun:
    """One call of `fit` per class, each class asked as a yes-or-no question.

    `seconds` is the time of the calls alone, `framing` that of making their data frames; `accepted` and
    `posterior` are (subjects, classes).
    """

    seconds: float
    framing: float
    accepted: Booleans
    posterior: Floats


@dataclass(frozen=True)
class CrowdKit:
    """crowd-kit on the votes that `draw` gives; each method runs once, when it is first asked for."""

    draw: Callable[[], Votes]

    @cached_property
    def majority(self) -> CrowdKitRun:
        """Return the majority vote per class."""
        return fit_per_class(self.draw(), MajorityVote)

    @cached_property
    def dawid_skene(self) -> CrowdKitRun:
        """Return Dawid-Skene per class, with crowd-kit's own settings."""
        return fit_per_class(self.draw(), DawidSkene)

    @cached_property
    def majority_of_labels(self) -> float:
        """Return the seconds of one majority vote over all chosen labels, which names one label per task.

        It is cheaper than a question per class, and answers another one: the most chosen label.
        """
        votes = self.draw()
        row, label = np.nonzero(chosen_classes(votes))
        frame = pd.DataFrame({"task": votes.subject[row], "worker": votes.volunteer[row], "label": label})
        return _fit(MajorityVote, frame)[1]


def fit_per_class(votes: Votes, method: type[MajorityVote] | type[DawidSkene]) -> CrowdKitRun:
    """Run one of crowd-kit's methods on every class."""
    accepted = np.zeros((votes.subjects, votes.classes), bool)
    posterior = np.zeros((votes.subjects, votes.classes))
    begun, fitting = time.perf_counter(), 0.0
    frames = tqdm(frame_per_class(votes), method.__name__, votes.classes, leave=False, disable=None)
    for index, frame in enumerate(frames):
        fitted, seconds = _fit(method, frame)
        fitting += seconds
        tasks = range(votes.subjects)
        posterior[:, index] = fitted.probas_.reindex(index=tasks, columns=[0, 1], fill_value=0.0)[1]
        accepted[:, index] = fitted.labels_.reindex(tasks) == 1
    return CrowdKitRun(fitting, time.perf_counter() - begun - fitting, accepted, posterior)


def frame_per_class(votes: Votes) -> Iterator[pd.DataFrame]:
    """Yield `task, worker, label` of every class, the label being 1 where the worker chose it, else 0."""
    for index in range(votes.classes):
        label = (votes.chosen[:, index // 64] >> np.uint64(index % 64) & np.uint64(1)).astype(np.int64)
        yield pd.DataFrame({"task": votes.subject, "worker": votes.volunteer, "label": label})


def _fit(
    method: type[MajorityVote] | type[DawidSkene], frame: pd.DataFrame
) -> tuple[MajorityVote | DawidSkene, float]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # crowd-kit uses what pandas has deprecated
        begun = time.perf_counter()
        fitted = method().fit(frame)
        return fitted, time.perf_counter() - begun


def scipy_p_values(tally: Tally, question: Question) -> Floats:
    """Return P(X >= k) of every subject and class by one vectorised call, (subjects, classes)."""
    n = tally.n.astype(np.int64)[:, None]
    p: Floats = hypergeom.sf(tally.counts - 1, question.classes * n, n, question.maximum_choices * n)
    return p


def scipy_table(question: Question, n_max: int) -> Floats:
    """Return the table p[n, k] for n up to `n_max` made by scipy, 1 where n is 0."""
    n, k = np.meshgrid(np.arange(n_max + 1), np.arange(n_max + 1), indexing="ij")
    table = np.where(k > n, 0.0, hypergeom.sf(k - 1, question.classes * n, n, question.maximum_choices * n))
    table[0, 0] = 1.0
    return table
