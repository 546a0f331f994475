"""Classes as a tree: votes merged into its upper levels and tested there, and distances between classes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numba import njit
from numpy.typing import NDArray

from quorum.domain.aggregators.interface import Question
from quorum.domain.errors import UserFault
from quorum.domain.hypergeometric import Variant, p_values, smallest_p
from quorum.domain.votes import Masks, Tally, Votes, VotesInvalid, masks_of, tally, words_for

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
NO_PARENT = -1


class TreeInvalid(UserFault):
    """The parents of the classes do not make a tree."""

    code = "tree_invalid"


@dataclass(frozen=True)
class ClassTree:
    """Nodes by their parents, -1 for a root; the first `classes` nodes are those that volunteers choose.

    The levels count from the roots: 0 is the top level, 1 the meta classes below it, and so on. Nodes may lie
    at different depths. Raises TreeInvalid for parents that do not exist, circles, or too few nodes.
    """

    parents: tuple[int, ...]
    classes: int

    def __post_init__(self) -> None:
        nodes = len(self.parents)
        if not 1 <= self.classes <= nodes:
            raise TreeInvalid(f"A tree of {nodes} nodes cannot hold {self.classes} classes.")
        for node in range(nodes):
            above = self.parents[node]
            steps = 0
            while above != NO_PARENT:
                if not 0 <= above < nodes or steps == nodes:
                    raise TreeInvalid(f"Node {node} does not lead to a root.", node=node)
                above = self.parents[above]
                steps += 1

    @cached_property
    def _paths(self) -> tuple[tuple[int, ...], ...]:
        """Return the nodes from the root down to each node, itself included."""

        def path(node: int) -> tuple[int, ...]:
            above = self.parents[node]
            return (*path(above), node) if above != NO_PARENT else (node,)

        return tuple(path(node) for node in range(len(self.parents)))

    @property
    def depth(self) -> int:
        """Return the level of the deepest node."""
        return max(len(path) for path in self._paths) - 1

    def nodes_at(self, level: int) -> tuple[int, ...]:
        """Return the nodes into which a level merges the classes, rising; shallower classes stay themselves."""
        return tuple(sorted({self._at(level, index) for index in range(self.classes)}))

    def groups_at(self, level: int) -> Places:
        """Return for each class its place in `nodes_at(level)`, (classes,)."""
        nodes = self.nodes_at(level)
        return np.array([nodes.index(self._at(level, index)) for index in range(self.classes)], np.int64)

    def _at(self, level: int, node: int) -> int:
        path = self._paths[node]
        return path[min(level, len(path) - 1)]

    @cached_property
    def distances(self) -> NDArray[np.int64]:
        """Return the edges between each two classes, (classes, classes).

        All roots hang from one unseen node: in a tree of three levels, two leaves are 2 apart within one
        meta class, 4 within one top class, and 6 elsewhere.
        """
        paths = self._paths[: self.classes]
        steps = np.zeros((self.classes, self.classes), np.int64)
        for a, one in enumerate(paths):
            for b, other in enumerate(paths):
                shared = sum(1 for x, y in zip(one, other, strict=False) if x == y)
                steps[a, b] = len(one) + len(other) - 2 * shared
        return steps


@dataclass(frozen=True)
class LevelTest:
    """The test of one level of the tree.

    `nodes` names its columns, `tally` counts the merged votes. Where `not_testable`, no vote at the minimum of
    classifications could reach the threshold, and `p_values` (subjects, nodes) are NaN.
    """

    nodes: tuple[int, ...]
    tally: Tally
    not_testable: bool
    p_values: Floats


def merge_votes(votes: Votes, tree: ClassTree, level: int) -> Votes:
    """Return the same classifications over the nodes of a level: a node is chosen where any class in it is.

    Raises VotesInvalid when votes and tree differ in classes.
    """
    if votes.classes != tree.classes:
        raise VotesInvalid(f"The votes have {votes.classes} classes, the tree {tree.classes}.")
    nodes = len(tree.nodes_at(level))
    groups = tree.groups_at(level)
    members = masks_of([np.flatnonzero(groups == place).tolist() for place in range(nodes)], votes.classes)
    chosen = np.zeros((len(votes), words_for(nodes)), np.uint64)
    _merge(votes.chosen, members, chosen)
    return Votes(votes.subject, votes.volunteer, chosen, votes.subjects, votes.volunteers, nodes)


@njit(cache=True)
def _merge(chosen: Masks, members: Masks, merged: Masks) -> None:
    for row in range(len(chosen)):
        for node in range(len(members)):
            is_chosen = False
            for word in range(members.shape[1]):
                is_chosen |= (chosen[row, word] & members[node, word]) != 0
            # Without a branch, which would be guessed wrongly every other time.
            merged[row, node >> 6] |= np.uint64(is_chosen) << np.uint64(node & 63)


def level_test(
    votes: Votes,
    tree: ClassTree,
    level: int,
    *,
    maximum_choices: int,
    minimum_votes: int = 12,
    p_reached: float = 0.01,
    variant: Variant = Variant.VOTES_CAST,
) -> LevelTest:
    """Return the p-values of the merged votes of one level.

    Draws are the merged votes actually cast, unless another variant is named: with few classes m*n draws
    leave nothing to test (N = 4 and m = 4 give p = 1 always). Sullivan et al. 2018, Methods.
    """
    counted = tally(merge_votes(votes, tree, level))
    nodes = tree.nodes_at(level)
    question = Question(len(nodes), min(maximum_choices, len(nodes)))
    if smallest_p(question, minimum_votes, variant) >= p_reached:
        return LevelTest(nodes, counted, True, np.full(counted.counts.shape, np.nan))
    return LevelTest(nodes, counted, False, p_values(counted, question, variant))
