"""The one way in which balances change."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec
from django.db import connection

from quorum.rewards.models import Account

AccountKey = tuple[int, int]
"""Project and volunteer."""


class Posting(msgspec.Struct, frozen=True):
    """A row to be added to the ledger; points and credits are changes, positive or negative."""

    project_id: int
    volunteer_id: int
    kind: str
    key: str
    points: int = 0
    credits: int = 0
    count: int = 1


class PostedRow(msgspec.Struct, frozen=True, array_like=True):
    """A row that `post` wrote."""

    project_id: int
    volunteer_id: int
    kind: str
    key: str


_OPEN = """
insert into rewards_account (project_id, volunteer_id, points, credits, images, mastered)
select project_id, volunteer_id, 0, 0, 0, 0
  from json_to_recordset(%s::json) as k(project_id bigint, volunteer_id bigint)
 order by 1, 2
on conflict (project_id, volunteer_id) do nothing
"""
_LOCK = """
select a.* from rewards_account a
  join json_to_recordset(%s::json) as k(project_id bigint, volunteer_id bigint)
    on k.project_id = a.project_id and k.volunteer_id = a.volunteer_id
 order by a.project_id, a.volunteer_id
   for no key update of a
"""
# What is in the ledger already is left out, and pays nothing: the sum is over the rows that went in.
_POST = """
with written as (
    insert into rewards_ledgerentry (project_id, volunteer_id, kind, key, points, credits, count)
    select project_id, volunteer_id, kind, key, points, credits, count
      from json_to_recordset(%s::json) as p(
           project_id bigint, volunteer_id bigint, kind text, key text,
           points bigint, credits bigint, count int)
    on conflict (project_id, volunteer_id, kind, key) do nothing
    returning project_id, volunteer_id, kind, key, points, credits
), summed as (
    select project_id, volunteer_id, sum(points) as points, sum(credits) as credits
      from written group by project_id, volunteer_id
), changed as (
    update rewards_account a set points = a.points + summed.points, credits = a.credits + summed.credits
      from summed where a.project_id = summed.project_id and a.volunteer_id = summed.volunteer_id
)
select project_id, volunteer_id, kind, key from written
"""


def lock_accounts(keys: Collection[AccountKey]) -> dict[AccountKey, Account]:
    """Return the accounts, opened where missing, locked until the transaction ends.

    Locked in one order, so that two transactions never wait for each other in a circle: lock all that a
    transaction needs at once, before any other row of rewards.
    """
    named = [{"project_id": project_id, "volunteer_id": volunteer_id} for project_id, volunteer_id in keys]
    asked = msgspec.json.encode(named).decode()
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [asked])
    return {(one.project_id, one.volunteer_id): one for one in Account.objects.raw(_LOCK, [asked])}


def post(postings: Sequence[Posting]) -> list[PostedRow]:
    """Add rows to the ledger and their sums to the balances; return those that were new.

    The accounts must be locked. A row whose volunteer, kind and key are in the ledger already changes
    nothing. Raises IntegrityError for a balance below zero; check before, under the lock.
    """
    if not postings:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_POST, [msgspec.json.encode(postings).decode()])
        return [PostedRow(*row) for row in cursor.fetchall()]
