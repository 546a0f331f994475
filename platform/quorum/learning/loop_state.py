"""Where the loop of a task stands, for people: what is known, what is under way, and what it waits for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from quorum.learning.loop_facts import LoopFacts, RecipeFacts, loop_facts
from quorum.learning.models import Job, Loop, LoopRefusal, ModelVersion, Prediction
from quorum.learning.retries import REST, next_try
from quorum.projects.models import Task


class Wait(StrEnum):
    """What a loop can wait for. The first four take a person; the others end by themselves."""

    SWITCHED_OFF = "switched_off"
    REFUSED = "refused"
    JOB_FAILED = "job_failed"
    MODEL_NOT_PROMOTED = "model_not_promoted"
    FEATURES = "features"
    ANSWERS = "answers"
    TRAINING = "training"
    JUDGEMENT = "judgement"
    PREDICTIONS = "predictions"
    RETRY = "retry"


NEED_A_PERSON = frozenset({Wait.SWITCHED_OFF, Wait.REFUSED, Wait.JOB_FAILED, Wait.MODEL_NOT_PROMOTED})


@dataclass(frozen=True)
class Waiting:
    """One thing that the loop waits for: which, a sentence about it, and the job that it hangs on.

    `code` is that of the refusal or of the job's error, where there is one; `again_at` is when the loop tries
    again.
    """

    wait: Wait
    words: str
    code: str = ""
    job: UUID | None = None
    again_at: datetime | None = None

    @property
    def needs_a_person(self) -> bool:
        """Return whether it does not end by itself."""
        return self.wait in NEED_A_PERSON


@dataclass(frozen=True)
class ModelInLoop:
    """What the loop has of one of its recipes.

    `live` is the number of the live model for that use, `latest` that of the newest version of the recipe, and
    `state` the latter's; `predicted` subjects have the live one's word, asked for at `asked_at`.
    """

    recipe: str
    reads_crowd: bool
    live: int | None
    latest: int | None
    state: str
    predicted: int
    asked_at: datetime | None


@dataclass(frozen=True)
class LoopState:
    """Where a loop stands.

    Of its `subjects`, `measured` have features and `being_measured` wait for a worker. `answered` have an
    answer of the kind that the loop learns from, `learnable` of them features; `learnt_from` were learnable
    when the last table was frozen, None before the first. Networks learn again when `new` >= `train_after`.
    """

    is_on: bool
    subjects: int
    measured: int
    being_measured: int
    answered: int
    learnable: int
    learnt_from: int | None
    train_after: int
    models: tuple[ModelInLoop, ...]
    waits: tuple[Waiting, ...]

    @property
    def new(self) -> int:
        """Return how many subjects can be learnt from that no network has seen yet."""
        return max(self.learnable - (self.learnt_from or 0), 0)

    @property
    def needs_a_person(self) -> bool:
        """Return whether something does not go on by itself."""
        return any(one.needs_a_person for one in self.waits)


def loop_of(task: Task) -> Loop:
    """Return the loop of a task; one that is off and not stored, where nobody has set any."""
    found = Loop.objects.select_related("project", "task").filter(task=task).first()
    return found or Loop(task=task, project=task.project)


def state_of_loop(task: Task) -> LoopState:
    """Return where the loop of a task stands."""
    loop = loop_of(task)
    facts = loop_facts(loop)
    measuring, table = facts.measuring, facts.table
    return LoopState(
        is_on=loop.is_on,
        subjects=measuring.subjects,
        measured=measuring.measured,
        being_measured=measuring.claimed - measuring.measured,
        answered=facts.answered,
        learnable=facts.learnable,
        learnt_from=table.learnable if table is not None else None,
        train_after=loop.train_after,
        models=tuple(_model(one) for one in facts.recipes),
        waits=tuple(_waits(facts)),
    )


def _model(one: RecipeFacts) -> ModelInLoop:
    return ModelInLoop(
        recipe=one.recipe,
        reads_crowd=one.reads_crowd,
        live=one.live.number if one.live else None,
        latest=one.latest.number if one.latest else None,
        state=one.latest.state if one.latest else "",
        predicted=Prediction.objects.filter(model=one.live).count() if one.live else 0,
        asked_at=one.run.created_at if one.run else None,
    )


def _waits(facts: LoopFacts) -> Iterator[Waiting]:
    if not facts.loop.is_on:
        yield Waiting(Wait.SWITCHED_OFF, "The loop is switched off.")
        return
    for refusal in LoopRefusal.objects.filter(loop=facts.loop).order_by("step"):
        again_at = refusal.at + REST
        yield Waiting(Wait.REFUSED, refusal.message, code=refusal.code, again_at=again_at)
    for job in facts.measuring.jobs:
        yield from _stopped(job, "Measuring images")
    waiting = facts.measuring.subjects - facts.measuring.measured
    if waiting:
        yield Waiting(Wait.FEATURES, f"{waiting} images have no features yet.")
    for one in facts.recipes:
        yield from _waits_of(one)
    if not facts.is_training and facts.new < facts.loop.train_after:
        words = f"{facts.new} of {facts.loop.train_after} new images with an answer and features."
        yield Waiting(Wait.ANSWERS, words)


def _waits_of(one: RecipeFacts) -> Iterator[Waiting]:
    """Yield what one recipe waits for."""
    latest, work = one.latest, one.work
    if latest is not None and work is not None:
        name = f"{one.recipe} {latest.number}"
        yield from _stopped(work, f"Training {name}" if latest.holdout_job is None else f"Judging {name}")
        if one.is_training and latest.holdout_job is None:
            yield Waiting(Wait.TRAINING, f"{name} is being trained.", job=work.public_id)
        elif one.is_training:
            yield Waiting(Wait.JUDGEMENT, f"{name} answers the hold-out.", job=work.public_id)
        elif latest.state == ModelVersion.State.CANDIDATE:
            verdict = (latest.judgement or {}).get("verdict", "")
            words = f"{name} is not live: the gate says {verdict}. Somebody may promote it all the same."
            yield Waiting(Wait.MODEL_NOT_PROMOTED, words, code=verdict)
    if one.run is not None:
        yield from _stopped(one.run.job, f"Asking {one.recipe}")
        if one.is_asked:
            words = f"{one.recipe} is asked about {one.run.subjects} images."
            yield Waiting(Wait.PREDICTIONS, words, job=one.run.job.public_id)


def _stopped(job: Job, what: str) -> Iterator[Waiting]:
    """Yield what a job that did not end well waits for: another try, or a person."""
    if job.state == Job.State.CANCELLED:
        yield Waiting(Wait.JOB_FAILED, f"{what} was cancelled.", job=job.public_id)
    if job.state != Job.State.FAILED:
        return
    again_at, words = next_try(job), f"{what} failed: {job.error_message}"
    wait = Wait.JOB_FAILED if again_at is None else Wait.RETRY
    yield Waiting(wait, words, code=job.error_code, job=job.public_id, again_at=again_at)
