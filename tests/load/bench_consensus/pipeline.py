"""The published, corrected consensus from arrays: counts, p-values, cutoffs and labels."""

from __future__ import annotations

from typing import NamedTuple

from quorum.domain.aggregators.interface import Booleans, Floats, Question
from quorum.domain.cutoffs import accepted_below, cutoffs_below
from quorum.domain.hypergeometric import p_values
from quorum.domain.votes import Tally, Votes, tally
from tests.load.bench_consensus.clock import Timing, time_calls


class Consensus(NamedTuple):
    """What one pass over the votes gives."""

    tally: Tally
    accepted: Booleans


def consensus_of(votes: Votes, question: Question, frequencies: Floats) -> Consensus:
    """Return counts and accepted classes (subjects, classes); `frequencies` (classes,) as in `Reference`."""
    counted = tally(votes)
    p = p_values(counted, question)
    return Consensus(counted, accepted_below(p, cutoffs_below(p, frequencies)))


def time_steps(votes: Votes, question: Question, frequencies: Floats, times: int) -> dict[str, Timing]:
    """Return the seconds of each step of `consensus_of` alone."""
    counted, counting = time_calls(lambda: tally(votes), times)
    p, testing = time_calls(lambda: p_values(counted, question), times)
    cutoffs, matching = time_calls(lambda: cutoffs_below(p, frequencies), times)
    _, deciding = time_calls(lambda: accepted_below(p, cutoffs), times)
    return {"tally": counting, "p-values": testing, "cutoffs": matching, "decision": deciding}
