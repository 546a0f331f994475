"""Retiring subjects on which more votes cannot matter, and taking that back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from quorum.projects.models import Round
from quorum.selection import queue
from quorum.selection.orders import Queue
from quorum.selection.rounds import enqueue_subjects, lock_project

AT_ONCE = 500
"""Tallies held in one transaction; votes on them wait until it ends."""
REASON = "settled"

# Rounds, tallies and entries are locked in the order of the intake, and tallies in that of their ids. A subject
# with votes that nobody has looked at yet goes on.
_RETIRE = """
with settled as (
    select tally.id from classifications_subjectroundtask tally
      join unnest(%(subject)s::bigint[], %(n)s::int[]) as seen(subject_id, n)
        on tally.subject_id = seen.subject_id
     where tally.round_id = %(round)s and tally.task_id = %(task)s
       and tally.n = seen.n and tally.retired_at is null
     order by tally.id for no key update of tally)
update classifications_subjectroundtask tally
   set retired_at = now(), retirement_reason = %(reason)s
  from settled where tally.id = settled.id
returning tally.id, tally.subject_id
"""
_REOPEN = """
with settled as (
    select id from classifications_subjectroundtask
     where round_id = %(round)s and task_id = %(task)s and subject_id = any (%(subject)s::bigint[])
       and retirement_reason = %(reason)s
     order by id for no key update)
update classifications_subjectroundtask tally
   set retired_at = null, retirement_reason = ''
  from settled where tally.id = settled.id
returning tally.subject_id
"""


def settle(of: Queue, *, subject_ids: Sequence[int], n: Sequence[int]) -> list[int]:
    """Retire waiting subjects that still have `n` counted votes, a few at a time; return which were.

    Nothing once the round is closed. Tickets in hand stay good, but their votes are not counted.
    """
    settled: list[int] = []
    for start in range(0, len(subject_ids), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        settled += _settle_some(of, subject_ids[part], n[part])
    return settled


@transaction.atomic
def _settle_some(of: Queue, subject_ids: Sequence[int], n: Sequence[int]) -> list[int]:
    # As the intake does: whoever closes the round waits, and votes do not.
    with connection.cursor() as cursor:
        cursor.execute("select from projects_round where id = %s and state = 'open' for share", [of.round_id])
        if not cursor.rowcount:
            return []
        cursor.execute(_RETIRE, _named(of, subject_ids) | {"n": list(n)})
        rows = cursor.fetchall()
        cursor.execute(queue.REMOVE_RETIRED, [[tally_id for tally_id, _ in rows]])
    return [subject_id for _, subject_id in rows]


@transaction.atomic
def reopen(of: Queue, *, subject_ids: Sequence[int]) -> list[int]:
    """Let settled subjects collect votes again, from where theirs left them; return which do."""
    lock_project(of.project_id)
    if not Round.objects.filter(pk=of.round_id, state=Round.State.OPEN).exists():
        return []
    with connection.cursor() as cursor:
        cursor.execute(_REOPEN, _named(of, subject_ids))
        reopened = [subject_id for (subject_id,) in cursor.fetchall()]
    if reopened:
        enqueue_subjects(round_id=of.round_id, subject_ids=reopened)
    return reopened


def _named(of: Queue, subject_ids: Sequence[int]) -> dict[str, Any]:
    return {"round": of.round_id, "task": of.task_id, "subject": list(subject_ids), "reason": REASON}
