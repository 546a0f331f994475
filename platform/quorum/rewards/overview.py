"""Everything that a volunteer has reached in a project, for their own eyes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from quorum.domain.levels import LevelProgress, progress_of
from quorum.domain.pay import LOWEST_FACTOR
from quorum.domain.streaks import Streak, streak_of
from quorum.rewards.badges import BADGES, Badge, Standing
from quorum.rewards.discoveries import discoveries_of, helpful_of
from quorum.rewards.models import (
    Account,
    ActivityDay,
    Discovery,
    LedgerEntry,
    Outfit,
    Preference,
    RewardSettings,
    StreakDay,
)
from quorum.rewards.preferences import preference_of
from quorum.rewards.quests import Quest, QuestCounts, period_start
from quorum.rewards.settings import quests_of, rewards_of

STRIP_DAYS = 35
LATEST_ROWS = 20


@dataclass(frozen=True)
class Summary:
    """What the labelling page shows: a level, points and the palette that is worn."""

    is_enabled: bool
    points: int
    level: LevelProgress
    palette: str


@dataclass(frozen=True)
class StripDay:
    """One day of the calendar strip: worked, forgiven, missed or today (not worked yet)."""

    day: date
    state: str


@dataclass(frozen=True)
class QuestProgress:
    """A quest with how far the volunteer is in the present period."""

    quest: Quest
    done: int


@dataclass(frozen=True)
class BadgeProgress:
    """A badge with how far the volunteer is; `earned_at` is None for a locked one."""

    badge: Badge
    done: int
    earned_at: datetime | None


@dataclass(frozen=True)
class Found:
    """A discovery of the volunteer."""

    subject_id: UUID
    is_helpful: bool
    at: datetime


@dataclass(frozen=True)
class Overview:
    """All of it; `points_per_image` is what a full image is worth today."""

    settings: RewardSettings
    account: Account
    level: LevelProgress
    today: QuestCounts
    points_today: int
    points_per_image: float
    streak: Streak
    strip: list[StripDay]
    quests: list[QuestProgress]
    badges: list[BadgeProgress]
    discoveries: list[Found]
    latest: list[LedgerEntry]
    outfit: Outfit
    preference: Preference


def summary_of(*, project_id: int, volunteer_id: int) -> Summary:
    """Return the little that is shown while labelling."""
    account = account_of(project_id, volunteer_id)
    palette = outfit_of(project_id, volunteer_id).palette
    enabled = rewards_of([project_id])[project_id].is_enabled
    return Summary(enabled, account.points, progress_of(account.points), palette)


def overview_of(*, project_id: int, volunteer_id: int, now: datetime) -> Overview:
    """Return what a volunteer has reached, as of `now` (UTC; streaks by the volunteer's own calendar)."""
    settings = rewards_of([project_id])[project_id]
    account = account_of(project_id, volunteer_id)
    level = progress_of(account.points)
    preference = preference_of(volunteer_id)
    today = now.astimezone(ZoneInfo(preference.time_zone)).date()
    worked = set(
        StreakDay.objects.filter(project_id=project_id, volunteer_id=volunteer_id).values_list("day", flat=True)
    )
    streak = streak_of(worked, today)
    row, counts = _week(project_id, volunteer_id, now.date())
    rate = row.points_per_image if row else settings.points_per_image
    standing = Standing(
        images=account.images,
        level=level.level,
        streak=streak.best,
        mastered=account.mastered,
        discoveries=discoveries_of(project_id, volunteer_id),
        helpful=helpful_of(project_id, volunteer_id),
    )
    return Overview(
        settings=settings,
        account=account,
        level=level,
        today=counts,
        points_today=row.points if row else 0,
        points_per_image=rate * (row.factor_percent if row else LOWEST_FACTOR) / 100,
        streak=streak,
        strip=_strip(worked, streak, today),
        quests=[QuestProgress(quest, min(quest.goal, counts.of(quest))) for quest in quests_of(settings)],
        badges=_badges(project_id, volunteer_id, standing),
        discoveries=_discoveries(project_id, volunteer_id),
        latest=list(_ledger(project_id, volunteer_id).order_by("-pk")[:LATEST_ROWS]),
        outfit=outfit_of(project_id, volunteer_id),
        preference=preference,
    )


def account_of(project_id: int, volunteer_id: int) -> Account:
    """Return what a volunteer has; an empty, unsaved account for somebody who earned nothing yet."""
    found = Account.objects.filter(project_id=project_id, volunteer_id=volunteer_id).first()
    return found or Account(project_id=project_id, volunteer_id=volunteer_id)


def outfit_of(project_id: int, volunteer_id: int) -> Outfit:
    """Return what a volunteer wears."""
    found = Outfit.objects.filter(project_id=project_id, volunteer_id=volunteer_id).first()
    return found or Outfit(project_id=project_id, volunteer_id=volunteer_id)


def _ledger(project_id: int, volunteer_id: int) -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.filter(project_id=project_id, volunteer_id=volunteer_id)


def _week(project_id: int, volunteer_id: int, today: date) -> tuple[ActivityDay | None, QuestCounts]:
    """Return today's row, if there is one, and what quests ask."""
    week = list(
        ActivityDay.objects.filter(
            project_id=project_id,
            volunteer_id=volunteer_id,
            day__range=(period_start("week", today), today),
        )
    )
    row = next((one for one in week if one.day == today), None)
    worked = [one for one in week if one.answers]
    return row, QuestCounts(
        day_images=row.answers if row else 0,
        week_images=sum(one.answers for one in worked),
        week_days=len(worked),
    )


def _strip(worked: set[date], streak: Streak, today: date) -> list[StripDay]:
    def state(day: date) -> str:
        if day in worked:
            return "worked"
        if day in streak.forgiven:
            return "forgiven"
        return "today" if day == today else "missed"

    days = [today - timedelta(days=age) for age in range(STRIP_DAYS - 1, -1, -1)]
    return [StripDay(day, state(day)) for day in days]


def _badges(project_id: int, volunteer_id: int, standing: Standing) -> list[BadgeProgress]:
    rows = _ledger(project_id, volunteer_id).filter(kind=LedgerEntry.Kind.BADGE)
    earned = dict(rows.values_list("key", "created_at"))
    return [
        BadgeProgress(badge, min(badge.goal, getattr(standing, badge.family)), earned.get(badge.code))
        for badge in BADGES
    ]


def _discoveries(project_id: int, volunteer_id: int) -> list[Found]:
    found = Discovery.objects.filter(project_id=project_id, volunteer_id=volunteer_id).select_related("subject")
    return [
        Found(one.subject.public_id, one.is_helpful, one.created_at)
        for one in found.order_by("-pk")[:LATEST_ROWS]
    ]
