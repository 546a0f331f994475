"""From facts about classifications to the work that each volunteer did on each day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from quorum.accounts.models import Volunteer
from quorum.classifications.facts import ClassificationFact
from quorum.classifications.models import Classification
from quorum.domain.pay import effort_of
from quorum.rewards.ledger import AccountKey
from quorum.rewards.models import Preference

# Controls are paid as other images are: the purpose of an image must not show in its pay. Tutorial and
# training images, which say what they are, earn nothing.
_PAID_PURPOSES = frozenset({int(Classification.Purpose.CONTRIBUTION), int(Classification.Purpose.CONTROL)})
# Work that came too late to count was honest work. A reason that is not named here, such as a lack of
# trust, pays nothing.
NotCounted = Classification.NotCounted
_PAID_REASONS = frozenset(
    {
        "",
        NotCounted.PASSED.value,
        NotCounted.NOT_A_CONTRIBUTION.value,
        NotCounted.EXPIRED.value,
        NotCounted.SUBJECT_RETIRED.value,
        NotCounted.SUBJECT_WITHDRAWN.value,
        NotCounted.ROUND_CLOSED.value,
    }
)


@dataclass(slots=True)
class DayWork:
    """One volunteer's work of one day (UTC) in one project; `effort_milli` is that of the answers."""

    first_at: datetime
    last_at: datetime
    answers: int = 0
    passes: int = 0
    effort_milli: int = 0

    def add(self, fact: ClassificationFact, effort_milli: int) -> None:
        """Add one classification."""
        self.first_at = min(self.first_at, fact.received_at)
        self.last_at = max(self.last_at, fact.received_at)
        if fact.passed:
            self.passes += 1
        else:
            self.answers += 1
            self.effort_milli += effort_milli

    def join(self, other: DayWork) -> None:
        """Add the work that the same volunteer did under another name."""
        self.first_at = min(self.first_at, other.first_at)
        self.last_at = max(self.last_at, other.last_at)
        self.answers += other.answers
        self.passes += other.passes
        self.effort_milli += other.effort_milli


@dataclass(slots=True)
class AccountWork:
    """One volunteer's work in one project, by day (UTC)."""

    days: dict[date, DayWork] = field(default_factory=dict)

    def local_days(self, zone: ZoneInfo) -> set[date]:
        """Return the days by another clock on which there was an answer.

        A day by UTC meets two days elsewhere, so its first and last moment tell them all.
        """
        worked = [work for work in self.days.values() if work.answers]
        return {at.astimezone(zone).date() for work in worked for at in (work.first_at, work.last_at)}


def gather(facts: Sequence[ClassificationFact]) -> dict[AccountKey, AccountWork]:
    """Return the paid work behind facts, in the names that volunteers have now; no agreement is looked at."""
    by_name: dict[tuple[int, int, date], DayWork] = {}
    for fact in facts:
        effort_milli = _paid_effort(fact)
        if not effort_milli:
            continue
        key = fact.project_id, fact.volunteer_id, fact.received_at.date()
        work = by_name.get(key)
        if work is None:
            work = by_name[key] = DayWork(fact.received_at, fact.received_at)
        work.add(fact, effort_milli)
    return _in_present_names(by_name)


def _paid_effort(fact: ClassificationFact) -> int:
    is_paid = fact.is_paid and fact.purpose in _PAID_PURPOSES and fact.not_counted_reason in _PAID_REASONS
    return effort_of(fact.duration_ms) if is_paid else 0


def time_zones(volunteer_ids: Iterable[int]) -> dict[int, ZoneInfo]:
    """Return volunteer id → time zone, for those who chose one."""
    chosen = Preference.objects.filter(volunteer_id__in=volunteer_ids).exclude(time_zone="UTC")
    return {
        volunteer_id: ZoneInfo(name) for volunteer_id, name in chosen.values_list("volunteer_id", "time_zone")
    }


def _in_present_names(by_name: dict[tuple[int, int, date], DayWork]) -> dict[AccountKey, AccountWork]:
    known = Volunteer.objects.filter(pk__in={volunteer_id for _, volunteer_id, _ in by_name})
    present = {pk: merged_into or pk for pk, merged_into in known.values_list("pk", "merged_into_id")}
    gathered: dict[AccountKey, AccountWork] = {}
    for (project_id, volunteer_id, day), work in by_name.items():
        if volunteer_id not in present:
            continue
        days = gathered.setdefault((project_id, present[volunteer_id]), AccountWork()).days
        if day in days:
            days[day].join(work)
        else:
            days[day] = work
    return gathered
