"""Turning the intake's outbox into figures, each fact once."""

from __future__ import annotations

from django.db import connection, transaction

EVENTS_AT_ONCE = 500

# A consumer that works at the same time takes other events; one that dies gives its events back.
# What a guest did before a merge is theirs who took the guest over, however late the fact comes.
_CONSUME = """
with taken as (
    delete from intake_outboxevent
     where id in (select id from intake_outboxevent order by id limit %s for update skip locked)
    returning payload
), fact as (
    select (f->>'project_id')::bigint as project_id, (f->>'volunteer_id')::bigint as volunteer_id,
           ((f->>'received_at')::timestamptz at time zone 'UTC')::date as day,
           (f->>'counted')::boolean as counted, (f->>'passed')::boolean as passed,
           coalesce((f->>'duration_ms')::bigint, 0) as duration_ms
      from taken cross join jsonb_array_elements(taken.payload) as f
), added as (
    insert into insights_participationday as kept
           (project_id, volunteer_id, day, classifications, counted, passes, seconds)
    select fact.project_id, coalesce(v.merged_into_id, v.id), fact.day, count(*),
           count(*) filter (where fact.counted), count(*) filter (where fact.passed),
           sum(fact.duration_ms) / 1000.0
      from fact join accounts_volunteer v on v.id = fact.volunteer_id
     group by 1, 2, 3
     order by 1, 2, 3
    on conflict (project_id, volunteer_id, day) do update
       set classifications = kept.classifications + excluded.classifications,
           counted = kept.counted + excluded.counted, passes = kept.passes + excluded.passes,
           seconds = kept.seconds + excluded.seconds
)
select count(*) from taken
"""


def consume_outbox() -> int:
    """Fold all waiting outbox events into participation per day; return how many were consumed.

    Exactly once: an event is deleted in the transaction that adds its facts.
    """
    consumed = 0
    while taken := _consume_some():
        consumed += taken
    return consumed


@transaction.atomic
def _consume_some() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_CONSUME, [EVENTS_AT_ONCE])
        [(taken,)] = cursor.fetchall()
    return int(taken)
