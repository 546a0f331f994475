"""Streaks: days in a row, where a single missed day is forgiven now and then."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

# After a forgiven day, the next one is forgiven no sooner than a week later.
GRACE_EVERY_DAYS = 7
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Streak:
    """The present streak; `length` counts days with work, not forgiven ones.

    `forgiven` are the missed days inside the present streak. `is_done_today`: there was work today.
    `uses_grace_today`: yesterday was missed, and work today keeps the streak alive. `has_grace`:
    a day missed tomorrow at the earliest would be forgiven.
    """

    length: int
    best: int
    forgiven: tuple[date, ...]
    is_done_today: bool
    uses_grace_today: bool
    has_grace: bool


def streak_of(days: Collection[date], today: date) -> Streak:
    """Return the streak of somebody who worked on `days`, as seen on `today`.

    Days after today (another time zone was chosen since) count as today.
    """
    length = best = 0
    forgiven: list[date] = []
    last: date | None = None
    for day in sorted({min(day, today) for day in days}):
        if last is not None and day - last == 2 * ONE_DAY and _may_forgive(forgiven, day - ONE_DAY):
            forgiven.append(day - ONE_DAY)
        elif last is None or day - last != ONE_DAY:
            length, forgiven = 0, []
        length += 1
        best = max(best, length)
        last = day
    missed_yesterday = last is not None and today - last == 2 * ONE_DAY
    uses_grace_today = missed_yesterday and _may_forgive(forgiven, today - ONE_DAY)
    if last is None or (today - last > ONE_DAY and not uses_grace_today):
        return Streak(0, best, (), False, False, True)
    return Streak(
        length=length,
        best=best,
        forgiven=tuple(forgiven),
        is_done_today=last == today,
        uses_grace_today=uses_grace_today,
        has_grace=not uses_grace_today and _may_forgive(forgiven, today + ONE_DAY),
    )


def _may_forgive(forgiven: list[date], missed: date) -> bool:
    return not forgiven or (missed - forgiven[-1]).days >= GRACE_EVERY_DAYS
