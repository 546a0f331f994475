"""What one more vote costs in the intake: counts, p-values and decision, and the evidence by skill."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from quorum.domain.aggregators.interface import Question
from quorum.domain.aggregators.registry import make_aggregator
from quorum.domain.aggregators.skill import FittedSkill
from quorum.domain.consensus import ConsensusRule, evaluate
from quorum.domain.evidence import SubjectEvidence, Weighing
from quorum.domain.votes import Votes, chosen_classes
from tests.load.bench_consensus.campaigns import MAXIMUM_CHOICES, Campaigns
from tests.load.bench_consensus.clock import Timing
from tests.load.bench_consensus.report import AtMost, Figure

PER_VOTE_US = 20.0
FIRST_TESTED, LAST_TESTED = 12, 40
"""The intake tests a subject after each classification between these."""
SUBJECTS = 2_000
TIMES = 4

Vote = tuple[int, list[int]]
"""Who, and the classes chosen."""
Update = Callable[[int, list[int]], object]
"""What is done after each vote on one subject."""


def measure_update(campaigns: Campaigns, seed: int) -> Iterator[Figure]:
    """Yield the mean microseconds of a vote, from the first that is tested to the last."""
    medium, votes = campaigns.medium(seed), campaigns.large(seed).votes
    question = Question(votes.classes, MAXIMUM_CHOICES)
    rule = ConsensusRule(classes=votes.classes, maximum_choices=MAXIMUM_CHOICES)
    fitted = make_aggregator("skill", question).fit(medium.votes, medium.reference)
    assert isinstance(fitted, FittedSkill)  # the question is not exclusive
    weighing = fitted.weighing
    subjects = list(_first_votes(votes))
    ways: dict[str, Callable[[], Update]] = {
        "counts, p-values, decision": lambda: decide_by_rule(rule),
        "evidence by skill added": lambda: SubjectEvidence(weighing).add,
        "evidence by skill added, posteriors": lambda: weigh(weighing),
    }
    for words, begin in ways.items():
        yield _figure(words, subjects, begin)
    yield _figure(
        "all of these", subjects, lambda: both(decide_by_rule(rule), weigh(weighing)), AtMost(PER_VOTE_US)
    )


def decide_by_rule(rule: ConsensusRule) -> Update:
    """Return what the intake does now: it counts, and decides by the p-values."""
    counts, n, table = [0] * rule.classes, 0, rule.table

    def update(_: int, chosen: list[int]) -> object:
        nonlocal n
        n += 1
        for index in chosen:
            counts[index] += 1
        return evaluate(counts, n, rule, table)

    return update


def weigh(weighing: Weighing) -> Update:
    """Return an update of the evidence that also asks for the posteriors."""
    evidence = SubjectEvidence(weighing)

    def update(volunteer: int, chosen: list[int]) -> object:
        evidence.add(volunteer, chosen)
        return evidence.posterior()

    return update


def both(one: Update, other: Update) -> Update:
    """Return one update after the other."""
    return lambda volunteer, chosen: (one(volunteer, chosen), other(volunteer, chosen))


def _first_votes(votes: Votes) -> Iterator[Sequence[Vote]]:
    some = votes.where(votes.subject < SUBJECTS).up_to(LAST_TESTED)
    chosen = [np.flatnonzero(row).tolist() for row in chosen_classes(some)]
    everything = list(zip(some.volunteer.tolist(), chosen, strict=True))
    starts = some.first[: SUBJECTS + 1].tolist()
    for start, end in pairwise(starts):
        yield everything[start:end]


def _figure(
    words: str, subjects: Sequence[Sequence[Vote]], begin: Callable[[], Update], limit: AtMost | None = None
) -> Figure:
    spent = [1e6 * _replay(subjects, begin) for _ in range(1 + TIMES)]
    timing = Timing(spent[0], tuple(spent[1:]))
    return Figure(f"one vote: {words}", timing.best, "µs", limit, timing)


def _replay(subjects: Sequence[Sequence[Vote]], begin: Callable[[], Update]) -> float:
    """Return the seconds per vote, from the first tested one of each subject on."""
    spent, number = 0.0, 0
    for votes in subjects:
        update = begin()
        for vote in votes[: FIRST_TESTED - 1]:
            update(*vote)
        begun = time.perf_counter()
        for vote in votes[FIRST_TESTED - 1 :]:
            update(*vote)
        spent += time.perf_counter() - begun
        number += len(votes) - FIRST_TESTED + 1
    return spent / number
