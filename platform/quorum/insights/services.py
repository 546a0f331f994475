"""Turning facts about classifications into figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from django.db import connection

from quorum.classifications.facts import ClassificationFact

# What a guest did before a merge is theirs who took the guest over, however late the fact comes.
_ADD = """
with fact as (
    select project_id, volunteer_id, (received_at at time zone 'UTC')::date as day, counted, passed,
           coalesce(duration_ms, 0) as duration_ms
      from json_to_recordset(%s::json) as f(
           project_id bigint, volunteer_id bigint, received_at timestamptz,
           counted boolean, passed boolean, duration_ms bigint)
)
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
"""


def add_participation(*, facts: Sequence[ClassificationFact], **_: Any) -> None:
    """Add facts to participation per day, in the transaction that gives them up; receives facts_arrived."""
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [msgspec.json.encode(facts).decode()])
