"""Coverage: subjects unlike any that are settled or chosen, by k-centre greedy in an embedding."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quorum.domain.acquisition.candidates import Candidates, Floats, Knowledge
from quorum.domain.acquisition.strategy import Scores, StrategyInvalid, known
from quorum.domain.acquisition.uncertainty import unsettled

Points = NDArray[np.float32]
DISTANCES_AT_ONCE = 1 << 22


@dataclass(frozen=True)
class Coverage:
    """The score is how far a subject lies from all covered ones when it is chosen itself.

    Core-set selection by k-centre greedy (Gonzalez 1985, Theor. Comput. Sci. 38:293; Sener & Savarese 2018,
    ICLR, arXiv:1708.00489). Distances are weighed by how far the subject's least settled class depends on
    votes: a label that is known already makes no new one. Covered are the settled and the chosen; as long as
    nothing is settled, also the mean. After `centres` choices the others keep their distance from what is
    covered then, which is smaller than any before. Costs subjects x (`centres` + settled) x dimensions.
    """

    centres: int = 256
    name: str = "coverage"
    needs_model: bool = False
    needs: tuple[Knowledge, ...] = (Knowledge.EMBEDDING,)

    def __post_init__(self) -> None:
        if self.centres < 1:
            raise StrategyInvalid("Coverage chooses at least one centre.")

    def scores(self, candidates: Candidates, rng: np.random.Generator) -> Scores:
        """Return weighed distances in the embedding's unit, rounded to 32 bits; raises KnowledgeMissing."""
        embedding = known(Knowledge.EMBEDDING, candidates.embedding)
        if not len(embedding):
            return Scores.without_class(np.zeros(0))
        mean = embedding.mean(axis=0)
        # Centred, so that squares in 32 bits do not cancel.
        points = np.ascontiguousarray(embedding - mean, np.float32)
        covered = candidates.covered
        if covered is None or not len(covered):
            covered = mean[None, :]
        squares = nearest_squares(points, np.ascontiguousarray(covered - mean, np.float32))
        weights = np.square(unsettled(candidates).max(axis=1)).astype(np.float32)
        return Scores.without_class(np.sqrt(_greedy(points, weights, squares, self.centres)))


def _greedy(points: Points, weights: Points, squares: Points, centres: int) -> Floats:
    """Return weighed squares of distances (subjects,): at the choice of the first `centres`, or at the end."""
    norms = np.einsum("ij,ij->i", points, points)
    values = np.zeros(len(points))
    is_chosen = np.zeros(len(points), bool)
    for _ in range(min(centres, len(points))):
        weighed = weights * squares
        centre = int(np.where(is_chosen, np.float32(-1.0), weighed).argmax())
        values[centre], is_chosen[centre] = weighed[centre], True
        np.minimum(squares, _squares_from(points, norms, centre), out=squares)
    return np.where(is_chosen, values, weights * squares)


def _squares_from(points: Points, norms: Points, centre: int) -> Points:
    squares: Points = np.maximum(norms + norms[centre] - 2.0 * (points @ points[centre]), np.float32(0.0))
    return squares


def nearest_squares(points: Points, others: Points) -> Points:
    """Return each point's squared distance from the nearest of the others, (points,)."""
    norms = np.einsum("ij,ij->i", others, others)
    nearest = np.empty(len(points), np.float32)
    step = max(1, DISTANCES_AT_ONCE // len(others))
    for start in range(0, len(points), step):
        part = points[start : start + step]
        between = norms - 2.0 * (part @ others.T)
        nearest[start : start + step] = between.min(axis=1) + np.einsum("ij,ij->i", part, part)
    return np.maximum(nearest, np.float32(0.0))
