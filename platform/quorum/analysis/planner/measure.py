"""How well a method does on a drawn campaign, and after how many votes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from quorum.analysis.planner.truth import Truth
from quorum.domain.aggregators.interface import Question, Reference
from quorum.domain.aggregators.registry import make_aggregator
from quorum.domain.holdout import hold_out, share_size
from quorum.domain.metrics import macro_f1, micro_f1
from quorum.domain.votes import Votes


@dataclass(frozen=True)
class Score:
    """F1 outside the hold-out, over the classes with reference positives."""

    method: str
    votes: int
    macro: float
    micro: float


def draw_holdout(truth: Truth, share: float, rng: np.random.Generator) -> Reference:
    """Give the experts' labels of a random share of the images; classes that are never true are novel."""
    labelled = np.ones(len(truth.labels), bool)
    novel = np.asarray(~truth.labels.any(axis=0))
    return hold_out(truth.labels, labelled, size=share_size(len(labelled), share), rng=rng, novel=novel)


@dataclass(frozen=True)
class Trial:
    """A drawn campaign and what its methods are judged by."""

    votes: Votes
    truth: Truth
    reference: Reference
    maximum_choices: int

    def score(self, method: str, votes_per_image: int) -> Score:
        """Aggregate the first votes of every image and judge the images outside the hold-out."""
        votes = self.votes.up_to(votes_per_image)
        question = Question(votes.classes, self.maximum_choices)
        accepted = make_aggregator(method, question).fit(votes, self.reference).decide(votes).accepted
        judged = ~self.reference.known
        right = self.truth.labels[judged]
        classes = right.any(axis=0)
        right, said = right[:, classes], accepted[judged][:, classes]
        return Score(method, votes_per_image, macro_f1(right, said), micro_f1(right, said))

    def curve(self, methods: Sequence[str], at: Sequence[int]) -> Iterator[Score]:
        """Yield the score of each method with the first n votes of every image, for n in `at`."""
        for votes_per_image in at:
            for method in methods:
                yield self.score(method, votes_per_image)


def votes_needed(scores: Sequence[Score], macro: float, micro: float) -> Mapping[str, int | None]:
    """Return per method the fewest votes at which both scores are reached; None where they are not."""
    needed: dict[str, int | None] = {}
    for one in scores:
        needed.setdefault(one.method, None)
        best = needed[one.method]
        if one.macro >= macro and one.micro >= micro and (best is None or one.votes < best):
            needed[one.method] = one.votes
    return needed
