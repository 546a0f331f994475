"""What one method is worth on one campaign."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from quorum.analysis.planner.measure import Trial
from quorum.domain.aggregators.interface import Booleans, Floats, Question
from quorum.domain.aggregators.registry import make_aggregator
from quorum.domain.bootstrap import Intervals, score_intervals
from quorum.domain.calibration import Reliability, reliability
from quorum.domain.metrics import macro_f1, micro_f1


@dataclass(frozen=True)
class Judgement:
    """F1 and calibration outside the hold-out, over the classes with reference positives.

    `seconds` is the time to fit and to decide.
    """

    method: str
    votes: int
    macro: float
    micro: float
    calibration: Reliability
    seconds: float
    intervals: Intervals | None = None


def judge_method(
    trial: Trial, method: str, votes_per_image: int, *, rng: np.random.Generator | None = None
) -> Judgement:
    """Aggregate the first votes of every image by a method of the registry; with `rng`, intervals too.

    F1 is that of `Trial.score`. Raises UserFault where the method does not take such votes.
    """
    votes = trial.votes.up_to(votes_per_image)
    question = Question(votes.classes, trial.maximum_choices)
    begun = time.perf_counter()
    fitted = make_aggregator(method, question).fit(votes, trial.reference)
    accepted = fitted.decide(votes).accepted
    seconds = time.perf_counter() - begun
    posterior = fitted.predict_proba(votes)
    return judge_labels(trial, method, votes_per_image, accepted, posterior, seconds=seconds, rng=rng)


def judge_labels(
    trial: Trial,
    method: str,
    votes_per_image: int,
    accepted: Booleans,
    posterior: Floats,
    *,
    seconds: float,
    rng: np.random.Generator | None = None,
) -> Judgement:
    """Judge accepted classes and their posteriors, (images, classes), whoever found them."""
    judged = ~trial.reference.known
    truth = trial.truth.labels[judged]
    classes = truth.any(axis=0)
    truth, said = truth[:, classes], accepted[judged][:, classes]
    return Judgement(
        method,
        votes_per_image,
        macro_f1(truth, said),
        micro_f1(truth, said),
        reliability(posterior[judged][:, classes], truth),
        seconds,
        score_intervals(truth, said, rng=rng) if rng is not None else None,
    )
