"""The closed loop: serve a batch, take its votes, join them with the model, stop or keep, choose again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quorum.analysis.planner.truth import Truth
from quorum.domain.aggregators.interface import Question, Reference
from quorum.domain.aggregators.registry import make_aggregator
from quorum.domain.joined_evidence import Predictions
from quorum.domain.joined_skill import FittedJoined, JoinedSkill
from quorum.domain.metrics import macro_f1, micro_f1
from quorum.domain.stopping import StoppingRule, Verdict, enough
from quorum.domain.votes import Votes
from tests.load.bench_loop.crowd import Crowd
from tests.load.bench_loop.network import Network

Booleans = NDArray[np.bool_]
Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
MOST_VOTES = 78
VOTES_PER_LABEL = 8
"""So many votes make an image one more labelled image for the network; fewer count in proportion."""
NOTHING_STOPS = 0.0


@dataclass(frozen=True)
class Point:
    """F1 outside the hold-out after so many votes per image, over the classes with reference positives."""

    method: str
    votes: float
    macro: float
    micro: float


@dataclass(frozen=True)
class Ground:
    """What all methods are given: images, crowd, network, and the experts' labels of the hold-out."""

    truth: Truth
    crowd: Crowd
    network: Network | None
    reference: Reference
    question: Question

    @property
    def images(self) -> int:
        """Return how many images there are, hold-out included."""
        return len(self.truth.labels)

    def point(self, method: str, votes: float, accepted: Booleans) -> Point:
        """Judge decisions (images, classes)."""
        judged = ~self.reference.known
        right = self.truth.labels[judged]
        classes = right.any(axis=0)
        right, said = right[:, classes], accepted[judged][:, classes]
        return Point(method, votes, macro_f1(right, said), micro_f1(right, said))

    def predictions(self, labelled: int) -> Predictions:
        """Return what the network says once so many images are labelled; nothing without one."""
        if self.network is None:
            return Predictions.none(*self.truth.labels.shape)
        return self.network.predictions(labelled)


@dataclass(frozen=True)
class Standing:
    """How the loop stands before a batch is chosen."""

    ground: Ground
    votes: Votes
    n: Counts
    labelled: int
    predictions: Predictions
    fitted: FittedJoined
    posterior: Floats
    verdict: Verdict


Choose = Callable[[Standing, np.random.Generator], Floats]
"""What orders the images: values (images,), higher is sooner."""


@dataclass(frozen=True)
class Loop:
    """A closed loop with one way of choosing, from `begin` votes on each image on.

    `tolerated` is as in `StoppingRule`; None never stops an image.
    """

    name: str
    choose: Choose
    tolerated: float | None = None
    begin: int = 0

    def run(self, ground: Ground, at: Sequence[float], seed: int) -> Iterator[tuple[Point, Standing]]:
        """Yield a point at each number of votes per image (rising), until no image waits.

        At most one vote per image is asked for at a time.
        """
        rng = np.random.default_rng(seed)
        n = np.full(ground.images, self.begin)
        standing = self._standing(ground, n.copy())
        for wanted in at:
            batch = self._batch(standing, round(wanted * ground.images) - int(n.sum()), rng)
            if len(batch):
                n[batch] += 1
                standing = self._standing(ground, n.copy())
            accepted = standing.posterior > standing.fitted.cutoffs
            yield ground.point(self.name, n.sum() / ground.images, accepted), standing
            if not self._waiting(standing).any():
                break

    def _standing(self, ground: Ground, n: Counts) -> Standing:
        # What the network itself is sure of is no label: only votes teach it.
        labelled = round(np.minimum(n / VOTES_PER_LABEL, 1.0).sum())
        votes, predictions = ground.crowd.votes(n), ground.predictions(labelled)
        fitted = JoinedSkill(ground.question).fit(votes, predictions, ground.reference)
        posterior = fitted.predict_proba(votes, predictions)
        rule = StoppingRule(
            fitted.cutoffs,
            fitted.power,
            tolerated=NOTHING_STOPS if self.tolerated is None else self.tolerated,
            maximum_votes=MOST_VOTES,
        )
        return Standing(ground, votes, n, labelled, predictions, fitted, posterior, enough(posterior, n, rule))

    def _batch(self, standing: Standing, size: int, rng: np.random.Generator) -> Counts:
        waiting = self._waiting(standing)
        places = min(size, int(waiting.sum()))
        if places <= 0:
            return np.zeros(0, np.int64)
        order = np.argsort(np.where(waiting, -self.choose(standing, rng), np.inf), kind="stable")
        return order[:places]

    def _waiting(self, standing: Standing) -> Booleans:
        waiting = standing.n < MOST_VOTES
        return waiting if self.tolerated is None else waiting & ~standing.verdict.enough


def serve_evenly(ground: Ground, method: str, at: Sequence[int]) -> Iterator[Point]:
    """Yield points of an aggregator when each image has been served the same number of times, in any order."""
    for votes_per_image in at:
        votes = ground.crowd.votes(np.full(ground.images, votes_per_image))
        fitted = make_aggregator(method, ground.question).fit(votes, ground.reference)
        yield ground.point(method, votes_per_image, fitted.decide(votes).accepted)
