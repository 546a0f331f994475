"""What aggregation does when a guest is merged into another volunteer."""

from __future__ import annotations

from typing import Any

from django.db import connection

# Added up by a new row in place of the old ones: rows are never changed. A volunteer whom a run knew under
# both names has the mean quality, weighted by the classifications behind it.
_MOVE = """
with moved as (
    delete from aggregation_volunteerskill
    where volunteer_id in (%(from)s, %(to)s)
      and run_id in (select run_id from aggregation_volunteerskill where volunteer_id = %(from)s)
    returning run_id, n, quality)
insert into aggregation_volunteerskill (run_id, volunteer_id, n, quality)
select run_id, %(to)s, sum(n), sum(n * quality) / sum(n) from moved group by run_id
"""


def move_skills(*, from_volunteer_id: int, to_volunteer_id: int, **_: Any) -> None:
    """Count a guest's skill to the volunteer that the guest is now; receives guest_merging."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, {"from": from_volunteer_id, "to": to_volunteer_id})
