"""The allowance: accurate people never meet it, and a patient bot gains nothing by it."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from quorum.domain.integrity.allowance import Allowance, capacity, full, per_minute, spend

THRESHOLD = 0.5
shares = st.floats(0.0, 1.0)


@given(shares, shares)
def test_the_rate_grows_with_accuracy(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert per_minute(low, THRESHOLD) <= per_minute(high, THRESHOLD)


@given(st.lists(st.floats(0.0, 500.0), max_size=200), st.floats(8.0, 90.0))
def test_no_more_counts_than_the_bucket_held_and_time_brought(gaps: list[float], rate: float) -> None:
    bucket, clock, counted = full(rate, 0.0), 0.0, 0
    for gap in gaps:
        clock += gap
        bucket, within = spend(bucket, rate=rate, at=clock)
        counted += within
    assert counted <= capacity(rate) + clock * rate / 60.0 + 1e-6


def test_somebody_slow_never_meets_it_however_inaccurate() -> None:
    bucket = full(per_minute(0.0, THRESHOLD), 0.0)
    for at in np.arange(0.0, 7200.0, 8.0):
        bucket, within = spend(bucket, rate=per_minute(0.0, THRESHOLD), at=float(at))
        assert within


def test_somebody_accurate_never_meets_it_at_a_second_each() -> None:
    rate = per_minute(0.5, THRESHOLD)
    bucket = full(rate, 0.0)
    for at in range(7200):
        bucket, within = spend(bucket, rate=rate, at=float(at))
        assert within


def test_a_phone_that_was_offline_has_earned_its_tokens() -> None:
    rate = per_minute(0.35, THRESHOLD)
    bucket = Allowance(0.0, 0.0)
    for _ in range(60):
        bucket, within = spend(bucket, rate=rate, at=1800.0)
        assert within


def test_a_clock_that_goes_back_fills_nothing() -> None:
    bucket, within = spend(Allowance(0.5, 1000.0), rate=60.0, at=0.0)
    assert not within
    assert bucket == Allowance(0.5, 1000.0)
