"""Volunteers who answer alike more often than their skills explain: copying, collusion, one person twice.

Where each volunteer knows the truth or else guesses on their own, Cohen's kappa of a pair is the product of a
skill of the one and a skill of the other, whatever the number of classes. So the skills are fitted to all
pairs at once, and a pair stands out where it agrees more often than that product allows. No consensus is
taken for the truth, for a ring would have made part of it. The first fit takes absolute deviations, which a
few rings do not move; later ones take least squares without the pairs that stood out. Conditional dependence
in tables of raters: Qu, Tan & Kutner 1996, Biometrics 52:797; residual correlations as a check of local
independence: Yen 1984, Applied Psychological Measurement 8:125.

What this cannot see: a group that casts most of the votes on the subjects it shares with others is the crowd,
and able volunteers who are few then look like the ring. Only expert labels can tell those apart. Between two
readings that fit about equally well, in crowds of few, the order of volunteers may decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma

import numpy as np
from numba import njit
from numpy.typing import NDArray

from quorum.domain.aggregators.exclusive_answers import Answers
from quorum.domain.aggregators.interface import Floats
from quorum.domain.votes import Integers

SIGNIFICANCE = 0.01
"""The chance that any pair at all of an honest crowd is flagged, after Bonferroni's correction."""
FEWEST_TESTED = 20
"""Pairs that share fewer subjects are not tested."""
FEWEST_FITTED = 3
"""Pairs that share fewer subjects say too little about skills to be counted."""
MOST_VOLUNTEERS = 300
"""Only so many volunteers are compared, those with the most answers."""
ROUNDS = 10
SWEEPS = 50
SETTLED = 1e-3
"""Skills that move by less than this between two sweeps are taken as fitted."""


@dataclass(frozen=True)
class Dependence:
    """Pairs of volunteers (pairs, 2) and their `excess` (pairs,): the correlation that skills leave, 0 .. 1.

    `compared` is how many pairs were tested.
    """

    pairs: NDArray[np.int64]
    excess: Floats
    compared: int


def dependence_in(answers: Answers, *, significance: float = SIGNIFICANCE) -> Dependence:
    """Return the pairs of volunteers who agree more often than their skills explain.

    `significance` is the chance that any pair of an honest crowd is flagged. Of a volunteer's repeated
    answers on one subject the last counts.
    """
    given = np.bincount(answers.volunteer, minlength=answers.volunteers)
    heaviest = np.sort(np.argsort(-given, kind="stable")[:MOST_VOLUNTEERS])
    heaviest = heaviest[given[heaviest] >= FEWEST_TESTED]
    shared = _shared_answers(answers, heaviest)
    skill = _skill_that_few_contradict(shared)
    flagged = shared.stand_out(skill, shared.n, significance)
    for _ in range(ROUNDS):
        trusted = np.where(flagged | flagged.T, 0.0, shared.n)
        skill = _skill_by_least_squares(shared.kappa, trusted, skill)
        before, flagged = flagged, shared.stand_out(skill, trusted, significance)
        if (before == flagged).all():
            break
    one, other = np.nonzero(flagged)
    pairs = np.stack([heaviest[one], heaviest[other]], axis=1)
    return Dependence(pairs, shared.excess(skill)[one, other], int(shared.tested.sum()))


@dataclass(frozen=True)
class _Shared:
    """What pairs did on the subjects they share, each (volunteers, volunteers): `n` subjects, `agreed` on.

    `chance` is how often they would agree if the answers of neither told anything, and `scope` what skill can
    add to that, so that `kappa` = (agreed / n - chance) / scope. All but `chance` are 0 for pairs left out.
    """

    n: Floats
    agreed: Floats
    chance: Floats
    scope: Floats
    kappa: Floats

    @property
    def tested(self) -> NDArray[np.bool_]:
        """Return which pairs share enough subjects, the first volunteer before the second."""
        return np.triu(self.n >= FEWEST_TESTED, 1)

    def stand_out(self, skill: Floats, trusted: Floats, significance: float) -> NDArray[np.bool_]:
        """Return which of the tested pairs agree too often, where skills were fitted to `trusted` subjects.

        A skill is known to a variance of 1 / (1 + the sum of trusted * skill**2 of the others). The count of
        agreements then varies as a beta-binomial, wider than the binomial that exact skills would give.
        """
        one, other = np.nonzero(self.tested)
        doubt = 1.0 / (1.0 + trusted @ skill**2)
        scope = self.scope[one, other]
        expected = (self.chance[one, other] + skill[one] * skill[other] * scope).clip(0.01, 1.0 - 1e-6)
        both = skill[one] ** 2 * doubt[other] + skill[other] ** 2 * doubt[one] + doubt[one] * doubt[other]
        precision = (expected * (1.0 - expected) / (both * scope**2) - 1.0).clip(0.5)
        chance = _chance_of_so_many(self.agreed[one, other], self.n[one, other], expected, precision)
        flagged = np.zeros(self.n.shape, np.bool_)
        flagged[one, other] = chance * len(one) < significance
        return flagged

    def excess(self, skill: Floats) -> Floats:
        """Return the correlation of each pair that is left beyond the skills, 0 .. 1: a partial correlation."""
        left = (1.0 - skill**2).clip(0.05)
        excess: Floats = ((self.kappa - np.outer(skill, skill)) / np.sqrt(np.outer(left, left))).clip(0.0, 1.0)
        return excess


