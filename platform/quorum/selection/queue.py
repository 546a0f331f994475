"""The queue in SQL: putting subjects in, taking them out, walking it for many volunteers at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import msgspec
from django.conf import settings


class Cursor(Protocol):
    """A cursor of Django or of psycopg."""

    def execute(self, query: Any, params: Any = None, /) -> Any:
        """Run one statement."""

    def fetchall(self) -> list[Any]:
        """Return the rows of the last statement."""


class Ask(msgspec.Struct, frozen=True):
    """A volunteer's wish for `want` subjects of one round and task, other than those in `holding`.

    `number` comes back with every pick; `start`, in [0, 1), is where the walk begins: in an arranged queue, as
    a share of its front. Nothing is picked that was answered on the same `device`, by whomever. `answered`
    assignments are in hand no more.
    """

    number: int
    volunteer_id: int
    round_id: int
    task_id: int
    start: float
    want: int
    holding: Sequence[int] = ()
    device: int | None = None
    answered: int = 0
    project_id: int = 0


class Pick(msgspec.Struct, frozen=True, array_like=True):
    """A subject for the volunteer of the ask with that number, and how it came to stand in the queue.

    `purpose` is a value of `Classification.Purpose`; the queue itself holds contributions alone.
    """

    number: int
    subject_id: int
    strategy: str
    model_version_id: int | None
    blind: bool
    purpose: int = 0


# Each leg follows the index on (round, task, position) and stops after a few rows. `offset 0` keeps
# the look-up of seen subjects a probe of one unique index per candidate: turned into a join, it
# could read all that the round holds.
_WALK = """
    (select q.subject_id, q.strategy, q.model_version_id, q.blind
       from selection_queueentry q
      where q.round_id = ask.round_id and q.task_id = ask.task_id and q.generation = ask.generation
        and q.position {leg} ask.place
        and q.subject_id <> all (ask.holding)
        and not exists (
            select 1 from classification c
             where c.round_id = ask.round_id and c.volunteer_id = ask.volunteer_id
               and c.subject_id = q.subject_id and c.task_id = ask.task_id
            offset 0)
        and not exists (
            select 1 from classifications_deviceanswer d
             where d.device = ask.device and d.round_id = ask.round_id
               and d.task_id = ask.task_id and d.subject_id = q.subject_id
            offset 0)
      order by q.position
      limit ask.want)
"""
# What stood in front of it is retired: the front moves on.
_FIRST = """
    select q.position
      from selection_queueentry q
     where q.round_id = o.round_id and q.task_id = o.task_id and q.generation = o.generation
     order by q.position
     limit 1
"""
_DRAWN = f"""
select ask.number, ask.volunteer_id, ask.project_id, pick.*
  from asked as ask
 cross join lateral ({_WALK.format(leg=">=")} union all {_WALK.format(leg="<")} limit ask.want) as pick
"""
# What is drawn is counted in the same statement. In one order: two processes never wait in a circle.
PICK = f"""
with asked as materialized (
    select ask.*, coalesce(o.generation, 0) as generation,
           case when o.front is null then ask.start
                else first.position + (ask.start * o.front - 1) / o.places end as place
      from json_to_recordset(%s::json) as ask(
           number int, volunteer_id bigint, round_id bigint, task_id bigint, start double precision, want int,
           holding bigint[], device bigint, answered int, project_id bigint)
      left join selection_queueorder o on o.round_id = ask.round_id and o.task_id = ask.task_id
      left join lateral ({_FIRST}) as first on o.front is not null
), drawn as materialized ({_DRAWN}),
counted as (
    insert into selection_openwork as w (volunteer_id, project_id, unanswered, counted_at)
    select volunteer_id, project_id, sum(more), now()
      from (select volunteer_id, project_id, -answered as more from asked
             union all
            select volunteer_id, project_id, 1 from drawn) as change
     group by volunteer_id, project_id order by volunteer_id, project_id
    on conflict (volunteer_id, project_id) do update
       set unanswered = greatest(0, w.unanswered - extract(epoch from now() - w.counted_at) * %s / 86400.0
                                    + excluded.unanswered),
           counted_at = excluded.counted_at
)
select number, subject_id, strategy, model_version_id, blind from drawn
"""

ADD_TALLIES = """
insert into classifications_subjectroundtask
       (project_id, round_id, task_id, subject_id, n, counts, state, accepted, retirement_reason, created_at)
