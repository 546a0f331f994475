"""How each volunteer confuses the classes: a matrix per person, shrunk towards a sharper or duller crowd.

The prior of a volunteer's matrix is a mixture of Dirichlet distributions. Its centres are the crowd's mean
matrix M, sharpened or dulled, M[k, l]^t * B[l]^(1 - t) made to sum to one, with B the share of answers: t = 0
is a volunteer whose answers tell nothing, 1 the average, above 1 a better one. Its strengths s say how far
volunteers of that kind depart from the centre. The weights of the kinds are learned from the votes (empirical
Bayes), so that the votes themselves say how much shrinking they support. Dawid & Skene 1979, Applied
Statistics 28:20; Dirichlet prior of Kim & Ghahramani 2012, AISTATS 619; kinds of volunteers after Venanzi et
al. 2014, WWW 155.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import lgamma

import numpy as np
from numba import njit
from scipy.special import gammaln

from quorum.domain.aggregators.exclusive_answers import Answers, normalised
from quorum.domain.aggregators.interface import Floats
from quorum.domain.votes import Integers

SHARPNESS = (0.0, 0.5, 1.0, 1.5, 2.5)
STRENGTHS = (2.0, 16.0, 128.0)
ROUNDS = 3
"""How often the weights of the kinds are reckoned anew for the same posterior; more change little."""
LEAST = 1e-3
"""Added to every weight of a Dirichlet prior, so that no answer is impossible."""
NOTHING = 1e-4
"""Counts below this are taken as none: what is left of a posterior that is sure of another class."""


@dataclass(frozen=True)
class Confusion:
    """`rates[v, l, k]` = P(volunteer v says l | k is true), and the weights of the kinds of volunteers.

    Shapes (volunteers, classes, classes) and (kinds,).
    """

    rates: Floats
    kinds: Floats

    def log_likelihood(self, answers: Answers) -> Floats:
        """Return log P(votes | class), (subjects, classes)."""
        total = np.zeros((answers.subjects, answers.classes))
        _add_rows(answers.subject, answers.volunteer, answers.said, np.log(self.rates), total)
        return total


def confusion_given(answers: Answers, posterior: Floats) -> Confusion:
    """Return every volunteer's matrix given P(class) of the subjects, (subjects, classes)."""
    counts = np.zeros((answers.volunteers, answers.classes, answers.classes))
    _count(answers.subject, answers.volunteer, answers.said, posterior, counts)
    priors = _kinds_of_volunteers(counts.sum(axis=0))
    log_evidence = np.zeros((answers.volunteers, len(priors)))
    _add_evidence(counts, priors, gammaln(priors), log_evidence)
    kinds = np.full(len(priors), 1.0 / len(priors))
    for _ in range(ROUNDS):
        belongs = normalised(log_evidence + np.log(kinds))
        kinds = (belongs.sum(axis=0) + 1.0 / len(priors)) / (answers.volunteers + 1.0)
    rates = np.zeros(counts.shape)
    _add_means(counts, priors, belongs, rates)
    return Confusion(rates, kinds)


def _kinds_of_volunteers(crowd: Floats) -> Floats:
    """Return the Dirichlet weights of each kind, (kinds, said, true), from the crowd's counts (said, true)."""
    share = (crowd.sum(axis=1) + LEAST) / (crowd.sum() + LEAST * len(crowd))
    # A class that nobody is believed to have seen starts halfway between the truth and the usual answer.
    mean = crowd + 0.5 * np.eye(len(crowd)) + 0.5 * share[:, None]
    mean /= mean.sum(axis=0)
    kinds = []
    for sharpness, strength in product(SHARPNESS, STRENGTHS):
        tilted = sharpness * np.log(mean) + (1.0 - sharpness) * np.log(share)[:, None]
        kinds.append(strength * normalised(tilted.T).T + LEAST)
    return np.array(kinds)


@njit(cache=True)
def _count(subject: Integers, volunteer: Integers, said: Integers, posterior: Floats, counts: Floats) -> None:
    for row in range(len(subject)):
        counts[volunteer[row], said[row]] += posterior[subject[row]]


@njit(cache=True)
def _add_rows(subject: Integers, volunteer: Integers, said: Integers, log_rates: Floats, total: Floats) -> None:
    for row in range(len(subject)):
        total[subject[row]] += log_rates[volunteer[row], said[row]]


@njit(cache=True)
def _add_evidence(counts: Floats, priors: Floats, log_gamma: Floats, log_evidence: Floats) -> None:
    # The Dirichlet-multinomial probability of a volunteer's counts; a cell without counts contributes nothing.
    classes = counts.shape[1]
    weight = priors.sum(axis=1)
    for who in range(len(counts)):
        seen = np.zeros(classes)
        for said in range(classes):
            for true in range(classes):
                part = counts[who, said, true]
                if part > NOTHING:
                    seen[true] += part
                    for kind in range(len(priors)):
                        gained = lgamma(priors[kind, said, true] + part) - log_gamma[kind, said, true]
                        log_evidence[who, kind] += gained
        for true in range(classes):
            if seen[true]:
                for kind in range(len(priors)):
                    log_evidence[who, kind] += lgamma(weight[kind, true]) - lgamma(
                        weight[kind, true] + seen[true]
                    )


@njit(cache=True)
def _add_means(counts: Floats, priors: Floats, belongs: Floats, rates: Floats) -> None:
    # The posterior mean of the mixture: each kind's mean, by how likely the volunteer is of that kind.
    classes = counts.shape[1]
    weight = priors.sum(axis=1)
    for who in range(len(counts)):
        seen = counts[who].sum(axis=0)
        for kind in range(len(priors)):
            share = belongs[who, kind] / (weight[kind] + seen)
            for said in range(classes):
                for true in range(classes):
                    rates[who, said, true] += share[true] * (priors[kind, said, true] + counts[who, said, true])
