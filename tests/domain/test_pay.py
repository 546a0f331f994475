from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quorum.domain.pay import accuracy_factor, earned_milli, effort_of, passes_paid


def test_an_answer_faster_than_anybody_can_look_is_worth_nothing() -> None:
    assert effort_of(499) == 0
    assert 0 < effort_of(500) < effort_of(2499) < effort_of(2500)


@given(st.integers(0, 10**8) | st.none())
def test_no_claimed_time_is_worth_more_than_one_image(duration_ms: int | None) -> None:
    assert 0 <= effort_of(duration_ms) <= 1000


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_higher_lower_bound_never_pays_less_and_measuring_never_costs(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert accuracy_factor(None) <= accuracy_factor(low) <= accuracy_factor(high) <= 100


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 100))
def test_passes_pay_up_to_their_share_of_answers_and_never_less_with_more_work(
    answers: int, passes: int, share: int
) -> None:
    paid = passes_paid(answers, passes, share)
    assert 0 <= paid <= passes
    assert 100 * paid <= share * answers
    assert passes_paid(answers + 1, passes, share) >= paid
    assert passes_paid(answers, passes + 1, share) >= paid


def test_full_effort_at_full_accuracy_earns_the_points_of_an_image() -> None:
    assert earned_milli(1000, 10, 100) == 10_000
    assert earned_milli(500, 10, 40) == 2_000
