"""Consensus on a yes-or-no question, by the posterior of the share of yes."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.special import betainc

from quorum.domain.consensus import STILL_OPEN, ConsensusState, Decision, VotesNeeded, check_thresholds
from quorum.domain.errors import RuleDegenerate


@dataclass(frozen=True, slots=True)
class BinaryRule:
    """The rule of a yes-or-no task; raises RuleInvalid and RuleDegenerate like ConsensusRule."""

    minimum_votes: int = 12
    maximum_votes: int = 40
    p_reached: float = 0.01

    def __post_init__(self) -> None:
        check_thresholds(self.minimum_votes, self.maximum_votes, self.p_reached, 1.0)
        smallest = p_no(self.minimum_votes, self.minimum_votes)
        if smallest >= self.p_reached:
            raise RuleDegenerate(
                f"{self.minimum_votes} votes reach p = {smallest:.3g} at best, not below {self.p_reached:g}.",
                smallest_p=smallest,
                p_reached=self.p_reached,
            )


def p_no(yes: int, n: int) -> float:
    """Return P(share of yes <= 1/2) given `yes` of `n` votes, under a uniform prior Beta(1, 1)."""
    return float(betainc(yes + 1, n - yes + 1, 0.5))


def evaluate_binary(yes: int, n: int, rule: BinaryRule) -> Decision:
    """Return the decision for `yes` of `n` votes: one p-value, P(share of yes <= 1/2).

    Reached as yes (index 0 accepted) when it is below p_reached, as no (nothing accepted) when
    P(share of yes > 1/2) is; disputed when neither holds at `maximum_votes`.
    """
    if n < rule.minimum_votes:
        return STILL_OPEN
    against = p_no(yes, n)
    if against < rule.p_reached:
        return Decision(ConsensusState.REACHED, (0,), (against,))
    # By symmetry P(share > 1/2 | yes) = P(share <= 1/2 | no); 1 - against would lose digits.
    if p_no(n - yes, n) < rule.p_reached:
        return Decision(ConsensusState.REACHED, (), (against,))
    state = ConsensusState.DISPUTED if n >= rule.maximum_votes else ConsensusState.OPEN
    return Decision(state, (), (against,))


def yes_needed(rule: BinaryRule) -> list[VotesNeeded]:
    """Return how many of each number of votes must say yes, from the rule's minimum to its maximum.

    From `reached` the answer is yes, below `grey` it is no, and between them the subject stays open; `grey`
    equals `reached` where every count decides.
    """
    needed = []
    for n in range(rule.minimum_votes, rule.maximum_votes + 1):
        grey = next(k for k in range(n + 1) if p_no(n - k, n) >= rule.p_reached)
        needed.append(VotesNeeded(n, grey, next(k for k in range(n + 1) if p_no(k, n) < rule.p_reached)))
    return needed
