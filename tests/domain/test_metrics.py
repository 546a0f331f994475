"""Scores against values worked by hand."""

from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quorum.domain.metrics import best_f1_cutoffs, f1_per_class, jaccard_per_item, macro_f1, micro_f1, score

REFERENCE = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 0]], dtype=bool)
PREDICTED = np.array([[1, 0, 1], [0, 1, 0], [0, 1, 0], [0, 1, 0]], dtype=bool)


def test_f1_per_class_is_twice_the_hits_over_both_sides_positives():
    np.testing.assert_allclose(f1_per_class(REFERENCE, PREDICTED), [2 / 3, 4 / 5, 0.0])


def test_a_class_without_any_positive_scores_zero():
    nothing = np.zeros((3, 1), dtype=bool)
    np.testing.assert_array_equal(f1_per_class(nothing, nothing), [0.0])


def test_macro_f1_leaves_out_classes_the_reference_never_shows():
    assert macro_f1(REFERENCE, PREDICTED) == pytest.approx((2 / 3 + 4 / 5) / 2)


def test_macro_f1_without_any_reference_positive_is_refused():
    with pytest.raises(ValueError, match="undefined"):
        macro_f1(np.zeros((2, 2), dtype=bool), np.ones((2, 2), dtype=bool))


def test_micro_f1_pools_all_pairs():
    assert micro_f1(REFERENCE, PREDICTED) == pytest.approx(2 * 3 / (4 + 5))


def test_micro_f1_of_nothing_against_nothing_is_zero():
    nothing = np.zeros((2, 2), dtype=bool)
    assert micro_f1(nothing, nothing) == 0.0


def test_integer_arrays_count_as_truth_values():
    np.testing.assert_allclose(f1_per_class(REFERENCE.astype(int), PREDICTED.astype(int)), [2 / 3, 4 / 5, 0.0])


@pytest.mark.parametrize("measure", [f1_per_class, macro_f1, micro_f1, score])
def test_different_shapes_are_refused(measure):
    with pytest.raises(ValueError, match="shape"):
        measure(REFERENCE, PREDICTED[:2])


def test_the_best_cutoff_separates_separable_scores():
    scores = np.array([[0.9, 0.2], [0.8, 0.7], [0.1, 0.6], [0.2, 0.1]])
    truth = np.array([[1, 0], [1, 1], [0, 1], [0, 0]], dtype=bool)
    cutoffs = best_f1_cutoffs(truth, scores)
    np.testing.assert_array_equal(scores >= cutoffs, truth)


def test_equal_scores_are_taken_or_left_together():
    scores = np.array([[0.5], [0.5], [0.5], [0.1]])
    truth = np.array([[1], [0], [0], [0]], dtype=bool)
    assert best_f1_cutoffs(truth, scores)[0] == 0.5


def test_a_class_without_reference_positives_is_never_predicted():
    assert best_f1_cutoffs(np.zeros((3, 1), dtype=bool), np.ones((3, 1)))[0] == np.inf


def test_an_item_that_cannot_be_predicted_is_missed_but_never_a_cutoff():
    truth = np.array([[1, 1], [1, 0], [1, 0]], dtype=bool)
    scores = np.array([[0.3, -np.inf], [-np.inf, 0.5], [-np.inf, 0.4]])
    np.testing.assert_array_equal(best_f1_cutoffs(truth, scores), [0.3, np.inf])


@pytest.mark.parametrize("seed", range(5))
def test_no_cutoff_beats_the_best_one(seed):
    rng = np.random.default_rng(seed)
    truth = rng.random((40, 3)) < 0.3
    scores = np.round(rng.random((40, 3)) + 0.4 * truth, 1)
    best = f1_per_class(truth, scores >= best_f1_cutoffs(truth, scores))
    for cutoff in np.unique(scores):
        assert (f1_per_class(truth, scores >= cutoff) <= best + 1e-12).all()


def test_scores_match_values_worked_by_hand():
    # Hits, expected, answered: class 0 has 1, 2, 1; class 1 has 2, 2, 3; class 2 has 0, 0, 1.
    scores = score(REFERENCE, PREDICTED)
    np.testing.assert_allclose(scores.precision, [1, 2 / 3, 0])
    np.testing.assert_allclose(scores.recall, [1 / 2, 1, 0])
    np.testing.assert_allclose(scores.f1, [2 / 3, 4 / 5, 0])
    assert scores.has_reference.tolist() == [True, True, False]
    overall = scores.overall
    assert overall.macro_precision == pytest.approx((1 + 2 / 3) / 2)
    assert overall.macro_recall == pytest.approx((1 / 2 + 1) / 2)
    assert overall.macro_f1 == pytest.approx((2 / 3 + 4 / 5) / 2)
    assert overall.micro_precision == pytest.approx(3 / 5)
    assert overall.micro_recall == pytest.approx(3 / 4)
    assert overall.micro_f1 == pytest.approx(2 * 3 / 9)
    # Wrong pairs: class 2 of item 0, class 0 of item 1, class 1 of item 3.
    assert overall.hamming_loss == pytest.approx(3 / 12)
    # |both| / |either| of the items: 1/2, 1/2, 1/1, 0/1.
    assert overall.mean_jaccard == pytest.approx((1 / 2 + 1 / 2 + 1 + 0) / 4)
    assert scores.items == 4


def test_two_empty_label_sets_agree():
    assert jaccard_per_item(np.zeros((1, 2), dtype=bool), np.zeros((1, 2), dtype=bool)).tolist() == [1.0]


@pytest.mark.parametrize("seed", range(5))
def test_scores_agree_with_the_single_figures_and_scikit_learn(seed):
    theirs = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(seed)
    truth = rng.random((30, 4)) < 0.4
    predicted = truth ^ (rng.random((30, 4)) < 0.2)
    scores = score(truth, predicted)
    np.testing.assert_allclose(scores.f1, f1_per_class(truth, predicted))
    assert scores.overall.macro_f1 == pytest.approx(macro_f1(truth, predicted))
    assert scores.overall.micro_f1 == pytest.approx(micro_f1(truth, predicted))
    per_class = {"average": None, "zero_division": 0}
    np.testing.assert_allclose(scores.precision, theirs.precision_score(truth, predicted, **per_class))
    np.testing.assert_allclose(scores.recall, theirs.recall_score(truth, predicted, **per_class))
    assert scores.overall.hamming_loss == pytest.approx(theirs.hamming_loss(truth, predicted))
    mean_jaccard = theirs.jaccard_score(truth, predicted, average="samples", zero_division=1)
    assert scores.overall.mean_jaccard == pytest.approx(mean_jaccard)


@given(st.integers(0, 10**6))
def test_permuting_items_and_classes_permutes_the_scores(seed):
    rng = np.random.default_rng(seed)
    truth, predicted = rng.random((2, 20, 5)) < 0.4
    items, classes = rng.permutation(20), rng.permutation(5)
    before = score(truth, predicted)
    after = score(truth[items][:, classes], predicted[items][:, classes])
    np.testing.assert_allclose(after.f1, before.f1[classes])
    np.testing.assert_allclose(astuple(after.overall), astuple(before.overall))


def test_scores_without_any_reference_positive_are_refused():
    with pytest.raises(ValueError, match="undefined"):
        score(np.zeros((2, 2), dtype=bool), np.ones((2, 2), dtype=bool))
