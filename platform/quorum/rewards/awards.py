"""Ledger rows for what was reached: levels, badges, quests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from quorum.domain.levels import credits_for
from quorum.rewards.badges import Standing, badges_between
from quorum.rewards.ledger import AccountKey, Posting
from quorum.rewards.models import LedgerEntry
from quorum.rewards.quests import Quest, QuestCounts, quests_between


def level_postings(account: AccountKey, before: int, after: int) -> list[Posting]:
    """Return a row for every level above `before`, up to `after`."""
    return [
        Posting(*account, LedgerEntry.Kind.LEVEL, str(level), credits=credits_for(level))
        for level in range(before + 1, after + 1)
    ]


def badge_postings(account: AccountKey, before: Standing, after: Standing) -> list[Posting]:
    """Return a row for every badge that is newly reached."""
    return [
        Posting(*account, LedgerEntry.Kind.BADGE, badge.code, credits=badge.credits)
        for badge in badges_between(before, after)
    ]


def quest_postings(
    account: AccountKey, quests: Sequence[Quest], day: date, before: QuestCounts, after: QuestCounts
) -> list[Posting]:
    """Return a row for every quest of the day or its week that is newly reached."""
    return [
        Posting(*account, LedgerEntry.Kind.QUEST, quest.key(day), credits=quest.credits)
        for quest in quests_between(quests, before, after)
    ]
