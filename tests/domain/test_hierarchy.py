from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quorum.domain.hierarchy import ClassTree, TreeInvalid, level_test, merge_votes
from quorum.domain.hypergeometric import Variant
from quorum.domain.votes import VotesInvalid, chosen_classes
from tests.domain.drawn_votes import votes_of

# Leaves 0 .. 4; meta classes 5 = {0, 1}, 6 = {2}, 7 = {3, 4}; top classes 8 = {5, 6}, 9 = {7}.
TREE = ClassTree(parents=(5, 5, 6, 7, 7, 8, 8, 9, -1, -1), classes=5)


def test_leaves_are_two_four_or_six_edges_apart() -> None:
    assert TREE.distances.tolist() == [
        [0, 2, 4, 6, 6],
        [2, 0, 4, 6, 6],
        [4, 4, 0, 6, 6],
        [6, 6, 6, 0, 2],
        [6, 6, 6, 2, 0],
    ]


def test_levels_merge_leaves_into_meta_and_top_classes() -> None:
    assert TREE.depth == 2
    assert TREE.nodes_at(2) == (0, 1, 2, 3, 4)
    assert TREE.nodes_at(1) == (5, 6, 7)
    assert TREE.groups_at(1).tolist() == [0, 0, 1, 2, 2]
    assert TREE.nodes_at(0) == (8, 9)
    assert TREE.groups_at(0).tolist() == [0, 0, 0, 1, 1]


def test_a_class_that_lies_shallower_stays_itself() -> None:
    tree = ClassTree(parents=(3, 3, -1, -1), classes=3)
    assert tree.nodes_at(0) == (2, 3)
    assert tree.groups_at(0).tolist() == [1, 1, 0]
    assert tree.distances[0].tolist() == [0, 2, 3]


def test_an_answer_naming_two_leaves_of_one_meta_class_is_one_vote_for_it() -> None:
    votes = votes_of([(0, 0, [0, 1, 3]), (0, 1, [2]), (0, 2, [])], classes=5)
    merged = chosen_classes(merge_votes(votes, TREE, 1))
    assert merged.astype(int).tolist() == [[1, 0, 1], [0, 1, 0], [0, 0, 0]]


@settings(deadline=None)  # the first example compiles
@given(
    st.lists(st.lists(st.integers(0, 69), max_size=5, unique=True), min_size=1, max_size=20),
    st.lists(st.integers(70, 139), min_size=70, max_size=70),
)
def test_merged_votes_are_the_union_of_the_classes_below(answers: list[list[int]], above: list[int]) -> None:
    tree = ClassTree(parents=(*above, *[-1] * 70), classes=70)
    votes = votes_of([(0, who, chosen) for who, chosen in enumerate(answers)], classes=70)
    merged = chosen_classes(merge_votes(votes, tree, 0))
    nodes = tree.nodes_at(0)
    for row, chosen in zip(merged, answers, strict=True):
        assert {nodes[place] for place in np.flatnonzero(row)} == {above[index] for index in chosen}


def test_above_the_leaves_as_many_are_drawn_as_votes_were_cast() -> None:
    # Two volunteers, both for the first top class: 4 balls, 2 marked, 2 drawn; P(X = 2) = 1 / 6.
    votes = votes_of([(0, 0, [0, 1]), (0, 1, [2])], classes=5)
    tested = level_test(votes, TREE, 0, maximum_choices=5)
    assert tested.nodes == (8, 9)
    assert tested.tally.counts.tolist() == [[2, 0]]
    assert not tested.not_testable
    np.testing.assert_allclose(tested.p_values, [[1 / comb(4, 2), 1.0]])


def test_a_level_that_no_vote_can_decide_is_not_testable() -> None:
    votes = votes_of([(0, who, [0]) for who in range(12)], classes=5)
    blind = level_test(votes, TREE, 0, maximum_choices=5, variant=Variant.TEXT)
    assert blind.not_testable
    assert np.isnan(blind.p_values).all()
    assert blind.tally.counts.tolist() == [[12, 0]]
    one_root = ClassTree(parents=(2, 2, -1), classes=2)
    assert level_test(votes_of([(0, 0, [0])], classes=2), one_root, 0, maximum_choices=2).not_testable
    # One of three meta classes, two volunteers at the least: 1 / comb(6, 2) is not below 0.01.
    assert level_test(votes, TREE, 1, maximum_choices=5, minimum_votes=2).not_testable


@pytest.mark.parametrize(
    ("parents", "classes"), [((1, 0), 2), ((0,), 1), ((5,), 1), ((-2,), 1), ((-1,), 2), ((-1,), 0)]
)
def test_parents_that_make_no_tree_are_refused(parents: tuple[int, ...], classes: int) -> None:
    with pytest.raises(TreeInvalid) as caught:
        ClassTree(parents, classes)
    assert caught.value.code == "tree_invalid"


def test_votes_over_other_classes_are_refused() -> None:
    with pytest.raises(VotesInvalid):
        merge_votes(votes_of([(0, 0, [0])], classes=2), TREE, 1)
