from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quorum.domain.feedback import compare

CODES = st.lists(st.sampled_from("abcdef"), unique=True)


def test_hits_misses_and_extras_are_told_apart() -> None:
    feedback = compare(["a", "b", "c"], ["c", "d", "a"])
    assert feedback.hits == ("a", "c")
    assert feedback.missed == ("b",)
    assert feedback.extra == ("d",)
    assert feedback.score == 0.5
    assert not feedback.right


def test_an_empty_answer_to_an_empty_image_is_right() -> None:
    assert compare([], []).right
    assert compare([], []).score == 1.0


@given(CODES, CODES)
def test_the_score_is_one_exactly_for_right_answers_and_the_same_both_ways(
    truth: list[str], chosen: list[str]
) -> None:
    feedback = compare(truth, chosen)
    assert (feedback.score == 1.0) == feedback.right == (set(truth) == set(chosen))
    assert feedback.score == compare(chosen, truth).score
    assert {*feedback.hits, *feedback.missed} == set(truth)
    assert {*feedback.hits, *feedback.extra} == set(chosen)
