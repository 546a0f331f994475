"""How sure we are of a volunteer: skill from controls, and what follows from it.

Skill is the unknown share p of right answers. Each control adds its score s, 0 to 1, as s right and 1 - s
wrong answers to a Beta distribution; what was known before fades towards the prior, by a factor per
control that halves it every `half_life` controls. That is the Beta reputation system with forgetting
(Jøsang & Ismail 2002, section 3), as stabilised forgetting: back to the prior rather than to ignorance
(Kulhavý & Zarrop 1993, equation 12). A score between 0 and 1 stands for a share of an observation.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from scipy.special import betainc, betaincinv, digamma

COVERAGE = 0.9
# A volunteer goes back to training when the chance of being under the threshold is at least this.
SURE = 0.8


@dataclass(frozen=True, slots=True)
class TrustRule:
    """When a project trusts its volunteers; shares and accuracies lie in (0, 1).

    `prior_mean` is expected of somebody unknown and weighs `prior_strength` controls. Nobody is returned
    before `minimum_controls` controls under this trust. Shares of controls lie between
    `control_share_least` and `control_share_most`.
    """

    threshold: float = 0.5
    recovery_threshold: float = 0.6
    prior_mean: float = 0.7
    prior_strength: float = 4.0
    half_life: float = 60.0
    control_share_most: float = 0.25
    control_share_least: float = 0.05
    minimum_controls: int = 6
    feedback_on_controls: bool = False

    @property
    def kept(self) -> float:
        """Return the share of older evidence that one more control leaves."""
        return float(2.0 ** (-1.0 / self.half_life))


@dataclass(frozen=True, slots=True)
class Skill:
    """Discounted evidence from controls: right and wrong answers, without the prior."""

    right: float = 0.0
    wrong: float = 0.0


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The estimated share of right answers, with its central interval of probability `COVERAGE`."""

    mean: float
    low: float
    high: float


class Verdict(Enum):
    """What a control changes."""

    STAYS = "stays"
    RETURNS = "returns"
    RECOVERS = "recovers"


def learn(skill: Skill, score: float, rule: TrustRule) -> Skill:
    """Return the skill after one more control that scored `score`, 0 to 1."""
    return Skill(rule.kept * skill.right + score, rule.kept * skill.wrong + 1.0 - score)


def skill_of(scores: Sequence[float], rule: TrustRule) -> Skill:
    """Return the skill after all scores, oldest first: what `learn` gives one by one, in closed form."""
    weights = [rule.kept**age for age in range(len(scores) - 1, -1, -1)]
    right = sum(weight * score for weight, score in zip(weights, scores, strict=True))
    return Skill(right, sum(weights) - right)


def posterior(skill: Skill, rule: TrustRule) -> tuple[float, float]:
    """Return the two parameters of the Beta distribution of the volunteer's accuracy."""
    prior_right = rule.prior_mean * rule.prior_strength
    return prior_right + skill.right, rule.prior_strength - prior_right + skill.wrong


def mean_accuracy(skill: Skill, rule: TrustRule) -> float:
    """Return the expected share of right answers."""
    right, wrong = posterior(skill, rule)
    return right / (right + wrong)


def accuracy_of(skill: Skill, rule: TrustRule) -> Accuracy:
    """Return the expected accuracy with its interval."""
    right, wrong = posterior(skill, rule)
    low, high = (float(betaincinv(right, wrong, tail)) for tail in ((1 - COVERAGE) / 2, (1 + COVERAGE) / 2))
    return Accuracy(right / (right + wrong), low, high)


def chance_below(skill: Skill, accuracy: float, rule: TrustRule) -> float:
    """Return the probability that the volunteer's accuracy is below the given one."""
    right, wrong = posterior(skill, rule)
    return float(betainc(right, wrong, accuracy))


def judge(skill: Skill, *, trusted: bool, controls: int, rule: TrustRule) -> Verdict:
    """Return what the skill means for trust, after `controls` controls since trust last changed.

    Return is decided on the chance of being below the threshold, recovery on the mean above the higher
    recovery threshold: between the two nothing changes, so that nobody goes back and forth by chance.
    """
    if trusted and controls >= rule.minimum_controls and chance_below(skill, rule.threshold, rule) >= SURE:
        return Verdict.RETURNS
    if not trusted and controls > 0 and mean_accuracy(skill, rule) >= rule.recovery_threshold:
        return Verdict.RECOVERS
    return Verdict.STAYS


def control_share(skill: Skill, rule: TrustRule) -> float:
    """Return the chance that the next image is a control: high while the volunteer is in doubt.

    Doubt is the larger of two shares: the spread of the accuracy relative to that of somebody unknown,
    and 4 q (1 - q) with the chance q of being below the threshold, 1 for one who stands right on it.
    """
    spread = _spread(skill, rule) / _spread(Skill(), rule)
    below = chance_below(skill, rule.threshold, rule)
    doubt = min(1.0, max(spread, 4.0 * below * (1.0 - below)))
    return rule.control_share_least + (rule.control_share_most - rule.control_share_least) * doubt


def expected_information(skills: Iterable[Skill], rule: TrustRule) -> float:
    """Return the nats that an answer is expected to tell about these skills, each seen once.

    Lindley 1956: the mutual information of a Bernoulli outcome and its Beta distributed chance, which is
    the entropy of the expected outcome less the expected entropy of the outcome.
    """
    return sum(_information(*posterior(skill, rule)) for skill in skills)


@lru_cache(maxsize=65_536)
def _information(right: float, wrong: float) -> float:
    weight = right + wrong
    mean = right / weight
    entropy = -mean * math.log(mean) - (1 - mean) * math.log1p(-mean)
    known = digamma(weight + 1) - mean * digamma(right + 1) - (1 - mean) * digamma(wrong + 1)
    return max(0.0, entropy - float(known))


def _spread(skill: Skill, rule: TrustRule) -> float:
    """Return the standard deviation of the accuracy."""
    right, wrong = posterior(skill, rule)
    weight = right + wrong
    return math.sqrt(right * wrong / (weight + 1)) / weight