def _shared_answers(answers: Answers, compared: NDArray[np.int64]) -> _Shared:
    place = np.full(answers.volunteers, -1, np.int64)
    place[compared] = np.arange(len(compared))
    row = np.flatnonzero(place[answers.volunteer] >= 0)
    agreed = np.zeros((len(compared), len(compared)))
    said = np.zeros((len(compared), len(compared), answers.classes))
    _count_shared(answers.subject[row], place[answers.volunteer[row]], answers.said[row], agreed, said)
    n = said.sum(axis=2)
    share = said / np.maximum(n, 1.0)[:, :, None]
    chance = np.einsum("uvk,vuk->uv", share, share)
    varied = 1.0 - (share**2).sum(axis=2)
    scope = np.sqrt(varied * varied.T)
    # Where one of the two always said the same, agreement tells nothing.
    counted = (n >= FEWEST_FITTED) & (scope > 1e-9)
    kappa = (agreed / np.maximum(n, 1.0) - chance) / np.where(counted, scope, 1.0)
    return _Shared(n * counted, agreed * counted, chance, scope * counted, kappa * counted)


@njit(cache=True)
def _count_shared(
    subject: Integers, volunteer: NDArray[np.int64], said: Integers, agreed: Floats, counts: Floats
) -> None:
    # counts[u, v, k]: how often u said k on subjects that v answered too.
    last = np.full(len(agreed), -1)
    first = 0
    while first < len(subject):
        end = first
        while end < len(subject) and subject[end] == subject[first]:
            last[volunteer[end]] = end
            end += 1
        for row in range(first, end):
            who = volunteer[row]
            if last[who] != row:
                continue
            for place in range(first, row):
                other = volunteer[place]
                if last[other] == place:
                    counts[who, other, said[row]] += 1.0
                    counts[other, who, said[place]] += 1.0
                    if said[row] == said[place]:
                        agreed[who, other] += 1.0
                        agreed[other, who] += 1.0
        first = end


def _skill_that_few_contradict(shared: _Shared) -> Floats:
    # Medians may settle where a few able volunteers among many who guess have no skill, as if they were a ring.
    # So they start both from equal skills and from least squares; the smaller sum of deviations is kept.
    weight = np.sqrt(shared.n)
    mean = float((weight * shared.kappa).sum() / max(weight.sum(), 1.0))
    equal = np.full(len(weight), np.sqrt(min(max(mean, 0.01), 1.0)))
    starts = (equal, _skill_by_least_squares(shared.kappa, shared.n, equal))
    fits = [_skill_by_absolute_deviations(shared.kappa, weight, start) for start in starts]
    return min(fits, key=lambda fit: float((weight * np.abs(shared.kappa - np.outer(fit, fit))).sum()))


@njit(cache=True)
def _skill_by_absolute_deviations(kappa: Floats, weight: Floats, start: Floats) -> Floats:
    # Each skill in turn is the weighted median of what the other skills make of its pairs.
    skill = start.copy()
    for _ in range(SWEEPS):
        before = skill.copy()
        for who in range(len(skill)):
            others = np.flatnonzero((weight[who] > 0.0) & (np.abs(skill) > 1e-6))
            skill[who] = 0.0
            if len(others):
                ratio = kappa[who][others] / skill[others]
                order = np.argsort(ratio)
                reached = np.cumsum((weight[who][others] * np.abs(skill[others]))[order])
                middle = np.searchsorted(reached, reached[-1] / 2.0)
                skill[who] = min(max(ratio[order[middle]], -1.0), 1.0)
        if len(skill) == 0 or np.abs(skill - before).max() < SETTLED:
            break
    return skill


@njit(cache=True)
def _skill_by_least_squares(kappa: Floats, weight: Floats, start: Floats) -> Floats:
    skill = start.copy()
    for _ in range(SWEEPS):
        before = skill.copy()
        for who in range(len(skill)):
            pull = weight[who] * skill
            # One is added for the prior: a skill of 0 with variance 1.
            skill[who] = min(max((pull * kappa[who]).sum() / ((pull * skill).sum() + 1.0), -1.0), 1.0)
        if len(skill) == 0 or np.abs(skill - before).max() < SETTLED:
            break
    return skill


@njit(cache=True)
def _chance_of_so_many(agreed: Floats, n: Floats, expected: Floats, precision: Floats) -> Floats:
    # P(at least `agreed` of n) of a beta-binomial; 1 where no more agreed than expected.
    chance = np.ones(len(n))
    for pair in range(len(n)):
        if agreed[pair] <= expected[pair] * n[pair]:
            continue
        a, b = expected[pair] * precision[pair], (1.0 - expected[pair]) * precision[pair]
        count, total = agreed[pair], n[pair]
        log_term = lgamma(total + 1.0) - lgamma(count + 1.0) - lgamma(total - count + 1.0)
        log_term += lgamma(count + a) + lgamma(total - count + b) - lgamma(total + a + b)
        term = exp(log_term + lgamma(a + b) - lgamma(a) - lgamma(b))
        chance[pair] = term
        while count < total:
            term *= (total - count) / (count + 1.0) * (count + a) / (total - count - 1.0 + b)
            chance[pair] += term
            count += 1.0
    return chance
