"""The days of the volunteers who worked: what each day earned, and what is still to be paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from quorum.domain.pay import MILLI, accuracy_factor, earned_milli, passes_paid
from quorum.rewards.accuracy import measured
from quorum.rewards.gathering import AccountWork, DayWork
from quorum.rewards.ledger import AccountKey
from quorum.rewards.models import ActivityDay, RewardSettings
from quorum.rewards.quests import QuestCounts, period_start

# A pass is half the work of an answer: looked at, but not decided.
PASS_EFFORT_MILLI = 500


class ActivityBook:
    """The rows of `ActivityDay` of some accounts, with the weeks around the days on which they worked.

    The accounts must be locked: nobody else changes their rows meanwhile.
    """

    def __init__(self, work: Mapping[AccountKey, AccountWork], settings: Mapping[int, RewardSettings]) -> None:
        self._settings = settings
        self._rows: dict[AccountKey, dict[date, ActivityDay]] = defaultdict(dict)
        self._changed: list[ActivityDay] = []
        self._load(work)
        self._open_missing(work)

    def add(self, account: AccountKey, day: date, work: DayWork) -> int:
        """Add work to a day; return the whole points that are to be paid for it now."""
        row = self._rows[account][day]
        share = self._settings[account[0]].passes_share_percent
        row.answers += work.answers
        row.passes += work.passes
        more_passes = max(0, passes_paid(row.answers, row.passes, share) - row.passes_paid)
        row.passes_paid += more_passes
        effort_milli = work.effort_milli + more_passes * PASS_EFFORT_MILLI
        row.effort_milli += effort_milli
        row.earned_milli += earned_milli(effort_milli, row.points_per_image, row.factor_percent)
        due = row.earned_milli // MILLI - row.points
        row.points += due
        self._changed.append(row)
        return due

    def counts(self, account: AccountKey, day: date) -> QuestCounts:
        """Return what quests ask of a day and its week."""
        rows = self._rows[account]
        monday = period_start("week", day)
        week = [row for one, row in rows.items() if row.answers and period_start("week", one) == monday]
        return QuestCounts(
            day_images=rows[day].answers if day in rows else 0,
            week_images=sum(row.answers for row in week),
            week_days=len(week),
        )

    def save(self) -> None:
        """Write the changed rows."""
        ActivityDay.objects.bulk_create(
            self._changed,
            update_conflicts=True,
            unique_fields=["project_id", "volunteer", "day"],
            update_fields=["answers", "passes", "passes_paid", "effort_milli", "earned_milli", "points"],
        )

    def _load(self, work: Mapping[AccountKey, AccountWork]) -> None:
        days = {day for one in work.values() for day in one.days}
        rows = ActivityDay.objects.filter(
            project_id__in={project_id for project_id, _ in work},
            volunteer_id__in={volunteer_id for _, volunteer_id in work},
            day__gte=min(period_start("week", day) for day in days),
            day__lte=max(days),
        )
        for row in rows:
            self._rows[row.project_id, row.volunteer_id][row.day] = row

    def _open_missing(self, work: Mapping[AccountKey, AccountWork]) -> None:
        """Begin days with today's rate and the accuracy known up to now; both stay for the day."""
        missing = [(key, day) for key, one in work.items() for day in one.days if day not in self._rows[key]]
        known = measured([key for key, _ in missing])
        for key, day in missing:
            project_id, volunteer_id = key
            self._rows[key][day] = ActivityDay(
                project_id=project_id,
                volunteer_id=volunteer_id,
                day=day,
                points_per_image=self._settings[project_id].points_per_image,
                factor_percent=accuracy_factor(known[key].low if key in known else None),
            )
