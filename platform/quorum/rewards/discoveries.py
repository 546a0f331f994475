"""Remarks that turned out to be worth making."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from quorum.curation.models import Remark
from quorum.rewards.awards import badge_postings
from quorum.rewards.badges import Standing
from quorum.rewards.ledger import AccountKey, Posting, lock_accounts, post
from quorum.rewards.models import Discovery, DiscoverySearch, LedgerEntry
from quorum.rewards.settings import rewards_of

HELPFUL_CREDITS = 15
DISCOVERY_CREDITS = 30
# So many people remarked on a subject that its first remark is worth telling of.
VOICES = 3

# What is younger may have a neighbour with a lower number that is not committed yet.
SETTLES_AFTER = timedelta(minutes=1)
_UP_TO = """
select coalesce(min(id) filter (where created_at > %(young)s) - 1, max(id), %(after)s)
  from curation_remark where id > %(after)s
"""
# Only who was first is kept, never what the others chose or said; it is told, and pays nothing.
_FIND = """
with fresh as materialized (
    select distinct subject_id from curation_remark where id > %(after)s and id <= %(up_to)s
), told as materialized (
    select id, project_id, subject_id, volunteer_id from curation_remark
     where subject_id in (select subject_id from fresh) and hidden_at is null
)
insert into rewards_discovery (project_id, volunteer_id, subject_id, is_helpful, created_at)
select first.project_id, coalesce(v.merged_into_id, v.id), first.subject_id, false, now()
  from (select distinct on (subject_id) project_id, subject_id, volunteer_id from told
         order by subject_id, id) as first
  join (select subject_id from told
         group by subject_id having count(distinct volunteer_id) >= %(voices)s) as seen
    on seen.subject_id = first.subject_id
  join accounts_volunteer v on v.id = first.volunteer_id
on conflict (subject_id) do nothing
returning project_id, volunteer_id
"""


@transaction.atomic
def find_discoveries(*, now: datetime) -> int:
    """Note the first remark on subjects on which enough volunteers remarked; return how many are new.

    Looks at subjects with remarks since the last search alone. A remark that curators showed again is counted
    with the next one on its subject.
    """
    DiscoverySearch.objects.get_or_create(pk=1)
    search = DiscoverySearch.objects.select_for_update().get(pk=1)
    names: dict[str, int | datetime] = {
        "after": search.last_remark_id,
        "young": now - SETTLES_AFTER,
        "voices": VOICES,
    }
    with connection.cursor() as cursor:
        cursor.execute(_UP_TO, names)
        [[search.last_remark_id]] = cursor.fetchall()
        cursor.execute(_FIND, names | {"up_to": search.last_remark_id})
        found: list[AccountKey] = cursor.fetchall()
    search.save()
    settings = rewards_of({project_id for project_id, _ in found})
    keys = [key for key in found if settings[key[0]].is_enabled]
    lock_accounts(set(keys))
    for key in set(keys):
        after = discoveries_of(*key)
        post(badge_postings(key, Standing(discoveries=after - keys.count(key)), Standing(discoveries=after)))
    return len(found)


def reward_remark(*, project_id: int, volunteer_id: int, subject_id: int, remark_id: int, **_: Any) -> None:
    """Pay for a remark that a curator found helpful, more for the first on its subject.

    Receives remark_found_helpful, inside the curator's transaction.
    """
    if not rewards_of([project_id])[project_id].is_enabled:
        return
    key = project_id, volunteer_id
    lock_accounts([key])
    before = Standing(discoveries=discoveries_of(*key), helpful=helpful_of(*key))
    postings = [Posting(*key, LedgerEntry.Kind.HELPFUL, str(remark_id), credits=HELPFUL_CREDITS)]
    if not Remark.objects.filter(subject_id=subject_id, hidden_at=None, pk__lt=remark_id).exists():
        Discovery.objects.update_or_create(
            subject_id=subject_id,
            defaults={"project_id": project_id, "volunteer_id": volunteer_id, "is_helpful": True},
        )
        postings.append(Posting(*key, LedgerEntry.Kind.DISCOVERY, str(subject_id), credits=DISCOVERY_CREDITS))
    post(postings)
    after = Standing(discoveries=discoveries_of(*key), helpful=helpful_of(*key))
    post(badge_postings(key, before, after))


def discoveries_of(project_id: int, volunteer_id: int) -> int:
    """Return how many subjects a volunteer was the first to remark on."""
    return Discovery.objects.filter(project_id=project_id, volunteer_id=volunteer_id).count()


def helpful_of(project_id: int, volunteer_id: int) -> int:
    """Return how many of a volunteer's remarks were paid as helpful; what was taken back since stays paid."""
    return LedgerEntry.objects.filter(
        project_id=project_id, volunteer_id=volunteer_id, kind=LedgerEntry.Kind.HELPFUL
    ).count()
