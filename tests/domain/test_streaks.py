from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from quorum.domain.streaks import GRACE_EVERY_DAYS, streak_of

TODAY = date(2026, 5, 20)
ages = st.sets(st.integers(0, 60))


def ago(*days: int) -> list[date]:
    return [TODAY - timedelta(days=one) for one in days]


def test_days_in_a_row_up_to_today_or_yesterday_make_a_streak() -> None:
    assert streak_of(ago(0, 1, 2), TODAY).length == 3
    yesterday = streak_of(ago(1, 2), TODAY)
    assert (yesterday.length, yesterday.is_done_today, yesterday.has_grace) == (2, False, True)


def test_one_missed_day_is_forgiven_and_told_two_are_not() -> None:
    kept = streak_of(ago(0, 2, 3), TODAY)
    assert (kept.length, kept.forgiven) == (3, tuple(ago(1)))
    assert streak_of(ago(0, 3, 4), TODAY).length == 1


def test_a_day_missed_yesterday_leaves_today_to_save_the_streak() -> None:
    waiting = streak_of(ago(2, 3), TODAY)
    assert (waiting.length, waiting.uses_grace_today, waiting.has_grace) == (2, True, False)
    assert streak_of(ago(3, 4), TODAY).length == 0


def test_a_second_missed_day_within_a_week_breaks_the_streak() -> None:
    assert streak_of(ago(0, 2, 4), TODAY).length == 1
    assert streak_of(ago(0, 2, 3, 4, 5, 6, 7, 9), TODAY).length == 8


def test_nobody_has_a_streak_without_work() -> None:
    nothing = streak_of([], TODAY)
    assert (nothing.length, nothing.best) == (0, 0)


@given(ages)
def test_length_never_exceeds_days_with_work_nor_best(days: set[int]) -> None:
    streak = streak_of(ago(*days), TODAY)
    assert 0 <= streak.length <= streak.best <= len(days)
    assert streak.is_done_today == (0 in days)


@given(ages)
def test_work_today_never_shortens_a_streak(days: set[int]) -> None:
    assert streak_of(ago(*days | {0}), TODAY).length >= streak_of(ago(*days), TODAY).length


@given(ages)
def test_forgiven_days_are_missed_days_a_week_apart(days: set[int]) -> None:
    forgiven = streak_of(ago(*days), TODAY).forgiven
    assert not set(forgiven) & set(ago(*days))
    assert all((b - a).days >= GRACE_EVERY_DAYS for a, b in pairwise(forgiven))


@given(st.integers(1, 60))
def test_days_without_a_gap_all_count(days: int) -> None:
    assert streak_of(ago(*range(days)), TODAY).length == days


@given(ages)
def test_days_of_a_time_zone_ahead_count_as_today(days: set[int]) -> None:
    ahead = [*ago(*days), TODAY + timedelta(days=1)]
    assert streak_of(ahead, TODAY) == streak_of(ago(*days | {0}), TODAY)
