from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quorum.domain.levels import credits_for, level_of, points_for, progress_of


def test_the_first_levels_begin_where_the_curve_says() -> None:
    assert [points_for(level) for level in range(1, 6)] == [0, 100, 300, 600, 1000]


@given(st.integers(0, 10**12))
def test_points_lie_between_the_ends_of_their_level(points: int) -> None:
    progress = progress_of(points)
    assert progress.begins_at <= points < progress.next_at
    assert progress.level == level_of(points) >= 1


@given(st.integers(1, 10_000))
def test_a_level_begins_exactly_at_its_points(level: int) -> None:
    assert level_of(points_for(level)) == level
    assert level_of(points_for(level + 1) - 1) == level


def test_higher_levels_bring_more_credits() -> None:
    brought = [credits_for(level) for level in range(1, 50)]
    assert brought == sorted(set(brought))
    assert brought[0] == 0
