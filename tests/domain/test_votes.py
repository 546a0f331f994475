from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quorum.domain.votes import (
    Repeats,
    Votes,
    VotesInvalid,
    chosen_classes,
    masks_of,
    tally,
    votes_from_masks,
    without_repeats,
    words_for,
)
from tests.domain.drawn_votes import votes_of

CLASSES = 70  # two words, so that the border between them is crossed
UNHURRIED = settings(deadline=None)  # the first example compiles
ROW = st.tuples(
    st.integers(0, 4), st.integers(0, 3), st.lists(st.integers(0, CLASSES - 1), max_size=4, unique=True)
)


def made(rows: list[tuple[int, int, list[int]]]) -> Votes:
    return votes_from_masks(
        subject=np.array([row[0] for row in rows], np.int64),
        volunteer=np.array([row[1] for row in rows], np.int64),
        chosen=masks_of([row[2] for row in rows], CLASSES),
        subjects=5,
        volunteers=4,
        classes=CLASSES,
    )


@UNHURRIED
@given(st.lists(ROW, max_size=30))
def test_the_tally_counts_every_answer_once(rows: list[tuple[int, int, list[int]]]) -> None:
    n = np.zeros(5, int)
    counts = np.zeros((5, CLASSES), int)
    for subject, _, chosen in rows:
        n[subject] += 1
        for index in chosen:
            counts[subject, index] += 1
    counted = tally(made(rows))
    np.testing.assert_array_equal(counted.n, n)
    np.testing.assert_array_equal(counted.counts, counts)


@UNHURRIED
@given(st.lists(ROW, max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_the_votes_does_not_matter_to_the_tally(
    rows: list[tuple[int, int, list[int]]], random: object
) -> None:
    mixed = list(rows)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    np.testing.assert_array_equal(tally(made(rows)).counts, tally(made(mixed)).counts)


@UNHURRIED
@given(st.lists(ROW, max_size=30))
def test_votes_are_sorted_by_subject_and_keep_their_order_within(
    rows: list[tuple[int, int, list[int]]],
) -> None:
    votes = made(rows)
    expected = sorted(rows, key=lambda row: row[0])
    assert votes.subject.tolist() == [row[0] for row in expected]
    assert votes.volunteer.tolist() == [row[1] for row in expected]
    answers = [np.flatnonzero(answer).tolist() for answer in chosen_classes(votes)]
    assert answers == [sorted(row[2]) for row in expected]


@UNHURRIED
@given(st.lists(ROW, max_size=30), st.sampled_from([Repeats.LATEST, Repeats.FIRST]))
def test_one_classification_of_a_volunteer_and_subject_stands(
    rows: list[tuple[int, int, list[int]]], policy: Repeats
) -> None:
    stands: dict[tuple[int, int], list[int]] = {}
    for subject, volunteer, chosen in rows:
        if policy is Repeats.LATEST or (subject, volunteer) not in stands:
            stands[subject, volunteer] = sorted(chosen)
    settled = without_repeats(made(rows), policy)
    pairs = zip(settled.subject.tolist(), settled.volunteer.tolist(), strict=True)
    answers = [np.flatnonzero(answer).tolist() for answer in chosen_classes(settled)]
    assert dict(zip(pairs, answers, strict=True)) == stands
    assert len(settled) == len(stands)


def test_repeats_may_all_stand() -> None:
    votes = votes_of([(0, 0, [0]), (0, 0, [1])], classes=2)
    assert len(without_repeats(votes, Repeats.ALL)) == 2


def test_the_first_classifications_of_every_subject_can_be_taken() -> None:
    votes = votes_of([(0, 0, [0]), (0, 1, [1]), (2, 0, [1]), (2, 1, []), (2, 2, [0])], classes=2)
    assert tally(votes.up_to(2)).n.tolist() == [2, 0, 2]
    assert tally(votes.up_to(2)).counts.tolist() == [[1, 1], [0, 0], [0, 1]]
    assert votes.first.tolist() == [0, 2, 2, 5]


def test_shares_are_votes_over_classifications_and_zero_without_any() -> None:
    counted = tally(votes_of([(0, 0, [0]), (0, 1, [0, 1]), (0, 2, [])], classes=2, subjects=2))
    np.testing.assert_allclose(counted.shares, [[2 / 3, 1 / 3], [0, 0]])


def test_words_hold_sixty_four_classes_each() -> None:
    assert [words_for(classes) for classes in (1, 64, 65, 128, 129)] == [1, 1, 2, 2, 3]


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": np.array([5])},
        {"subject": np.array([-1])},
        {"volunteer": np.array([4])},
        {"volunteer": np.array([0, 1])},
        {"chosen": np.array([[8]], np.uint64)},
        {"chosen": np.array([[1, 0]], np.uint64)},
    ],
)
def test_arrays_that_do_not_fit_are_refused(changes: dict[str, np.ndarray]) -> None:
    given = {
        "subject": np.array([0]),
        "volunteer": np.array([0]),
        "chosen": np.array([[1]], np.uint64),
    } | changes
    with pytest.raises(VotesInvalid) as caught:
        votes_from_masks(**given, subjects=5, volunteers=4, classes=3)
    assert caught.value.code == "votes_invalid"


def test_a_class_beyond_the_known_ones_is_refused() -> None:
    with pytest.raises(VotesInvalid):
        masks_of([[3]], 3)
