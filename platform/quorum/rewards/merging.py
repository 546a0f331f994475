"""What rewards do when a guest is merged into another volunteer: everything moves, nothing is paid twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from django.db import connection

from quorum.domain.levels import level_of
from quorum.domain.streaks import streak_of
from quorum.rewards.awards import badge_postings, level_postings
from quorum.rewards.badges import NOBODY, Standing
from quorum.rewards.discoveries import discoveries_of, helpful_of
from quorum.rewards.forfeits import take_back_confirmed, taken_from
from quorum.rewards.ledger import AccountKey, Posting, lock_accounts, post
from quorum.rewards.models import (
    Account,
    Discovery,
    LedgerEntry,
    Outfit,
    Preference,
    StreakDay,
    TeamMember,
    TeamReport,
)

Kind = LedgerEntry.Kind
_ONCE_EACH = (Kind.LEVEL, Kind.BADGE, Kind.QUEST, Kind.HELPFUL, Kind.DISCOVERY)

_MOVE_DAYS = """
with moved as (delete from rewards_activityday where volunteer_id = %(from)s returning *)
insert into rewards_activityday as kept
       (project_id, volunteer_id, day, answers, passes, passes_paid, effort_milli, earned_milli, points,
        points_per_image, factor_percent, is_settled)
select project_id, %(to)s, day, answers, passes, passes_paid, effort_milli, earned_milli, points,
       points_per_image, factor_percent, is_settled from moved
on conflict (project_id, volunteer_id, day) do update set
    answers = kept.answers + excluded.answers, passes = kept.passes + excluded.passes,
    passes_paid = kept.passes_paid + excluded.passes_paid,
    -- A bonus is paid on effort that is not settled yet; the higher factor leaves less of it to pay.
    effort_milli = kept.effort_milli + excluded.effort_milli,
    factor_percent = greatest(kept.factor_percent, excluded.factor_percent),
    earned_milli = kept.earned_milli + excluded.earned_milli, points = kept.points + excluded.points,
    is_settled = kept.is_settled or excluded.is_settled
"""
_MOVE_STREAKS = """
insert into rewards_streakday (project_id, volunteer_id, day)
select project_id, %(to)s, day from rewards_streakday where volunteer_id = %(from)s
on conflict (project_id, volunteer_id, day) do nothing
"""


def move_rewards(*, from_volunteer_id: int, to_volunteer_id: int, **_: Any) -> None:
    """Give a guest's points, awards and things to the volunteer that the guest is now; receives guest_merging.

    Points are added up. Levels, badges, quests and discoveries bring credits once, however many names
    reached them; things bought under the old name are paid from the credits that came along.
    """
    projects = Account.objects.filter(volunteer_id=from_volunteer_id).values_list("project_id", flat=True)
    keys = [(project, volunteer) for project in projects for volunteer in (from_volunteer_id, to_volunteer_id)]
    accounts = lock_accounts(keys)
    names = {"from": from_volunteer_id, "to": to_volunteer_id}
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_DAYS, names)
        cursor.execute(_MOVE_STREAKS, names)
    StreakDay.objects.filter(volunteer_id=from_volunteer_id).delete()
    Discovery.objects.filter(volunteer_id=from_volunteer_id).update(volunteer_id=to_volunteer_id)
    for project_id in projects:
        _move_account(accounts[project_id, from_volunteer_id], accounts[project_id, to_volunteer_id])
    take_back_confirmed([(project_id, to_volunteer_id) for project_id in projects])
    _move_person(from_volunteer_id, to_volunteer_id)


def _move_account(guest: Account, own: Account) -> None:
    old, new = (guest.project_id, guest.volunteer_id), (own.project_id, own.volunteer_id)
    points = own.points + guest.points
    awards = _rows_to_copy(old, new, _ONCE_EACH)
    if any(taken_from(guest.project_id, [guest.volunteer_id])):
        # A merge gives nothing back: that is for a curator to decide.
        awards = [msgspec.structs.replace(row, credits=0) for row in awards]
    awards += level_postings(new, 1, level_of(points))
    own.images += guest.images
    own.mastered = max(own.mastered, guest.mastered)
    awards += badge_postings(new, NOBODY, _standing(own, points))
    post(
        [
            Posting(*old, Kind.MERGED_OUT, str(own.volunteer_id), points=-guest.points, credits=-guest.credits),
            Posting(*new, Kind.MERGED_IN, str(guest.volunteer_id), points=guest.points),
            *awards,
        ]
    )
    own.refresh_from_db(fields=["credits"])
    post(_affordable(own.credits, _rows_to_copy(old, new, (Kind.PURCHASE,))))
    guest.images = 0
    Account.objects.bulk_update([guest, own], ["images", "mastered"])


def _rows_to_copy(old: AccountKey, new: AccountKey, kinds: Sequence[Kind]) -> list[Posting]:
    """Return the old name's rows of these kinds for the new name, without those that it has, oldest first."""
    mine = LedgerEntry.objects.filter(project_id=new[0], volunteer_id=new[1], kind__in=kinds)
    known = set(mine.values_list("kind", "key"))
    rows = LedgerEntry.objects.filter(project_id=old[0], volunteer_id=old[1], kind__in=kinds).order_by("pk")
    return [
        Posting(*new, row.kind, row.key, points=row.points, credits=row.credits, count=row.count)
        for row in rows
        if (row.kind, row.key) not in known
    ]


def _affordable(credits: int, purchases: Sequence[Posting]) -> list[Posting]:
    """Return the purchases that the credits pay for: those of awards that both names had are gone."""
    kept: list[Posting] = []
    for purchase in purchases:
        if credits + purchase.credits >= 0:
            credits += purchase.credits
            kept.append(purchase)
    return kept


def _standing(account: Account, points: int) -> Standing:
    days = set(
        StreakDay.objects.filter(project_id=account.project_id, volunteer_id=account.volunteer_id).values_list(
            "day", flat=True
        )
    )
    return Standing(
        images=account.images,
        level=level_of(points),
        streak=streak_of(days, max(days)).best if days else 0,
        mastered=account.mastered,
        discoveries=discoveries_of(account.project_id, account.volunteer_id),
        helpful=helpful_of(account.project_id, account.volunteer_id),
    )


def _move_person(old: int, new: int) -> None:
    """Move team, outfit and wishes where the new name has none; a wish not to be listed always moves."""
    TeamMember.objects.filter(volunteer_id=old).exclude(
        project_id__in=TeamMember.objects.filter(volunteer_id=new).values("project_id")
    ).update(volunteer_id=new)
    TeamMember.objects.filter(volunteer_id=old).delete()
    TeamReport.objects.filter(volunteer_id=old).exclude(
        team_id__in=TeamReport.objects.filter(volunteer_id=new).values("team_id")
    ).update(volunteer_id=new)
    TeamReport.objects.filter(volunteer_id=old).delete()
    Outfit.objects.filter(volunteer_id=old).delete()
    hidden = Preference.objects.filter(volunteer_id=old, is_listed=False).exists()
    if not Preference.objects.filter(volunteer_id=new).exists():
        Preference.objects.filter(volunteer_id=old).update(volunteer_id=new)
    elif hidden:
        Preference.objects.filter(volunteer_id=new).update(is_listed=False)
