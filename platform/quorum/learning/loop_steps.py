"""Taking the next steps of loops: measure, freeze, train, ask. Each beat takes those that are due."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from django.db import connection

from quorum.domain.errors import QuorumError
from quorum.learning.errors import NothingToMeasure
from quorum.learning.features import measure_subjects
from quorum.learning.jobs import retry_job
from quorum.learning.loop_facts import LoopFacts, MeasuringFacts, RecipeFacts, loop_facts, measuring_facts
from quorum.learning.models import Job, Loop, LoopRefusal, TrainingTable
from quorum.learning.predictions import ask_model
from quorum.learning.retries import REST, next_try
from quorum.learning.tables import freeze_table
from quorum.learning.versions import train_model
from quorum.projects.models import Project

EXTRACTIONS_AHEAD = 2
"""So many wait for a worker, so that none waits for them: however many workers there are."""
GROWN = 1.1
"""The live models are asked again once so many times as many subjects have features."""
Step = LoopRefusal.Step
logger = logging.getLogger(__name__)


def advance_loops(*, now: datetime) -> int:
    """Take the steps that are due in every loop that is on; return how many loops these are.

    Of several processes at once, one takes the steps of a project and the others leave it alone.
    """
    loops = list(Loop.objects.filter(is_on=True).select_related("project", "task").order_by("project", "pk"))
    for project in {loop.project_id: loop.project for loop in loops}.values():
        with _held(project) as mine:
            if mine:
                own = [loop for loop in loops if loop.project_id == project.pk]
                _advance(project, own, now)
    return len(loops)


@contextmanager
def _held(project: Project) -> Iterator[bool]:
    """Hold a project's loops for this database session; PostgreSQL lets go when the process dies."""
    name = f"quorum.loops.{project.pk}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        [mine] = cursor.fetchone()
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])


def _advance(project: Project, loops: list[Loop], now: datetime) -> None:
    measuring = measuring_facts(project)
    _try_again(measuring.jobs, now)
    _take(loops[0], Step.MEASURE, now, partial(_measure, project, measuring))
    for loop in loops:
        facts = loop_facts(loop)
        _try_again([job for one in facts.recipes for job in one.jobs], now)
        _take(loop, Step.LEARN, now, partial(_learn, facts))
        _take(loop, Step.ASK, now, partial(_ask, facts))


def _take(loop: Loop, step: LoopRefusal.Step, now: datetime, act: Callable[[], None]) -> None:
    """Take a step, and note what it was refused for; one that was refused lately rests."""
    refusal = LoopRefusal.objects.filter(loop=loop, step=step).first()
    if refusal is not None and now - refusal.at < REST and refusal.at > loop.changed_at:
        return
    try:
        act()
    except QuorumError as error:
        _note(loop, step, now, error.code, error.message)
    except Exception as error:
        # The other loops must not wait for this one.
        logger.exception("The step %s of %s cannot be taken.", step, loop)
        _note(loop, step, now, "internal_error", f"{type(error).__name__}: {error}")
    else:
        if refusal is not None:
            refusal.delete()


def _note(loop: Loop, step: LoopRefusal.Step, now: datetime, code: str, message: str) -> None:
    told = {"code": code, "message": message, "at": now}
    LoopRefusal.objects.update_or_create(loop=loop, step=step, defaults=told)


def _try_again(jobs: Iterable[Job], now: datetime) -> None:
    for job in jobs:
        due = next_try(job)
        if due is not None and due <= now:
            retry_job(job=job, by=None)


def _measure(project: Project, facts: MeasuringFacts) -> None:
    if facts.claimed == facts.subjects or facts.waiting >= EXTRACTIONS_AHEAD:
        return
    try:
        measure_subjects(project=project, by=None)
    except NothingToMeasure:
        # Somebody else was quicker.
        return


def _learn(facts: LoopFacts) -> None:
    """Freeze a table once enough is new, and train each recipe that has not learnt from the last one."""
    loop, table = facts.loop, facts.table
    if facts.is_training:
        return
    if facts.new >= max(loop.train_after, 1):
        targets = TrainingTable.Targets(loop.targets)
        table = freeze_table(task=loop.task, targets=targets, by=None, source=loop.source, measured_only=True)
        # The same table for more subjects than it was made for: what is new is reserved, or of no use.
        if table.learnable != facts.learnable:
            table.learnable = facts.learnable
            table.save(update_fields=["learnable"])
    for one in facts.recipes:
        if table is not None and (one.latest is None or one.latest.table_id != table.pk):
            train_model(table=table, recipe=one.recipe, by=None)


def _ask(facts: LoopFacts) -> None:
    for one in facts.recipes:
        if one.live is not None and not one.is_asked and _has_more_to_say(one, facts):
            ask_model(model=one.live, by=None, source=facts.loop.source)


def _has_more_to_say(one: RecipeFacts, facts: LoopFacts) -> bool:
    """Say whether asking a live model again is worth it: it is new, or much has come in since."""
    if one.run is None:
        return True
    if one.run.job.state != Job.State.DONE:
        return False
    measured, before = facts.measuring.measured, one.run.measured
    finished = measured > before and not facts.measuring.under_way
    grown = measured > before * GROWN
    return finished or grown or (one.reads_crowd and facts.votes - one.run.votes >= facts.loop.arrange_after)
