"""Who knows and who guesses: each volunteer names the true class with one probability, or else guesses.

A volunteer knows with probability a, and otherwise names class l with their own probability g[l], whatever
is true. With one skill and a habit of guessing per person the model has few parameters, sees through people
who always give the same answer, and cannot exchange the meaning of two classes. Hovy et al. 2013, "Learning
whom to trust with MACE", NAACL-HLT 1120; here by plain expectation maximisation from the shares of votes.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from quorum.domain.aggregators.exclusive_answers import Answers, Belief
from quorum.domain.aggregators.interface import Floats
from quorum.domain.votes import Integers

ITERATIONS = 40
SETTLED = 1e-3
"""No posterior moves by more than this between the last two iterations."""
WEIGHT = 0.5
"""The weight of one outcome before any vote: Jeffreys' prior, of a skill and of a habit of guessing."""


def posterior_when_guessing(answers: Answers, belief: Belief) -> Floats:
    """Return P(class | votes) under the model of knowing or guessing, (subjects, classes)."""
    # Frequencies that nobody gave are taken as equal. Learned beside habits of guessing, they run away: many
    # who always say the same are then taken for a class that is nearly always true.
    frequencies = belief.prior(np.zeros((0, answers.classes)), np.zeros(0, np.int64))
    posterior = belief.imposed(answers.shares)
    knows = np.full(answers.volunteers, 0.5)
    guess = np.full((answers.volunteers, answers.classes), 1.0 / answers.classes)
    for _ in range(ITERATIONS):
        knows, guess = _maximise(answers, posterior, knows, guess)
        log_likelihood = np.zeros(posterior.shape)
        # What a vote says for the class it names; it says the same for all the others.
        gain = np.log1p(knows[:, None] / ((1.0 - knows)[:, None] * guess))
        _add_gains(answers.subject, answers.volunteer, answers.said, gain, log_likelihood)
        updated = belief.posterior(log_likelihood, frequencies)
        has_settled = not posterior.size or np.abs(updated - posterior).max() < SETTLED
        posterior = updated
        if has_settled:
            break
    return posterior


def _maximise(answers: Answers, posterior: Floats, knows: Floats, guess: Floats) -> tuple[Floats, Floats]:
    known, guessed = np.zeros(len(knows)), np.zeros(guess.shape)
    _split(answers.subject, answers.volunteer, answers.said, posterior, knows, guess, known, guessed)
    guesses = guessed.sum(axis=1)
    share_known = (known + WEIGHT) / (known + guesses + 2.0 * WEIGHT)
    share_guessed = (guessed + WEIGHT) / (guesses[:, None] + guess.shape[1] * WEIGHT)
    return share_known, share_guessed


@njit(cache=True)
def _add_gains(subject: Integers, volunteer: Integers, said: Integers, gain: Floats, total: Floats) -> None:
    for row in range(len(subject)):
        total[subject[row], said[row]] += gain[volunteer[row], said[row]]


@njit(cache=True)
def _split(  # noqa: PLR0917
    subject: Integers,
    volunteer: Integers,
    said: Integers,
    posterior: Floats,
    knows: Floats,
    guess: Floats,
    known: Floats,
    guessed: Floats,
) -> None:
    for row in range(len(subject)):
        who, what = volunteer[row], said[row]
        by_knowing = knows[who]
        by_guessing = (1.0 - by_knowing) * guess[who, what]
        share = posterior[subject[row], what] * by_knowing / (by_knowing + by_guessing)
        known[who] += share
        guessed[who, what] += 1.0 - share
