"""When more votes on a subject cannot matter, and which of its class questions are still worth asking."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from quorum.domain.calibration import log_odds_of
from quorum.domain.errors import RuleInvalid

Booleans = NDArray[np.bool_]
Floats = NDArray[np.float64]
Integers = NDArray[np.integer]

SMALLEST_SPREAD = 1e-9
FURTHEST_CUTOFF = 0.02


@dataclass(frozen=True)
class VotePower:
    """What one more vote does to the log-odds of each class, all (classes,).

    It moves them by `up` on average where the class is true and by -`down` where it is not, with variances
    `up_variance` and `down_variance`. After `independent` votes further ones count for less: an odd image
    misleads many volunteers alike.
    """

    up: Floats
    up_variance: Floats
    down: Floats
    down_variance: Floats
    independent: Floats

    @classmethod
    def of_rates(cls, *, hit: Floats, slip: Floats, limit: float) -> VotePower:
        """Return the power of a vote that names a class with P `hit` if true and `slip` if not, (classes,).

        `limit` is the most that votes say, in log-odds.
        """
        named, not_named = np.log(hit / slip), np.log((1.0 - hit) / (1.0 - slip))
        gap = (named - not_named) ** 2
        usual = slip * np.abs(named) + (1.0 - slip) * np.abs(not_named)
        return cls(
            up=hit * named + (1.0 - hit) * not_named,
            up_variance=gap * hit * (1.0 - hit),
            down=-(slip * named + (1.0 - slip) * not_named),
            down_variance=gap * slip * (1.0 - slip),
            independent=limit / np.maximum(usual, SMALLEST_SPREAD),
        )


def rates_worth(hit: Floats, slip: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Return the rates whose log likelihood ratios are those of `hit` and `slip` times `weight`, (classes,).

    With (hit / slip) ** weight = r and ((1 - hit) / (1 - slip)) ** weight = s, P(named | not true) is
    (1 - s) / (r - s), the only one for which the posterior is expected to stay where it is. Needs hit > slip.
    """
    named = (hit / slip) ** weight
    not_named = ((1.0 - hit) / (1.0 - slip)) ** weight
    when_false = (1.0 - not_named) / (named - not_named)
    return np.asarray(named * when_false), np.asarray(when_false)


@dataclass(frozen=True)
class StoppingRule:
    """Stop asking when `horizon` more votes are expected to remove at most `tolerated` errors of a subject.

    `cutoffs` (classes,) are posteriors above which a class is accepted. `minimum_votes` is the rule's own and
    may be 0: a model's prediction can be enough. From `maximum_votes` on nothing more is asked. Raises
    RuleInvalid.
    """

    cutoffs: Floats
    power: VotePower
    _: KW_ONLY
    tolerated: float = 0.02
    horizon: int = 3
    minimum_votes: int = 0
    maximum_votes: int = 40

    def __post_init__(self) -> None:
        if not 0 <= self.minimum_votes <= self.maximum_votes or self.horizon < 1 or self.tolerated < 0:
            raise RuleInvalid(
                "Votes must be 0 <= minimum <= maximum, the horizon at least 1, what is tolerated at least 0."
            )
        if self.cutoffs.shape != self.power.up.shape or not ((self.cutoffs >= 0) & (self.cutoffs <= 1)).all():
            raise RuleInvalid("There must be one cutoff per class, from 0 to 1.")


@dataclass(frozen=True)
class Verdict:
    """`enough` (subjects,): no more votes; `open_classes` (subjects, classes): questions worth asking.

    `removable` (subjects, classes) are the errors that more votes are expected to remove. Where votes are
    enough no class is open.
    """

    enough: Booleans
    open_classes: Booleans
    removable: Floats


def removable_errors(posterior: Floats, n: Integers, rule: StoppingRule) -> Floats:
    """Return by how many wrong answers `rule.horizon` more votes lower what is expected, (subjects, classes).

    `posterior` is (subjects, classes), `n` (subjects,) the votes counted. With cutoff t, a class wrongly
    accepted costs 2 t and one wrongly left out 2 (1 - t): the costs for which accepting above t is best, and
    one error each at t = 1/2. The log-odds after the votes are taken as normal, and the expected cost of the
    answer then is set against that of the answer now (preposterior analysis: Raiffa & Schlaifer 1961).
    """
    rule_power, votes = rule.power, rule.horizon
    # A cutoff at either end would call any answer free of cost.
    cutoff = np.clip(rule.cutoffs, FURTHEST_CUTOFF, 1.0 - FURTHEST_CUTOFF)
    margin = log_odds_of(posterior) - log_odds_of(cutoff)
    damping = np.minimum(1.0, rule_power.independent / (n[:, None] + 1.0))
    up, down = damping * votes * rule_power.up, damping * votes * rule_power.down
    up_spread = damping * np.sqrt(votes * rule_power.up_variance) + SMALLEST_SPREAD
    down_spread = damping * np.sqrt(votes * rule_power.down_variance) + SMALLEST_SPREAD
    missing, wrong = 2.0 * (1.0 - cutoff) * posterior, 2.0 * cutoff * (1.0 - posterior)
    then = missing * ndtr(-(margin + up) / up_spread) + wrong * ndtr((margin - down) / down_spread)
    return np.asarray(np.maximum(np.minimum(missing, wrong) - then, 0.0))


def enough(posterior: Floats, n: Integers, rule: StoppingRule) -> Verdict:
    """Say which subjects need no more votes, and which questions of the others are open.

    Open are the fewest classes without which the rest of the subject's removable errors would be tolerated;
    below the minimum of votes, where nothing is removable, the class with the most.
    """
    removable = removable_errors(posterior, n, rule)
    is_settled = removable.sum(axis=1) <= rule.tolerated
    stop = (n >= rule.maximum_votes) | (is_settled & (n >= rule.minimum_votes))
    order = np.argsort(-removable, axis=1, kind="stable")
    ranked = np.take_along_axis(removable, order, axis=1)
    # What remains from each place on, itself included.
    rest = np.cumsum(ranked[:, ::-1], axis=1)[:, ::-1]
    is_open = rest > rule.tolerated
    is_open[:, 0] = True
    opened = np.zeros(removable.shape, bool)
    np.put_along_axis(opened, order, is_open & ~stop[:, None], axis=1)
    return Verdict(stop, opened, removable)
