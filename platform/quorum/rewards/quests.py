"""Quests: small goals for a day or a week, by effort alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

PERIODS = ("day", "week")
MEASURES = ("images", "days")


@dataclass(frozen=True, slots=True)
class Quest:
    """A goal within a UTC day or a week from Monday on: so many images, or so many days with images."""

    period: str
    measure: str
    goal: int
    credits: int

    @property
    def code(self) -> str:
        """Return the quest's name."""
        return f"{self.period}-{self.measure}-{self.goal}"

    def key(self, day: date) -> str:
        """Return the ledger's key for the period in which the day lies."""
        return f"{self.code}:{period_start(self.period, day).isoformat()}"


DEFAULT_QUESTS = (
    Quest("day", "images", 15, 10),
    Quest("day", "images", 50, 20),
    Quest("week", "days", 4, 30),
    Quest("week", "images", 200, 50),
)


@dataclass(frozen=True, slots=True)
class QuestCounts:
    """What was done on a day and in its week so far."""

    day_images: int = 0
    week_images: int = 0
    week_days: int = 0

    def of(self, quest: Quest) -> int:
        """Return the count that a quest asks for."""
        if quest.measure == "days":
            return self.week_days
        return self.day_images if quest.period == "day" else self.week_images


def period_start(period: str, day: date) -> date:
    """Return the first day of the period in which a day lies."""
    return day if period == "day" else day - timedelta(days=day.weekday())


def quests_between(quests: Sequence[Quest], before: QuestCounts, after: QuestCounts) -> list[Quest]:
    """Return the quests whose goal is reached after, and was not before."""
    return [quest for quest in quests if before.of(quest) < quest.goal <= after.of(quest)]
