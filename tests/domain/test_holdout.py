from __future__ import annotations

import numpy as np
import pytest

from quorum.domain.aggregators.interface import ReferenceInvalid
from quorum.domain.holdout import evaluated, hold_out, sample_size, share_size

LABELS = np.random.default_rng(0).random((200, 4)) < [0.5, 0.1, 0.0, 0.9]
LABELLED = np.arange(200) % 4 != 0


def test_the_released_sample_size_of_the_published_campaign_comes_out() -> None:
    # n0 = 5.16^2 / 4 / 0.05^2 = 2662.56; 2662.56 / (1 + 2662.56 / 65596) = 2558.7
    assert sample_size(65_596) == 2559


def test_the_sample_size_never_exceeds_the_population() -> None:
    assert sample_size(1) == 1
    assert sample_size(50) <= 50
    assert sample_size(10**9) == 2663


def test_a_tenth_is_the_default_share() -> None:
    assert [share_size(labelled) for labelled in (1, 10, 65_596)] == [1, 1, 6560]
    assert share_size(65_596, 0.5) == 32_798


def test_the_hold_out_is_drawn_from_labelled_subjects_alone() -> None:
    reference = hold_out(LABELS, LABELLED, size=40, rng=np.random.default_rng(1))
    assert reference.known.sum() == 40
    assert not (reference.known & ~LABELLED).any()


def test_frequencies_are_those_of_the_sample() -> None:
    reference = hold_out(LABELS, LABELLED, size=40, rng=np.random.default_rng(1))
    shares = LABELS[reference.known].sum(axis=0) / 40
    np.testing.assert_allclose(reference.frequencies[[0, 1, 3]], shares[[0, 1, 3]])


def test_a_class_that_the_sample_does_not_show_has_no_frequency() -> None:
    reference = hold_out(LABELS, LABELLED, size=40, rng=np.random.default_rng(1))
    assert not LABELS[:, 2].any()
    assert reference.novel.tolist() == [False, False, True, False]


def test_labels_outside_the_sample_are_not_passed_on() -> None:
    reference = hold_out(LABELS, LABELLED, size=40, rng=np.random.default_rng(1))
    np.testing.assert_array_equal(reference.labels[reference.known], LABELS[reference.known])
    assert not reference.labels[~reference.known].any()


def test_novel_classes_have_no_frequency_and_known_ones_may_be_better_known() -> None:
    novel = np.array([False, False, True, False])
    frequencies = np.array([0.4, 0.2, 0.1, 0.8])
    rng = np.random.default_rng(1)
    reference = hold_out(LABELS, LABELLED, size=5, rng=rng, novel=novel, frequencies=frequencies)
    np.testing.assert_array_equal(reference.novel, novel)
    np.testing.assert_array_equal(reference.frequencies, [0.4, 0.2, np.nan, 0.8])


def test_the_hold_out_is_left_out_of_evaluation() -> None:
    reference = hold_out(LABELS, LABELLED, size=40, rng=np.random.default_rng(1))
    scored = evaluated(LABELLED, reference)
    assert scored.sum() == 150 - 40
    assert not (scored & reference.known).any()


def test_the_same_seed_draws_the_same_subjects_and_another_seed_others() -> None:
    draws = [hold_out(LABELS, LABELLED, size=40, rng=np.random.default_rng(seed)).known for seed in (1, 1, 2)]
    np.testing.assert_array_equal(draws[0], draws[1])
    assert (draws[0] != draws[2]).any()


@pytest.mark.parametrize("size", [0, 151])
def test_a_hold_out_that_cannot_be_drawn_is_refused(size: int) -> None:
    with pytest.raises(ReferenceInvalid):
        hold_out(LABELS, LABELLED, size=size, rng=np.random.default_rng(1))
