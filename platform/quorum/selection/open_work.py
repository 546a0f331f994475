"""How many assignments a volunteer holds unanswered, as far as the server can know: tickets are no rows.

What is drawn is added, what is answered is taken away, and the rest is forgotten little by little: a page that
was closed, a private window or a lost phone answers nothing any more, and says so to nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from django.conf import settings
from django.db import connection

from quorum.selection.errors import TooManyOpen
from quorum.selection.models import OpenWork
from quorum.selection.queue import Cursor

OwnerKey = tuple[int, int]
"""Volunteer and project."""

# The allowance of a day is forgotten in a day.
_LEFT = "greatest(0, w.unanswered - extract(epoch from now() - w.counted_at) * {a_day} / 86400.0)::float8"
FIND = f"""
select coalesce(v.merged_into_id, v.id), ask.project_id, {_LEFT.format(a_day="%s")}
  from json_to_recordset(%s::json) as ask(volunteer_id bigint, project_id bigint)
  join accounts_volunteer v on v.id = ask.volunteer_id
  join selection_openwork w
    on w.volunteer_id = coalesce(v.merged_into_id, v.id) and w.project_id = ask.project_id
"""
_MOVE = """
with moved as (delete from selection_openwork where volunteer_id = %(from)s returning *)
insert into selection_openwork as w (volunteer_id, project_id, unanswered, counted_at)
select %(to)s, project_id, unanswered, counted_at from moved
on conflict (volunteer_id, project_id) do update set unanswered = w.unanswered + excluded.unanswered
"""


def find_parameters(owners: Sequence[OwnerKey]) -> tuple[int, str]:
    """Return the parameters of FIND."""
    asked = [{"volunteer_id": volunteer, "project_id": project} for volunteer, project in sorted(set(owners))]
    return settings.OPEN_ASSIGNMENTS_LIMIT, msgspec.json.encode(asked).decode()


def room(unanswered: float, want: int) -> int:
    """Return how many of the wanted assignments are still to be had."""
    return max(0, min(want, int(settings.OPEN_ASSIGNMENTS_LIMIT - unanswered)))


def room_of(cursor: Cursor, *, volunteer_id: int, project_id: int, want: int) -> int:
    """Return how many of the wanted assignments a volunteer may have now."""
    cursor.execute(FIND, find_parameters([(volunteer_id, project_id)]))
    rows = cursor.fetchall()
    return room(rows[0][2] if rows else 0.0, want)


def require_room(*, volunteer_id: int, project_id: int, want: int) -> int:
    """Return how many of the wanted assignments a volunteer may have, one at least; raises TooManyOpen."""
    with connection.cursor() as cursor:
        found = room_of(cursor, volunteer_id=volunteer_id, project_id=project_id, want=want)
    if not found:
        limit = settings.OPEN_ASSIGNMENTS_LIMIT
        raise TooManyOpen(f"You have {limit} images open. Answer some of them first.", limit=limit)
    return found


def move_open_work(*, from_volunteer_id: int, to_volunteer_id: int, **_: Any) -> None:
    """Add a guest's open assignments to those of the volunteer whom it joins; receives guest_merging."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, {"from": from_volunteer_id, "to": to_volunteer_id})


def forget_open_work(*, volunteer_id: int, **_: Any) -> None:
    """Forget what somebody who deletes their account holds; receives account_deleting."""
    OpenWork.objects.filter(volunteer_id=volunteer_id).delete()
