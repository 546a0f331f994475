"""Rankings against values worked by hand."""

import numpy as np
import pytest

from quorum.domain.ranking import average_precision, curve_points, precision_recall

TRUTH = np.array([True, False, True, False])


def test_average_precision_takes_equal_scores_together():
    recall, precision, average = curve_points(np.array([3.0, 2.0, 2.0, 1.0]), TRUTH)
    assert recall.tolist() == [0.5, 1.0, 1.0]
    assert precision.tolist() == pytest.approx([1.0, 2 / 3, 0.5])
    assert average == pytest.approx(0.5 * 1.0 + 0.5 * 2 / 3)


def test_a_perfect_ranking_has_average_precision_one_and_the_worst_that_of_its_last_places():
    assert average_precision(np.array([4.0, 1.0, 3.0, 2.0]), TRUTH) == 1.0
    # Hits at places 3 and 4 of 4.
    assert average_precision(np.array([1.0, 4.0, 2.0, 3.0]), TRUTH) == pytest.approx((1 / 3 + 2 / 4) / 2)


def test_an_item_that_is_never_taken_is_missed():
    recall, precision = precision_recall(np.array([3.0, 2.0, -np.inf, -np.inf]), TRUTH)
    assert recall.tolist() == [0.5, 0.5]
    assert precision.tolist() == [1.0, 0.5]
    assert average_precision(np.array([3.0, 2.0, -np.inf, -np.inf]), TRUTH) == 0.5
    assert average_precision(np.full(4, -np.inf), TRUTH) == 0.0


def test_without_positives_there_is_no_curve():
    recall, precision, average = curve_points(np.array([2.0, 1.0]), np.zeros(2, bool))
    assert len(recall) == len(precision) == 0
    assert np.isnan(average)


def test_a_thinned_curve_keeps_its_ends_and_its_average_precision():
    rng = np.random.default_rng(0)
    truth = rng.random(5000) < 0.4
    scores = rng.random(5000) + 0.5 * truth
    recall, _, average = curve_points(scores, truth)
    assert len(recall) < 1000
    assert recall[-1] == 1.0
    assert average == average_precision(scores, truth)


@pytest.mark.parametrize("seed", range(5))
def test_average_precision_agrees_with_scikit_learn(seed):
    theirs = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(seed)
    truth = rng.random(60) < 0.3
    scores = np.round(rng.random(60), 1)
    assert average_precision(scores, truth) == pytest.approx(theirs.average_precision_score(truth, scores))
