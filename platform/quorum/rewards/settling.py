"""Settling days that are over: the accuracy bonus, and what was mastered.

Whatever depends on controls changes here alone, once a day, so that no change of a balance or badge
tells which image was a control.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from quorum.domain.levels import level_of
from quorum.domain.pay import MILLI, accuracy_factor, earned_milli
from quorum.rewards.accuracy import measured
from quorum.rewards.awards import badge_postings, level_postings
from quorum.rewards.badges import Standing
from quorum.rewards.forfeits import take_back_confirmed
from quorum.rewards.ledger import AccountKey, Posting, lock_accounts, post
from quorum.rewards.models import Account, ActivityDay, LedgerEntry

ROWS_AT_ONCE = 500
# Facts of a day's last seconds come a little later.
WAIT = timedelta(minutes=10)


def settle_days(*, now: datetime) -> int:
    """Pay the accuracy bonus of all days (UTC) that ended before `now`; return how many rows were settled.

    The bonus is what the day would have earned by the accuracy known now, less what it earned; never
    below zero. Exactly once: a row is marked in the transaction that pays it.
    """
    settled = 0
    while rows := _settle_some((now - WAIT).date()):
        settled += rows
    return settled


@transaction.atomic
def _settle_some(today: date) -> int:
    due = ActivityDay.objects.filter(is_settled=False, day__lt=today).order_by("day", "pk")[:ROWS_AT_ONCE]
    keys = {(row.project_id, row.volunteer_id) for row in due}
    accounts = lock_accounts(keys)
    # Read again under the accounts' locks: another settlement may have come first.
    rows = list(ActivityDay.objects.filter(pk__in=[row.pk for row in due], is_settled=False))
    known = measured(keys)
    postings: list[Posting] = []
    for key, account in accounts.items():
        days = [row for row in rows if (row.project_id, row.volunteer_id) == key]
        shown = known.get(key)
        bonuses = _settle_account(key, days, accuracy_factor(shown.low if shown else None))
        points = account.points + sum(bonus.points for bonus in bonuses)
        level = level_of(account.points)
        before = Standing(level=level, mastered=account.mastered)
        account.mastered = max(account.mastered, shown.mastered if shown else 0)
        after = Standing(level=level_of(points), mastered=account.mastered)
        postings += [*bonuses, *level_postings(key, level, after.level), *badge_postings(key, before, after)]
    ActivityDay.objects.bulk_update(rows, ["earned_milli", "points", "factor_percent", "is_settled"])
    Account.objects.bulk_update(accounts.values(), ["mastered"])
    post(postings)
    take_back_confirmed(keys)
    return len(rows)


def _settle_account(key: AccountKey, days: Sequence[ActivityDay], factor: int) -> list[Posting]:
    """Bring the days to the factor known now; return the rows that pay the difference."""
    bonuses: list[Posting] = []
    for row in days:
        more = max(0, factor - row.factor_percent)
        row.earned_milli += earned_milli(row.effort_milli, row.points_per_image, more)
        row.factor_percent += more
        row.is_settled = True
        due = row.earned_milli // MILLI - row.points
        row.points += due
        if due:
            bonuses.append(Posting(*key, LedgerEntry.Kind.ACCURACY_BONUS, row.day.isoformat(), points=due))
    return bonuses
