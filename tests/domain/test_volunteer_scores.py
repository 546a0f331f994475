from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quorum.domain.aggregators.interface import ReferenceInvalid
from quorum.domain.metrics import jaccard_per_item
from quorum.domain.volunteer_scores import volunteer_scores
from quorum.domain.votes import Repeats, chosen_classes
from tests.domain.drawn_votes import votes_of

LABELS = np.array([[1, 1, 0], [1, 0, 0], [0, 0, 1], [1, 0, 1]], bool)
ALL = np.ones(4, bool)


def test_scores_match_values_worked_by_hand() -> None:
    # Images show {0, 1}, {0}, {2}: four labels. Named: {0}, {0, 2}, {1}: four classes, two of them right.
    votes = votes_of([(0, 0, [0]), (1, 0, [0, 2]), (2, 0, [1])], classes=3, subjects=4)
    scores = volunteer_scores(votes, LABELS, ALL, fewest_images=3)
    assert scores.volunteer.tolist() == [0]
    assert scores.images.tolist() == [3]
    assert (scores.precision[0], scores.recall[0], scores.f1[0]) == (0.5, 0.5, 0.5)
    # |both| / |either| of the three images: 1/2, 1/2 and 0/2; always naming class 0 scores 1/2, 1 and 0.
    assert scores.most_common == 0
    assert scores.jaccard[0] == pytest.approx(1 / 3)
    assert scores.constant_jaccard[0] == pytest.approx(1 / 2)
    assert scores.worse_than_constant.tolist() == [True]
    assert scores.share_worse_than_constant == 1.0


def test_volunteers_with_fewer_than_ten_labelled_images_are_not_listed() -> None:
    labels = np.ones((11, 2), bool)
    known = np.arange(11) < 10
    rows = [(subject, 0, [0, 1]) for subject in range(10)]
    rows += [(subject, 1, [0]) for subject in range(1, 11)]  # ten, of which nine have labels
    scores = volunteer_scores(votes_of(rows, classes=2), labels, known)
    assert scores.volunteer.tolist() == [0]
    assert scores.images.tolist() == [10]


def test_repeats_on_one_image_are_one_image() -> None:
    votes = votes_of([(0, 0, [2]), (0, 0, [0, 1])], classes=3, subjects=4)
    latest = volunteer_scores(votes, LABELS, ALL, fewest_images=1)
    first = volunteer_scores(votes, LABELS, ALL, fewest_images=1, repeats=Repeats.FIRST)
    assert (latest.images[0], latest.f1[0], first.f1[0]) == (1, 1.0, 0.0)


def test_undefined_precision_is_not_a_number_and_f1_is_zero() -> None:
    scores = volunteer_scores(votes_of([(0, 0, [])], classes=3, subjects=4), LABELS, ALL, fewest_images=1)
    assert np.isnan(scores.precision[0])
    assert (scores.recall[0], scores.f1[0]) == (0.0, 0.0)


def test_nobody_listed_has_no_share() -> None:
    scores = volunteer_scores(votes_of([(0, 0, [0])], classes=3, subjects=4), LABELS, ALL)
    assert len(scores.volunteer) == 0
    assert np.isnan(scores.share_worse_than_constant)


@settings(deadline=None)
@given(st.integers(0, 10**6))
def test_every_volunteer_scores_as_if_alone(seed: int) -> None:
    rng = np.random.default_rng(seed)
    labels, known = rng.random((12, 70)) < 0.1, rng.random(12) < 0.7
    labels[0, 0] = known[0] = True
    rows = [
        (subject, who, np.flatnonzero(rng.random(70) < 0.1).tolist())
        for who in range(3)
        for subject in range(12)
    ]
    votes = votes_of(rows, classes=70)
    scores = volunteer_scores(votes, labels, known, fewest_images=1)
    answers = chosen_classes(votes)
    for place, who in enumerate(scores.volunteer):
        mine = (votes.volunteer == who) & known[votes.subject]
        said, truth = answers[mine], labels[votes.subject[mine]]
        sides = said.sum() + truth.sum()
        assert scores.f1[place] == pytest.approx(2 * (said & truth).sum() / sides if sides else 0.0)
        assert scores.jaccard[place] == pytest.approx(jaccard_per_item(truth, said).mean())


def test_labels_that_do_not_fit_or_are_missing_are_refused() -> None:
    votes = votes_of([(0, 0, [0])], classes=3, subjects=4)
    with pytest.raises(ReferenceInvalid):
        volunteer_scores(votes, LABELS[:3], ALL)
    with pytest.raises(ReferenceInvalid):
        volunteer_scores(votes, LABELS, ~ALL)
