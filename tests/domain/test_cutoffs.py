from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from quorum.domain.aggregators.interface import ReferenceInvalid
from quorum.domain.cutoffs import (
    PERMISSIVE_P,
    accepted_above,
    accepted_below,
    cutoffs_above,
    cutoffs_below,
    highest_only,
)

DISTINCT = st.integers(1, 40).flatmap(
    lambda subjects: st.permutations(range(subjects)).map(lambda p: (np.array(p) + 1) / (subjects + 1))
)


def column(*values: float) -> np.ndarray:
    return np.array(values)[:, None]


def test_the_cutoff_leaves_the_reference_share_of_subjects_below() -> None:
    # Five subjects at a frequency of 2/5: two lie below the third smallest.
    p = column(0.5, 0.01, 0.2, 0.03, 0.9)
    cutoffs = cutoffs_below(p, np.array([0.4]))
    assert cutoffs.tolist() == [0.2]
    assert accepted_below(p, cutoffs)[:, 0].tolist() == [False, True, False, True, False]


def test_subjects_tied_at_the_cutoff_are_all_refused() -> None:
    p = column(0.1, 0.2, 0.2, 0.2, 0.9)
    cutoffs = cutoffs_below(p, np.array([0.4]))
    assert cutoffs.tolist() == [0.2]
    assert accepted_below(p, cutoffs).sum() == 1


def test_the_number_of_subjects_is_rounded_halves_up() -> None:
    p = column(0.1, 0.2, 0.3, 0.4)
    accepted = [accepted_below(p, cutoffs_below(p, np.array([f]))).sum() for f in (0.1, 0.125, 0.37, 0.375)]
    assert accepted == [0, 1, 1, 2]


def test_frequencies_of_none_and_all_accept_none_and_all() -> None:
    p = np.array([[0.1, 0.1], [1.0, 1.0]])
    accepted = accepted_below(p, cutoffs_below(p, np.array([0.0, 1.0])))
    assert accepted.tolist() == [[False, True], [False, True]]


def test_a_novel_class_gets_the_permissive_cutoff() -> None:
    p = np.array([[0.3, 0.3], [0.2, 0.002]])
    assert cutoffs_below(p, np.array([0.5, np.nan])).tolist() == [0.3, PERMISSIVE_P]
    assert cutoffs_above(p, np.array([0.5, np.nan]), novel=0.7).tolist() == [0.2, 0.7]


def test_shares_are_cut_from_the_other_side() -> None:
    shares = column(0.5, 0.1, 0.9, 0.3)
    cutoffs = cutoffs_above(shares, np.array([0.5]), novel=0.5)
    assert cutoffs.tolist() == [0.3]
    assert accepted_above(shares, cutoffs)[:, 0].tolist() == [True, False, True, False]


@given(DISTINCT, st.floats(0, 1))
def test_without_ties_the_reference_frequency_comes_out(p: np.ndarray, frequency: float) -> None:
    expected = np.floor(frequency * len(p) + 0.5)
    below = accepted_below(p[:, None], cutoffs_below(p[:, None], np.array([frequency])))
    above = accepted_above(p[:, None], cutoffs_above(p[:, None], np.array([frequency]), novel=0.5))
    assert below.sum() == expected
    assert above.sum() == expected


@given(arrays(np.float64, (12, 2), elements=st.sampled_from([0.01, 0.2, 0.5, 1.0])), st.floats(0, 1))
def test_ties_never_add_subjects(p: np.ndarray, frequency: float) -> None:
    frequencies = np.array([frequency, 1 - frequency])
    accepted = accepted_below(p, cutoffs_below(p, frequencies))
    assert (accepted.sum(axis=0) <= np.floor(frequencies * 12 + 0.5)).all()


@given(st.integers(0, 10**6))
def test_permuting_subjects_and_classes_permutes_the_decisions(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p, frequencies = rng.random((30, 6)).round(1), rng.random(6)
    subjects, classes = rng.permutation(30), rng.permutation(6)
    moved = p[subjects][:, classes]
    accepted = accepted_below(p, cutoffs_below(p, frequencies))
    accepted_moved = accepted_below(moved, cutoffs_below(moved, frequencies[classes]))
    np.testing.assert_array_equal(accepted_moved, accepted[subjects][:, classes])


@pytest.mark.parametrize("frequencies", [[-0.1], [1.1], [0.5, 0.5]])
def test_frequencies_that_cannot_be_are_refused(frequencies: list[float]) -> None:
    with pytest.raises(ReferenceInvalid):
        cutoffs_below(column(0.1, 0.2), np.array(frequencies))


def test_cutoffs_need_a_subject() -> None:
    with pytest.raises(ReferenceInvalid):
        cutoffs_below(np.zeros((0, 1)), np.array([0.5]))


def test_an_exclusive_question_takes_the_highest_score_then_the_most_votes_then_the_first() -> None:
    scores = np.array([[0.1, 0.9, 0.2], [0.5, 0.5, 0.1], [0.5, 0.5, 0.1], [9.0, 0.0, 0.0], [1.0, 1.0, 1.0]])
    counts = np.array([[1, 1, 1], [1, 2, 0], [2, 2, 0], [0, 1, 0], [0, 0, 0]])
    taken = [np.flatnonzero(row).tolist() for row in highest_only(scores, counts)]
    assert taken == [[1], [1], [0], [1], []]
