"""Joining votes with a model's word, as far as an expert hold-out says that it can be believed.

Compiles numeric code: for workers and commands, not for the web processes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quorum.domain.acquisition.candidates import TypicalVolunteer
from quorum.domain.aggregators.exclusive import ExclusiveSkillAggregator
from quorum.domain.aggregators.interface import Question, Reference
from quorum.domain.aggregators.skill import SkillAggregator
from quorum.domain.cutoffs import accepted_above
from quorum.domain.joined_evidence import Predictions
from quorum.domain.joined_skill import JoinedSkill
from quorum.domain.stopping import StoppingRule, Verdict, enough
from quorum.domain.votes import Votes
from quorum.learning.models import Arrangement, Loop, ModelVersion
from quorum.learning.subjects_known import SubjectsKnown
from quorum.projects.models import Task

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]
Counts = NDArray[np.int64]
Method = Arrangement.Method
HALF = 0.5


@dataclass(frozen=True)
class Joined:
    """What votes and model say together; rows as in what is known, arrays (subjects, classes).

    `cutoffs` of the posterior and `prevalence` are (classes,), `n` (subjects,) the votes that were joined.
    `model` is None where none was believed, `volunteer` where it was not measured what a vote is worth.
    """

    method: Arrangement.Method
    posterior: Floats
    accepted: Booleans
    cutoffs: Floats
    prevalence: Floats
    n: Counts
    verdict: Verdict
    model: ModelVersion | None = None
    volunteer: TypicalVolunteer | None = None


def join(known: SubjectsKnown, loop: Loop) -> Joined:
    """Return the joined posterior; that of votes alone without a hold-out, and nothing with neither.

    How far a model and the volunteers can be believed is measured on the experts' cutoff hold-out, so that
    without one no model is believed, and nobody stops early. Questions with one answer of several are not
    joined either. Raises RuleInvalid for a loop that wants more votes than the task allows.
    """
    reference, is_exclusive = known.reference, _is_exclusive(known.task)
    if reference is not None and not reference.novel.all() and not is_exclusive:
        return _by_holdout(known, loop, reference)
    if len(known.votes):
        return _by_votes(known)
    nothing = np.zeros((known.subjects, len(known.codes)))
    return _unruled(known, Method.RANDOM, nothing, nothing.astype(bool))


def _by_holdout(known: SubjectsKnown, loop: Loop, reference: Reference) -> Joined:
    votes, predictions = known.votes, known.predictions
    question = Question(len(known.codes), known.task.maximum_choices)
    fitted = JoinedSkill(question).fit(votes, predictions, reference)
    posterior, n = fitted.predict_proba(votes, predictions), _votes_on(votes)
    hit, slip = fitted.vote_rates
    cutoffs = np.clip(fitted.cutoffs, 0.0, 1.0)
    rule = StoppingRule(
        cutoffs,
        fitted.power,
        tolerated=loop.tolerated,
        minimum_votes=loop.minimum_votes,
        maximum_votes=known.task.maximum_votes,
    )
    return Joined(
        method=Method.JOINED,
        posterior=posterior,
        accepted=accepted_above(posterior, fitted.cutoffs),
        cutoffs=cutoffs,
        prevalence=np.nan_to_num(reference.frequencies, nan=0.0),
        n=n,
        verdict=enough(posterior, n, rule),
        model=known.model if is_measured(predictions, reference) else None,
        volunteer=TypicalVolunteer(hit, slip, independent_votes=float(np.median(fitted.power.independent))),
    )


def is_measured(predictions: Predictions, reference: Reference) -> bool:
    """Say whether it can be told from the hold-out how far predictions are to be believed."""
    return bool((reference.known & predictions.known).any())


def _by_votes(known: SubjectsKnown) -> Joined:
    """Return what the volunteers' votes say by their skill, as they agree with each other."""
    question = Question(len(known.codes), known.task.maximum_choices)
    make = ExclusiveSkillAggregator if _is_exclusive(known.task) else SkillAggregator
    fitted = make(question).fit(known.votes)
    posterior, accepted = fitted.predict_proba(known.votes), fitted.decide(known.votes).accepted
    # A prior alone answers nothing.
    answered = _votes_on(known.votes) > 0
    return _unruled(known, Method.VOTES, posterior, accepted & answered[:, None])


def _unruled(known: SubjectsKnown, method: Arrangement.Method, posterior: Floats, accepted: Booleans) -> Joined:
    """Return a posterior without a rule of when votes are enough."""
    nobody = Verdict(
        enough=np.zeros(len(posterior), bool),
        open_classes=np.zeros(posterior.shape, bool),
        removable=np.zeros(posterior.shape),
    )
    classes = posterior.shape[1]
    prevalence = posterior.mean(axis=0) if len(posterior) else np.zeros(classes)
    cutoffs = np.full(classes, HALF)
    return Joined(method, posterior, accepted, cutoffs, prevalence, _votes_on(known.votes), nobody)


def _is_exclusive(task: Task) -> bool:
    """Return whether one of several classes is to be named; a yes or no stands alone."""
    return task.maximum_choices == 1 and task.kind != task.Kind.YES_NO


def _votes_on(votes: Votes) -> Counts:
    return np.bincount(votes.subject, minlength=votes.subjects).astype(np.int64)
