"""What insights do when a guest is merged into another volunteer."""

from __future__ import annotations

from typing import Any

from django.db import connection

# One statement: a day that the outbox brings in between is either moved or left, never removed unseen.
_MOVE = """
with moved as (
    delete from insights_participationday where volunteer_id = %(from)s
    returning project_id, day, classifications, counted, passes, seconds)
insert into insights_participationday
       (project_id, volunteer_id, day, classifications, counted, passes, seconds)
select project_id, %(to)s, day, classifications, counted, passes, seconds from moved
on conflict (project_id, volunteer_id, day) do update set
    classifications = insights_participationday.classifications + excluded.classifications,
    counted = insights_participationday.counted + excluded.counted,
    passes = insights_participationday.passes + excluded.passes,
    seconds = insights_participationday.seconds + excluded.seconds
"""


def move_participation(*, from_volunteer_id: int, to_volunteer_id: int, **_: Any) -> None:
    """Add a guest's days to those of the volunteer that the guest is now; receives guest_merging."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, {"from": from_volunteer_id, "to": to_volunteer_id})
