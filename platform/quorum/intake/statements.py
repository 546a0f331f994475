"""The SQL of the intake's transaction; each statement takes a whole batch as one JSON value."""

from __future__ import annotations

from quorum.classifications import devices

# The advisory lock is shared with every other batch; whoever merges volunteers takes it alone.
# Closing a round waits for the batches that count into it.
LOCK_ROUNDS = """
select r.id, r.state = 'open', p.state = 'live'
  from (select pg_advisory_xact_lock_shared(%s)) as volunteers_stay,
       projects_round r join projects_project p on p.id = r.project_id
 where r.id = any (%s::bigint[])
 order by r.id
   for share of r
"""

# In the order of ids: two processes never wait for each other in a circle.
LOCK_TALLIES = """
select t.round_id, t.task_id, t.subject_id,
       t.id, t.n, t.counts, t.state, t.retired_at is not null, t.retirement_reason
  from json_to_recordset(%s::json) as ask(round_id bigint, task_id bigint, subject_id bigint)
  join classifications_subjectroundtask t
    on t.round_id = ask.round_id and t.task_id = ask.task_id and t.subject_id = ask.subject_id
 order by t.id
   for no key update of t
"""

# After the tallies are locked, so that answers to the same subject in other processes are seen.
FIND_REPEATS = """
select ask.volunteer_id, v.id, ask.round_id,
       c.public_id, c.client_uuid, c.subject_id, c.task_id, c.received_at
  from json_to_recordset(%s::json) as ask(
       volunteer_id bigint, round_id bigint, task_id bigint, subject_id bigint, client_uuid uuid)
  left join lateral (
       select coalesce(merged_into_id, id) as id from accounts_volunteer where id = ask.volunteer_id
       ) as v on true
  left join lateral (
       select public_id, client_uuid, subject_id, task_id, received_at from classification
        where round_id = ask.round_id and volunteer_id = v.id
          and subject_id = ask.subject_id and task_id = ask.task_id
        union all
       select public_id, client_uuid, subject_id, task_id, received_at from classification
        where round_id = ask.round_id and volunteer_id = v.id and client_uuid = ask.client_uuid
       ) as c on true
"""

_COLUMNS = {
    "round_id": "bigint",
    "volunteer_id": "bigint",
    "project_id": "bigint",
    "workflow_version_id": "bigint",
    "task_id": "bigint",
    "subject_id": "bigint",
    "public_id": "uuid",
    "client_uuid": "uuid",
    "choice_ids": "bigint[]",
    "purpose": "smallint",
    "counted": "boolean",
    "not_counted_reason": "text",
    "pass_reason": "text",
    "trust": "double precision",
    "strategy": "text",
    "model_version_id": "bigint",
    "blind": "boolean",
    "duration_ms": "integer",
    "client_context": "jsonb",
    "client_at": "timestamptz",
    "issued_at": "timestamptz",
    "received_at": "timestamptz",
}
# Four tables in one statement: what is said four times over the wire costs four times.
WRITE = f"""
with stored as (
    insert into classification ({", ".join(_COLUMNS)})
    select {", ".join(_COLUMNS)}
      from json_to_recordset(%s::json) as t({", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())})
), counted as (
    update classifications_subjectroundtask tally
       set n = new.n, counts = new.counts, state = new.state, accepted = new.accepted,
           p_values = new.p_values, decided_at = new.decided_at, retired_at = new.decided_at,
           decided_at_n = case when new.decided_at is not null then new.n end,
           retirement_reason = new.retirement_reason
      from json_to_recordset(%s::json) as new(
           id bigint, n int, counts int[], state text, accepted smallint[], p_values double precision[],
           decided_at timestamptz, retirement_reason text)
     where tally.id = new.id
), on_device as ({devices.INSERT})
insert into intake_outboxevent (payload, created_at) values (%s::jsonb, %s)
"""
