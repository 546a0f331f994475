"""Opening and closing rounds, and keeping their queues in step with the subjects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from quorum.accounts.models import User
from quorum.audit.services import record
from quorum.projects.models import Project, Round, WorkflowVersion
from quorum.selection import queue
from quorum.selection.errors import RoundOpen
from quorum.selection.models import QueueEntry, QueueOrder
from quorum.selection.strategies import RANDOM, Strategy

# So many new entries make PostgreSQL's idea of the queue worthless: it would sort all of it at every
# pick (34 s at 300,000 subjects) until it looks again by itself, a minute later.
ANALYSED_FROM = 1000


@transaction.atomic
def open_round(*, workflow_version: WorkflowVersion, actor: User | None) -> Round:
    """Open the next round of a workflow version over all active subjects of its project.

    Makes the round's partitions for classifications, its tallies and its queue. Raises RoundOpen
    while another round of the project is open.
    """
    project_id = workflow_version.project_id
    lock_project(project_id)
    if Round.objects.filter(project_id=project_id, state=Round.State.OPEN).exists():
        raise RoundOpen("Close the open round first.")
    latest = workflow_version.round_set.order_by("-number").first()
    opened = Round.objects.create(
        project_id=project_id,
        workflow_version=workflow_version,
        number=latest.number + 1 if latest else 1,
    )
    with connection.cursor() as cursor:
        cursor.execute("select create_classification_partition(%s)", [opened.pk])
    enqueue_subjects(round_id=opened.pk)
    record("round.opened", opened, actor=actor, number=opened.number)
    return opened


@transaction.atomic
def close_round(*, round_id: int, actor: User | None) -> Round:
    """Close a round: nothing more is served from it, and answers still under way are kept uncounted."""
    # The intake holds the row in share mode while it counts, so this waits for the commit under way.
    closed = Round.objects.select_for_update().get(pk=round_id)
    if closed.state == Round.State.CLOSED:
        return closed
    closed.state = Round.State.CLOSED
    closed.closed_at = timezone.now()
    closed.save(update_fields=["state", "closed_at"])
    # First the order: whoever writes entries holds it, and finds it gone afterwards.
    QueueOrder.objects.filter(round=closed).delete()
    QueueEntry.objects.filter(round=closed).delete()
    record("round.closed", closed, actor=actor, number=closed.number)
    return closed


@transaction.atomic
def enqueue_subjects(
    *, round_id: int, subject_ids: Sequence[int] | None = None, strategy: Strategy = RANDOM
) -> int:
    """Give active subjects (all of the project, when None) their tallies and a place in the queue.

    Returns the number of new places; subjects that have one, or are retired, are left alone.
    """
    ids = None if subject_ids is None else list(subject_ids)
    with connection.cursor() as cursor:
        cursor.execute(queue.ADD_TALLIES, [round_id, ids, ids])
        cursor.execute(queue.REINSTATE_TALLIES, [round_id, ids])
        cursor.execute(queue.RETIRE_KNOWN, [round_id, ids, ids])
        add_entries = queue.ADD_ENTRIES.format(position=strategy.position_sql)
        cursor.execute(add_entries, [strategy.name, round_id, ids, ids])
        added = int(cursor.rowcount)
        if added >= ANALYSED_FROM:
            cursor.execute(queue.ANALYSE)
    return added


@transaction.atomic
def enqueue_added(*, project_id: int, subject_ids: Sequence[int], **_: Any) -> None:
    """Queue subjects in the open round of their project, if there is one.

    Receives subjects_added, and known_answers_removed: the subject collects votes again.
    """
    lock_project(project_id)
    for round_ in Round.objects.filter(project_id=project_id, state=Round.State.OPEN):
        enqueue_subjects(round_id=round_.pk, subject_ids=subject_ids)


@transaction.atomic
def dequeue_withdrawn(*, project_id: int, subject_ids: Sequence[int], **_: Any) -> None:
    """Retire withdrawn subjects from every queue; receives subjects_withdrawn."""
    ids = list(subject_ids)
    lock_project(project_id)
    with connection.cursor() as cursor:
        cursor.execute(queue.RETIRE_WITHDRAWN, [ids])
        cursor.execute(queue.REMOVE_SUBJECTS, [ids])


@transaction.atomic
def dequeue_known(*, project_id: int, subject_ids: Sequence[int], **_: Any) -> None:
    """Take subjects whose answer is known now out of every queue; receives known_answers_added."""
    ids = list(subject_ids)
    lock_project(project_id)
    with connection.cursor() as cursor:
        for round_ in Round.objects.filter(project_id=project_id, state=Round.State.OPEN):
            cursor.execute(queue.RETIRE_KNOWN, [round_.pk, ids, ids])
        cursor.execute(queue.REMOVE_SUBJECTS, [ids])


def lock_project(project_id: int) -> None:
    """Let a round that opens, subjects that come or go, and a new order of a queue see one another."""
    Project.objects.select_for_update(no_key=True).get(pk=project_id)
