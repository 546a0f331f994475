"""When the votes on a subject become a consensus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from quorum.domain.errors import RuleDegenerate, RuleInvalid
from quorum.domain.hypergeometric import PTable, shared_table


class ConsensusState(StrEnum):
    """Open: more votes are asked for. Reached and disputed are final for the round."""

    OPEN = "open"
    REACHED = "reached"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the votes say now: accepted class indices (rising) and one p-value per class.

    Only a reached decision accepts classes. `p_values` is empty below the minimum of votes, when
    nothing is tested.
    """

    state: ConsensusState
    accepted: tuple[int, ...] = ()
    p_values: tuple[float, ...] = ()


STILL_OPEN = Decision(ConsensusState.OPEN)


@dataclass(frozen=True, slots=True)
class ConsensusRule:
    """The rule of a choose-many task with N = `classes` and m = `maximum_choices`.

    A class is accepted below `p_reached`; a class from there up to, but not at, `p_open` keeps the
    subject open. Raises RuleInvalid for numbers out of range, and RuleDegenerate where even a
    unanimous vote at `minimum_votes` could not reach consensus (m >= N, say).
    """

    classes: int
    maximum_choices: int
    minimum_votes: int = 12
    maximum_votes: int = 40
    p_reached: float = 0.01
    p_open: float = 0.1

    def __post_init__(self) -> None:
        if self.classes < 1 or self.maximum_choices < 1:
            raise RuleInvalid("A task needs at least one class and one allowed choice.")
        check_thresholds(self.minimum_votes, self.maximum_votes, self.p_reached, self.p_open)
        smallest = self.table.row(self.minimum_votes)[self.minimum_votes]
        if smallest >= self.p_reached:
            raise RuleDegenerate(
                f"With {self.classes} classes, {self.maximum_choices} choices and {self.minimum_votes} votes "
                f"the smallest reachable p is {smallest:.3g}, not below {self.p_reached:g}.",
                smallest_p=smallest,
                p_reached=self.p_reached,
            )

    @property
    def table(self) -> PTable:
        """Return the p-values of this task shape."""
        return shared_table(classes=self.classes, maximum_choices=self.maximum_choices)


def check_thresholds(minimum_votes: int, maximum_votes: int, p_reached: float, p_open: float) -> None:
    """Raise RuleInvalid unless 1 <= minimum <= maximum votes and 0 < p_reached <= p_open <= 1."""
    if not 1 <= minimum_votes <= maximum_votes:
        raise RuleInvalid(
            "The minimum of votes must be at least 1 and at most the maximum.",
            minimum_votes=minimum_votes,
            maximum_votes=maximum_votes,
        )
    if not 0 < p_reached <= p_open <= 1:
        raise RuleInvalid(
            "The p-values must be above 0, at most 1, and in order.", p_reached=p_reached, p_open=p_open
        )


def evaluate(counts: Sequence[int], n: int, rule: ConsensusRule, table: PTable) -> Decision:
    """Return the decision for `counts` votes per class out of `n` counted classifications.

    Reached when some class has p < p_reached and none lies in p_reached <= p < p_open; disputed when
    that has not come about at `maximum_votes`. A caller who keeps a decision never asks again:
    reached is final, although one more vote could open it (k = 6 of 12 is reached, 6 of 13 is not,
    for N = 29 and m = 5). Sullivan et al. 2018, Nature Biotechnology 36:820, Methods.
    """
    if n < rule.minimum_votes:
        return STILL_OPEN
    p_values = table.p_values(counts, n)
    accepted = tuple([index for index, p in enumerate(p_values) if p < rule.p_reached])
    is_grey = any(rule.p_reached <= p < rule.p_open for p in p_values)
    if accepted and not is_grey:
        return Decision(ConsensusState.REACHED, accepted, p_values)
    state = ConsensusState.DISPUTED if n >= rule.maximum_votes else ConsensusState.OPEN
    return Decision(state, (), p_values)


@dataclass(frozen=True, slots=True)
class VotesNeeded:
    """After `n` classifications, `grey` votes for a class keep the subject open, and `reached` accept it.

    None where not even `n` votes would do.
    """

    n: int
    grey: int | None
    reached: int | None


def votes_needed(rule: ConsensusRule) -> list[VotesNeeded]:
    """Return what a class needs after each number of votes from the rule's minimum to its maximum."""
    needed = []
    for n in range(rule.minimum_votes, rule.maximum_votes + 1):
        p_values = rule.table.row(n)
        grey = next((k for k, p in enumerate(p_values) if p < rule.p_open), None)
        reached = next((k for k, p in enumerate(p_values) if p < rule.p_reached), None)
        needed.append(VotesNeeded(n, grey, reached))
    return needed
