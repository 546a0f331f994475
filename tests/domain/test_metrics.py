"""F1 figures against values worked by hand."""

import numpy as np
import pytest

from quorum.domain.metrics import best_f1_cutoffs, f1_per_class, macro_f1, micro_f1

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


@pytest.mark.parametrize("measure", [f1_per_class, macro_f1, micro_f1])
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


@pytest.mark.parametrize("seed", range(5))
def test_no_cutoff_beats_the_best_one(seed):
    rng = np.random.default_rng(seed)
    truth = rng.random((40, 3)) < 0.3
    scores = np.round(rng.random((40, 3)) + 0.4 * truth, 1)
    best = f1_per_class(truth, scores >= best_f1_cutoffs(truth, scores))
    for cutoff in np.unique(scores):
        assert (f1_per_class(truth, scores >= cutoff) <= best + 1e-12).all()