select s.project_id, r.id, t.id, s.id, 0, array_fill(0, array[t.choices]), 'open', '{}', '', now()
  from projects_round r
  join (select task.id, task.workflow_version_id, count(*)::int as choices
          from projects_task task join projects_taskchoice c on c.task_id = task.id
         group by task.id) as t on t.workflow_version_id = r.workflow_version_id
  join subjects_subject s on s.project_id = r.project_id and s.state = 'active'
 where r.id = %s and (%s::bigint[] is null or s.id = any (%s::bigint[]))
on conflict do nothing
"""
# A subject whose answer is known, be it from the field guide, collects no votes, in this round or another.
RETIRE_KNOWN = """
with waiting as (
    select tally.id from classifications_subjectroundtask tally
     where tally.subject_id in (select subject_id from onboarding_knownanswer
                                 union all
                                select subject_id from subjects_referenceimage)
       and tally.round_id = %s and tally.retired_at is null
       and (%s::bigint[] is null or tally.subject_id = any (%s::bigint[]))
     order by tally.id for update)
update classifications_subjectroundtask tally
   set retired_at = now(), retirement_reason = 'known_answer'
  from waiting where tally.id = waiting.id
"""
REINSTATE_TALLIES = """
update classifications_subjectroundtask tally set retired_at = null, retirement_reason = ''
  from subjects_subject s
 where tally.round_id = %s and tally.subject_id = any (%s::bigint[])
   and tally.retirement_reason in ('withdrawn', 'known_answer')
   and s.id = tally.subject_id and s.state = 'active'
"""
ADD_ENTRIES = """
insert into selection_queueentry
       (project_id, round_id, task_id, subject_id, generation, position, strategy, blind, why)
select tally.project_id, tally.round_id, tally.task_id, tally.subject_id, served.generation, {position},
       %s, true, ''
  from classifications_subjectroundtask tally
  left join selection_queueorder o on o.round_id = tally.round_id and o.task_id = tally.task_id
 cross join lateral (values (coalesce(o.generation, 0)), (o.being_built)) as served(generation)
 where tally.round_id = %s and tally.retired_at is null and served.generation is not null
   and (%s::bigint[] is null or tally.subject_id = any (%s::bigint[]))
on conflict do nothing
"""
COUNT_ENTRIES = """
select count(*) from selection_queueentry
 where round_id = %(round)s and task_id = %(task)s and generation = %(generation)s
"""
ANALYSE = "analyze selection_queueentry, classifications_subjectroundtask"
# Tallies before queue entries, in the order of their ids: as the intake locks them.
RETIRE_WITHDRAWN = """
with waiting as (
    select id from classifications_subjectroundtask
     where subject_id = any (%s::bigint[]) and retired_at is null order by id for update)
update classifications_subjectroundtask tally
   set retired_at = now(), retirement_reason = 'withdrawn'
  from waiting where tally.id = waiting.id
"""
REMOVE_SUBJECTS = "delete from selection_queueentry where subject_id = any (%s::bigint[])"
REMOVE_RETIRED = """
delete from selection_queueentry q
 using classifications_subjectroundtask tally
 where tally.id = any (%s::bigint[]) and q.round_id = tally.round_id
   and q.task_id = tally.task_id and q.subject_id = tally.subject_id
"""


def pick_parameters(asks: Sequence[Ask]) -> tuple[str, int]:
    """Return the parameters of PICK."""
    return msgspec.json.encode(asks).decode(), settings.OPEN_ASSIGNMENTS_LIMIT


def pick(cursor: Cursor, asks: Sequence[Ask]) -> list[Pick]:
    """Return the picks of all asks in one statement; fewer than wanted where a queue has no more."""
    cursor.execute(PICK, pick_parameters(asks))
    return [Pick(*row) for row in cursor.fetchall()]
