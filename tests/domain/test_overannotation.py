from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from quorum.domain.overannotation import over_annotation, ribbons


def rows(*sets: str) -> np.ndarray:
    """Return label sets over the classes a, b and c, one string each."""
    return np.array([[letter in labels for letter in "abc"] for labels in sets])


def test_the_test_matches_values_worked_by_hand() -> None:
    # Four items with a, one of them with b: P(b | a) = 1/4; b was named in three of the four.
    reference = rows("ab", "a", "a", "a", "c")
    predicted = rows("ab", "ab", "ab", "a", "c")
    tested = over_annotation(reference, predicted)
    assert tested.items.tolist() == [4, 1, 1]
    assert tested.expected[0].tolist() == [1, 1 / 4, 0]
    assert tested.observed[0].tolist() == [1, 3 / 4, 0]
    # P(X >= 3) of four at 1/4: 4 (1/4)^3 (3/4) + (1/4)^4 = 13 / 256, times three classes.
    assert tested.p_values[0, 1] == pytest.approx(3 * 13 / 256)
    assert not tested.over_represented.any()
    assert over_annotation(reference, predicted, alpha=0.16).over_represented[0].tolist() == [
        False,
        True,
        False,
    ]


def test_a_class_that_the_reference_never_has_beside_another_needs_one_prediction() -> None:
    tested = over_annotation(rows("a", "a"), rows("ac", "a"))
    assert tested.p_values[0, 2] == 0
    assert tested.over_represented[0].tolist() == [False, False, True]


def test_classes_without_an_item_and_the_diagonal_are_not_tested() -> None:
    tested = over_annotation(rows("a"), rows("b"))
    assert np.isnan(tested.p_values[1]).all()
    assert np.isnan(tested.observed[1]).all()
    assert np.isnan(tested.p_values[0, 0])
    assert tested.over_represented.tolist() == [[False, True, False], [False] * 3, [False] * 3]


@given(st.integers(0, 10**6))
def test_every_pair_agrees_with_a_single_binomial_test(seed: int) -> None:
    rng = np.random.default_rng(seed)
    reference, predicted = rng.random((2, 25, 4)) < 0.4
    tested = over_annotation(reference, predicted)
    for a in range(4):
        has_a = reference[:, a]
        for b in range(4):
            if a != b and has_a.any():
                named, share = int(predicted[has_a, b].sum()), float(reference[has_a, b].mean())
                single = binomtest(named, int(has_a.sum()), share, alternative="greater").pvalue
                assert tested.p_values[a, b] == pytest.approx(min(1.0, 4 * single), rel=1e-9, abs=1e-12)


@given(st.integers(0, 10**6))
def test_permuting_classes_permutes_the_tests(seed: int) -> None:
    rng = np.random.default_rng(seed)
    reference, predicted = rng.random((2, 25, 4)) < 0.4
    order = rng.permutation(4)
    moved = over_annotation(reference[:, order], predicted[:, order])
    expected = over_annotation(reference, predicted).p_values[order][:, order]
    np.testing.assert_array_equal(moved.p_values, expected)


@pytest.mark.parametrize(("partners", "is_uniform"), [(5, False), (6, True)])
def test_more_than_five_partners_make_a_class_uniformly_over_annotated(partners: int, is_uniform: bool) -> None:
    # One class per item; class 8 is named beside the first few as well.
    reference = np.repeat(np.eye(9, dtype=bool), 4, axis=0)
    predicted = reference.copy()
    predicted[: 4 * partners, 8] = True
    tested = over_annotation(reference, predicted)
    assert tested.partners.tolist() == [0] * 8 + [partners]
    assert tested.uniformly_over_annotated.tolist() == [False] * 8 + [is_uniform]


def test_ribbons_run_from_reference_to_predicted_classes_widest_first() -> None:
    reference = rows("a", "a", "a", "b", "c")
    predicted = rows("ac", "ac", "a", "ba", "c")
    drawn = ribbons(over_annotation(reference, predicted), np.array([[0, 2, 6], [2, 0, 4], [6, 4, 0]]))
    assert drawn.reference.tolist() == [0, 1]
    assert drawn.predicted.tolist() == [2, 0]
    assert drawn.surplus.tolist() == [2, 1]
    assert drawn.distance.tolist() == [6, 2]


def test_different_shapes_are_refused() -> None:
    with pytest.raises(ValueError, match="expected two arrays"):
        over_annotation(rows("a"), rows("a", "b"))
