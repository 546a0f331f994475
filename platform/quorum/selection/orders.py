"""Putting a queue in a new order, while it is served and votes are counted.

The new order is written beside the one in force, as another generation of entries, and comes into force by one
row. Whatever happens before that, the old order is served. Nobody who serves or counts waits for any of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum

from quorum.classifications.models import SubjectRoundTask
from quorum.classifications.services import VOLUNTEERS_LOCK
from quorum.projects.models import Round
from quorum.selection import queue
from quorum.selection.errors import NoRoundOpen, OrderOvertaken
from quorum.selection.models import QueueOrder
from quorum.selection.rounds import ANALYSED_FROM, lock_project

AT_ONCE = 5000
"""Entries written or removed in one short transaction."""

_WRITE = """
insert into selection_queueentry
       (project_id, round_id, task_id, subject_id, generation, position, strategy, model_version_id, blind, why)
select tally.project_id, tally.round_id, tally.task_id, tally.subject_id, %(generation)s,
       new.place / %(places)s::float8, new.strategy, new.model_version_id, new.blind, new.why
  from unnest(%(subject)s::bigint[], %(place)s::float8[], %(strategy)s::text[], %(model)s::bigint[],
              %(blind)s::bool[], %(why)s::text[])
       as new(subject_id, place, strategy, model_version_id, blind, why)
  join classifications_subjectroundtask tally
    on tally.round_id = %(round)s and tally.task_id = %(task)s and tally.subject_id = new.subject_id
 where tally.retired_at is null
on conflict (round_id, task_id, subject_id, generation) do update
   set position = excluded.position, strategy = excluded.strategy, blind = excluded.blind,
       model_version_id = excluded.model_version_id, why = excluded.why
"""
_REMOVE_RETIRED = """
delete from selection_queueentry q
 using classifications_subjectroundtask tally
 where q.round_id = %(round)s and q.task_id = %(task)s and q.generation = %(generation)s
   and tally.round_id = q.round_id and tally.task_id = q.task_id and tally.subject_id = q.subject_id
   and tally.retired_at is not null
"""
# What somebody else holds, a vote that retires the subject say, is passed over: nobody waits for anybody.
_SWEEP = """
with gone as (
    select q.id from selection_queueentry q
      join selection_queueorder o on o.round_id = q.round_id and o.task_id = q.task_id
     where q.round_id = %s and q.task_id = %s
       and q.generation <> o.generation and q.generation is distinct from o.being_built
     limit %s for update of q skip locked)
delete from selection_queueentry q using gone where q.id = gone.id
"""


@dataclass(frozen=True)
class Queue:
    """The queue of one task in one round."""

    project_id: int
    round_id: int
    task_id: int


@dataclass(frozen=True)
class Places:
    """The subjects of a new order, first to be served first; all sequences are equally long.

    `blind` says that no model had a hand in the place, `why` is a reason in at most 120 characters.
    """

    subject_ids: Sequence[int]
    strategies: Sequence[str]
    models: Sequence[int | None]
    blind: Sequence[bool]
    why: Sequence[str]

    def __len__(self) -> int:
        return len(self.subject_ids)


@transaction.atomic
def begin_order(of: Queue) -> int:
    """Begin a new order and return its generation; what was begun before and not ended is given up.

    From now on, subjects that come in are put into it as well. Raises NoRoundOpen.
    """
    lock_project(of.project_id)
    if not Round.objects.filter(pk=of.round_id, state=Round.State.OPEN).exists():
        raise NoRoundOpen("Only the queue of an open round can be put in order.")
    order, _ = QueueOrder.objects.get_or_create(round_id=of.round_id, task_id=of.task_id)
    order.being_built = max(order.generation, order.being_built or 0) + 1
    order.save(update_fields=["being_built", "changed_at"])
    return order.being_built


def write_order(of: Queue, generation: int, places: Places) -> None:
    """Write the entries of an order that was begun; raises OrderOvertaken.

    Subjects that have retired since get none.
    """
    for start in range(0, len(places), AT_ONCE):
        with transaction.atomic():
            _hold(of, generation)
            with connection.cursor() as cursor:
                cursor.execute(_WRITE, _parameters(of, generation, places, start))


def put_in_force(of: Queue, generation: int, *, front: int | None, places: int) -> int:
    """Serve an order that was written from now on, and return how many entries it has.

    `front` of its `places` are served alike; None serves from anywhere. Raises OrderOvertaken.
    """
    _await_commits()
    named = {"round": of.round_id, "task": of.task_id, "generation": generation}
    with transaction.atomic():
        lock_project(of.project_id)
        order = _hold(of, generation)
        with connection.cursor() as cursor:
            cursor.execute(_REMOVE_RETIRED, named)
            cursor.execute(queue.COUNT_ENTRIES, named)
            [entries] = cursor.fetchone()
        order.generation, order.being_built = generation, None
        order.front, order.places = front, max(places, 1)
        order.save()
    sweep(of)
    if entries >= ANALYSED_FROM:
        with connection.cursor() as cursor:
            cursor.execute(queue.ANALYSE)
    return int(entries)


def sweep(of: Queue) -> int:
    """Remove entries of orders that are neither in force nor being built, a few at a time; return how many."""
    return sum(_removed(of))


def waiting_ids(of: Queue) -> list[int]:
    """Return the subjects that wait for votes, in no particular order."""
    tallies = SubjectRoundTask.objects.filter(round_id=of.round_id, task_id=of.task_id, retired_at=None)
    return list(tallies.values_list("subject_id", flat=True))


def votes_in(of: Queue) -> int:
    """Return how many counted votes the round has on the task."""
    tallies = SubjectRoundTask.objects.filter(round_id=of.round_id, task_id=of.task_id)
    return int(tallies.aggregate(Sum("n"))["n__sum"] or 0)


def _parameters(of: Queue, generation: int, places: Places, start: int) -> dict[str, Any]:
    part = slice(start, start + AT_ONCE)
    return {
        "round": of.round_id,
        "task": of.task_id,
        "generation": generation,
        "places": len(places),
        "subject": list(places.subject_ids[part]),
        "place": [float(place) for place in range(len(places))[part]],
        "strategy": list(places.strategies[part]),
        "model": list(places.models[part]),
        "blind": list(places.blind[part]),
        "why": list(places.why[part]),
    }


def _hold(of: Queue, generation: int) -> QueueOrder:
    """Return the queue's order, held until the transaction ends; raises OrderOvertaken."""
    order = (
        QueueOrder.objects.select_for_update(no_key=True)
        .filter(round_id=of.round_id, task_id=of.task_id, being_built=generation)
        .first()
    )
    if order is None:
        raise OrderOvertaken("The queue was put in order by somebody else, or its round was closed.")
    return order


def _await_commits() -> None:
    """Wait until the votes whose commit is under way are stored, and let the next ones follow at once.

    Those that come later see the new entries, and remove the ones of subjects that they retire.
    """
    # Every commit of votes shares this lock. It is given in turn, which that of a row would not be.
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_lock(%s), pg_advisory_unlock(%s)", [VOLUNTEERS_LOCK, VOLUNTEERS_LOCK]
        )


def _removed(of: Queue) -> Iterator[int]:
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_SWEEP, [of.round_id, of.task_id, AT_ONCE])
            count = int(cursor.rowcount)
        yield count
        if count < AT_ONCE:
            return
