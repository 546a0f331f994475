"""Whole rounds at once: the consensus of every subject in order of arrival, and rounds pooled into one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from quorum.domain.consensus import ConsensusRule, ConsensusState
from quorum.domain.votes import Integers, Masks, Repeats, Votes, VotesInvalid, votes_from_masks, without_repeats

Booleans = NDArray[np.bool_]
Floats = NDArray[np.float64]
Places = NDArray[np.int64]
OPEN, REACHED, DISPUTED = 0, 1, 2
STATES = (ConsensusState.OPEN, ConsensusState.REACHED, ConsensusState.DISPUTED)


@dataclass(frozen=True)
class RoundDecisions:
    """What a round came to, subject by subject.

    `state` (subjects,) holds places in STATES. `n` (subjects,) is the number of classifications that
    counted: those after the decision do not. `accepted` and `p_values` are (subjects, classes); below
    the minimum of votes nothing is tested, and the p-values are NaN.
    """

    state: NDArray[np.int8]
    n: Integers
    accepted: Booleans
    p_values: Floats

    @property
    def reached(self) -> Booleans:
        """Return which subjects reached consensus, (subjects,)."""
        return np.asarray(self.state == REACHED)

    @property
    def disputed(self) -> Booleans:
        """Return which subjects had the maximum of votes without consensus, (subjects,)."""
        return np.asarray(self.state == DISPUTED)

    @property
    def reached_at_n(self) -> Integers:
        """Return after how many classifications consensus was reached, (subjects,); 0 where it was not."""
        return np.where(self.reached, self.n, 0).astype(np.int32)


def decide_in_order(votes: Votes, rule: ConsensusRule) -> RoundDecisions:
    """Decide every subject of one round, evaluating after every vote in order of arrival.

    The same as `quorum.domain.consensus.evaluate` after each vote, where reached and disputed are
    final. Raises VotesInvalid when votes and rule differ in classes.
    """
    if votes.classes != rule.classes:
        raise VotesInvalid(f"The votes have {votes.classes} classes, the rule {rule.classes}.")
    n_max = rule.maximum_votes
    table = np.zeros((n_max + 1, n_max + 1))
    for votes_counted in range(n_max + 1):
        table[votes_counted, : votes_counted + 1] = rule.table.row(votes_counted)
    # p falls with k, so that votes are compared with the fewest that p < p_open and p < p_reached take.
    places = np.arange(n_max + 1)
    within = places[None, :] <= places[:, None]
    fewest = np.stack([(within & (table >= p)).sum(axis=1) for p in (rule.p_open, rule.p_reached)])
    counts = np.zeros((votes.subjects, votes.classes), np.int32)
    limits = (rule.minimum_votes, rule.maximum_votes)
    n, state = _fold(votes.first, votes.chosen, limits, fewest, counts)
    accepted = (counts >= fewest[1, n][:, None]) & (state == REACHED)[:, None]
    p_values = table[n[:, None], counts]
    p_values[n < rule.minimum_votes] = np.nan
    return RoundDecisions(state, n, accepted, p_values)


@njit(cache=True)
def _fold(
    first: Places, chosen: Masks, limits: tuple[int, int], fewest: Places, counts: Integers
) -> tuple[Integers, NDArray[np.int8]]:
    n = np.zeros(len(counts), np.int32)
    state = np.zeros(len(counts), np.int8)
    for subject in range(len(counts)):
        for row in range(first[subject], first[subject + 1]):
            n[subject] += 1
            for index in range(counts.shape[1]):
                counts[subject, index] += (chosen[row, index >> 6] >> np.uint64(index & 63)) & np.uint64(1)
            if n[subject] < limits[0]:
                continue
            state[subject] = _state(counts[subject], fewest[:, n[subject]])
            if state[subject] == OPEN and n[subject] >= limits[1]:
                state[subject] = DISPUTED
            if state[subject] != OPEN:
                break
    return n, state


@njit(cache=True)
def _state(counts: Integers, fewest: Places) -> int:
    is_accepted = False
    for k in counts:
        if k >= fewest[1]:
            is_accepted = True
        elif k >= fewest[0]:
            return OPEN
    return REACHED if is_accepted else OPEN


def pool(rounds: Sequence[Votes], policy: Repeats = Repeats.LATEST) -> Votes:
    """Return the classifications of several rounds, given in their order, as one set of votes.

    A volunteer who saw a subject in several rounds is settled by `policy`. Raises VotesInvalid when
    there is no round, or when rounds differ in subjects, volunteers or classes.
    """
    if not rounds:
        raise VotesInvalid("There is no round to pool.")
    sizes = {(votes.subjects, votes.volunteers, votes.classes) for votes in rounds}
    if len(sizes) > 1:
        raise VotesInvalid("The rounds differ in subjects, volunteers or classes.")
    subjects, volunteers, classes = sizes.pop()
    pooled = votes_from_masks(
        subject=np.concatenate([votes.subject for votes in rounds]),
        volunteer=np.concatenate([votes.volunteer for votes in rounds]),
        chosen=np.concatenate([votes.chosen for votes in rounds]),
        subjects=subjects,
        volunteers=volunteers,
        classes=classes,
    )
    return without_repeats(pooled, policy)
