"""Paying for work, each batch of facts once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from quorum.classifications.facts import ClassificationFact
from quorum.domain.levels import level_of
from quorum.domain.streaks import streak_of
from quorum.rewards.activity import ActivityBook
from quorum.rewards.awards import badge_postings, level_postings, quest_postings
from quorum.rewards.badges import Standing
from quorum.rewards.forfeits import take_back_confirmed
from quorum.rewards.gathering import AccountWork, gather, time_zones
from quorum.rewards.ledger import AccountKey, Posting, lock_accounts, post
from quorum.rewards.models import Account, LedgerEntry, RewardSettings, StreakDay
from quorum.rewards.settings import quests_of, rewards_of

_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class _Batch:
    """What paying one batch needs: who worked, their locked accounts, their projects' settings."""

    key: str
    work: Mapping[AccountKey, AccountWork]
    accounts: Mapping[AccountKey, Account]
    settings: Mapping[int, RewardSettings]


def pay_facts(*, batch: int, facts: Sequence[ClassificationFact], **_: Any) -> None:
    """Pay for a batch of classifications, in the transaction that gives it up; receives facts_arrived.

    One ledger row per volunteer and project for the work, and one for each level, badge and quest that
    it brought. A batch that was paid before changes nothing.
    """
    gathered = gather(facts)
    settings = rewards_of({project_id for project_id, _ in gathered})
    work = {key: one for key, one in gathered.items() if settings[key[0]].is_enabled}
    if not work:
        return
    accounts = lock_accounts(work)
    for key in _paid_before(str(batch), work):
        del work[key]
    if work:
        _pay(_Batch(str(batch), work, accounts, settings))


def _pay(batch: _Batch) -> None:
    book = ActivityBook(batch.work, batch.settings)
    streaks = _lengthen_streaks(batch.work)
    postings: list[Posting] = []
    for key, work in batch.work.items():
        account = batch.accounts[key]
        before = Standing(images=account.images, level=level_of(account.points))
        quests = quests_of(batch.settings[key[0]])
        paid, answers = 0, 0
        for day, done in sorted(work.days.items()):
            counts = book.counts(key, day)
            paid += book.add(key, day, done)
            answers += done.answers
            postings += quest_postings(key, quests, day, counts, book.counts(key, day))
        account.images += answers
        images = answers + sum(done.passes for done in work.days.values())
        postings.append(Posting(*key, LedgerEntry.Kind.WORK, batch.key, points=paid, count=images))
        after = Standing(account.images, level_of(account.points + paid), streaks.get(key, 0))
        postings += level_postings(key, before.level, after.level)
        postings += badge_postings(key, before, after)
    book.save()
    Account.objects.bulk_update([batch.accounts[key] for key in batch.work], ["images"])
    post(postings)
    # Answers that were on their way when a curator decided.
    take_back_confirmed(list(batch.work))


def _paid_before(batch_key: str, work: Mapping[AccountKey, AccountWork]) -> list[AccountKey]:
    rows = LedgerEntry.objects.filter(
        project_id__in={project_id for project_id, _ in work},
        volunteer_id__in={volunteer_id for _, volunteer_id in work},
        kind=LedgerEntry.Kind.WORK,
        key=batch_key,
    )
    return [key for key in rows.values_list("project_id", "volunteer_id") if key in work]


def _lengthen_streaks(work: Mapping[AccountKey, AccountWork]) -> dict[AccountKey, int]:
    """Keep the days with work by each volunteer's calendar; return the longest streak of who has a new one."""
    zones = time_zones({volunteer_id for _, volunteer_id in work})
    days = {key: one.local_days(zones.get(key[1], _UTC)) for key, one in work.items()}
    known = _streak_days(list(work))
    new = {key: ones - known.get(key, set()) for key, ones in days.items()}
    StreakDay.objects.bulk_create(
        [
            StreakDay(project_id=key[0], volunteer_id=key[1], day=day)
            for key, ones in new.items()
            for day in ones
        ],
        ignore_conflicts=True,
    )
    return {key: streak_of(known.get(key, set()) | ones, max(ones)).best for key, ones in new.items() if ones}


def _streak_days(keys: Sequence[AccountKey]) -> dict[AccountKey, set[date]]:
    known: dict[AccountKey, set[date]] = {}
    rows = StreakDay.objects.filter(
        project_id__in={project_id for project_id, _ in keys},
        volunteer_id__in={volunteer_id for _, volunteer_id in keys},
    )
    for project_id, volunteer_id, day in rows.values_list("project_id", "volunteer_id", "day"):
        known.setdefault((project_id, volunteer_id), set()).add(day)
    return known
