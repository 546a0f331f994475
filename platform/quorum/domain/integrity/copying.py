"""Volunteers who share unusual answers: one copies the other, several agree, or one person plays twice.

Two honest volunteers give the same unusual answer to an image now and then, because the image misleads both or
because both know better than the rest. How often is read from everybody else: on each subject the share of
pairs that agree in an unusual answer, times how prone each of the two is to such agreement with anybody; plus
what comes of two people's liking for the same answers.
Answers that a control shows to be right are never held against anyone. The factors are fitted as skills are in
`aggregators.exclusive_dependence`: pairs that stand out are left out of what is called usual, a few times over.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.stats import nbinom

from quorum.domain.integrity.answers import Answers, Floats
from quorum.domain.integrity.finding import Finding, Kind

# An answer is unusual when at most this share of the others gave it.
UNUSUAL = 0.25
FEWEST_ANSWERED = 3
FEWEST_MATCHES = 3
# Honest pairs may agree in unusual answers by so much more often than fitted: friends learn from one another.
MARGIN = 2.0
# The count varies like a Poisson count whose mean is itself gamma distributed with this shape.
SHAPE = 8.0
# A volunteer's proneness is drawn towards 1 as by so many expected agreements.
PRIOR = 4.0
ROUNDS = 4
OUTSTANDING = 1e-4


@dataclass(frozen=True)
class Pairs:
    """Per pair of volunteers, (volunteers, volunteers): `matches` in unusual answers, how many are `expected`
    of honest ones, how many subjects are `shared`, and `p`, the chance of so many matches; 1 on the diagonal.
    """

    matches: Floats
    expected: Floats
    shared: Floats
    p: Floats


def compare_pairs(answers: Answers) -> Pairs:
    """Return how often each two volunteers agree in unusual answers, and the chance of that."""
    unusual = _unusual(answers)
    matches = _matches(answers, unusual)
    shared = _products(answers, np.ones(len(answers.given)))
    by_taste = _by_taste(answers, unusual, shared)
    usual: NDArray[np.bool_] = np.ones(len(matches), bool)
    p = np.ones_like(matches)
    expected = np.zeros_like(matches)
    outstanding = np.zeros(matches.shape, bool)
    for _ in range(ROUNDS):
        expected = _products(answers, _rates(answers, unusual, usual))
        prone = _proneness(matches, expected, outstanding)
        expected = MARGIN * (expected * np.outer(prone, prone) + by_taste)
        p = _chance_of_so_many(matches, expected)
        before, outstanding = outstanding, p * max(1, len(p) - 1) < OUTSTANDING
        usual = np.logical_not(outstanding.any(axis=1))
        if (before == outstanding).all():
            break
    return Pairs(matches, expected, shared, p)


def find_copying(pairs: Pairs, volunteer: int) -> Finding:
    """Return the evidence of the pair of this volunteer that stands out most, over all pairs compared."""
    p = pairs.p[volunteer]
    compared = max(1, int((pairs.shared[volunteer] > 0).sum()))
    corrected = np.minimum(1.0, p * compared)
    partner = int(np.argmin(p)) if len(p) else volunteer
    partners = tuple(int(one) for one in np.flatnonzero(corrected < OUTSTANDING))
    return Finding(
        Kind.COPYING,
        volunteer,
        statistic=float(pairs.matches[volunteer, partner]),
        p=float(corrected[partner]) if len(p) else 1.0,
        answers=int(pairs.shared[volunteer, partner]) if len(p) else 0,
        decided_at=int(pairs.shared[volunteer, partner]) if len(p) else 0,
        shown={
            "matches": float(pairs.matches[volunteer, partner]),
            "expected": float(pairs.expected[volunteer, partner]),
            "shared": float(pairs.shared[volunteer, partner]),
        },
        partners=partners,
    )


def _unusual(answers: Answers) -> NDArray[np.bool_]:
    """Return which answers at most `UNUSUAL` of the others gave; none that is known to be right."""
    given = answers.given[answers.subject]
    times = answers.times_given(answers.subject, answers.answer_set)
    rest = np.maximum(given - 2, 1)
    is_right = np.isfinite(answers.score) & (answers.score >= 1.0)
    unusual: NDArray[np.bool_] = ((times - 2) / rest <= UNUSUAL) & (given >= FEWEST_ANSWERED) & ~is_right
    return unusual


def _matches(answers: Answers, unusual: NDArray[np.bool_]) -> Floats:
    key = answers.subject * (int(answers.answer_set.max(initial=0)) + 1) + answers.answer_set
    groups, group = np.unique(key[unusual], return_inverse=True)
    volunteer = answers.volunteer[unusual]
    ones = np.ones(len(volunteer))
    held = csr_array((ones, (volunteer, group)), shape=(answers.volunteers, max(1, len(groups))))
    return _without_diagonal((held @ held.T).toarray())


def _by_taste(answers: Answers, unusual: NDArray[np.bool_], shared: Floats) -> Floats:
    """Return the matches that come from two people's liking for the same answers, wherever they give them."""
    taken = np.bincount(answers.volunteer, minlength=answers.volunteers)
    shape = (answers.volunteers, int(answers.answer_set.max(initial=0)) + 1)
    rows = (answers.volunteer[unusual], answers.answer_set[unusual])
    liking = csr_array((1.0 / taken[rows[0]], rows), shape=shape)
    by_taste: Floats = shared * (liking @ liking.T).toarray()
    return by_taste


def _products(answers: Answers, weight: Floats) -> Floats:
    """Return per pair the sum of `weight` (subjects,) over the subjects that both answered."""
    rows = (answers.volunteer, answers.subject)
    shape = (answers.volunteers, len(answers.given))
    met = csr_array((np.ones(len(answers)), rows), shape=shape)
    weighted = csr_array((weight[answers.subject], rows), shape=shape)
    return _without_diagonal((weighted @ met.T).toarray())


def _rates(answers: Answers, unusual: NDArray[np.bool_], usual: NDArray[np.bool_]) -> Floats:
    """Return per subject the share of the pairs of usual volunteers who agree in an unusual answer."""
    row = usual[answers.volunteer]
    given = np.bincount(answers.subject[row], minlength=len(answers.given)).astype(float)
    key = answers.subject * (int(answers.answer_set.max(initial=0)) + 1) + answers.answer_set
    _, first, counts = np.unique(key[row & unusual], return_index=True, return_counts=True)
    subject = answers.subject[row & unusual][first]
    agreeing = np.bincount(subject, counts * (counts - 1.0), minlength=len(given))
    all_pairs = given * (given - 1.0)
    typical = agreeing.sum() / max(1.0, all_pairs.sum())
    # A subject with few answers borrows a pair from the mean of all subjects.
    rates: Floats = (agreeing + 2.0 * typical) / (all_pairs + 2.0)
    return rates


def _proneness(matches: Floats, expected: Floats, outstanding: NDArray[np.bool_]) -> Floats:
    """Return how much oftener than expected each volunteer agrees with others in unusual answers.

    Pairs that stand out are left out, and no pair counts for more than three times what is expected and two.
    """
    seen = np.where(outstanding, 0.0, np.minimum(matches, 3.0 * expected + 2.0))
    due = np.where(outstanding, 0.0, expected)
    prone: Floats = np.sqrt((seen.sum(axis=1) + PRIOR) / (due.sum(axis=1) + PRIOR)).clip(0.5, 4.0)
    # Each volunteer's sum holds the proneness of the partners too: settle both by turns.
    for _ in range(5):
        fitted = (seen.sum(axis=1) + PRIOR) / (due @ prone + PRIOR)
        prone = np.sqrt(prone * fitted).clip(0.5, 6.0)
    return prone


def _chance_of_so_many(matches: Floats, expected: Floats) -> Floats:
    mean: Floats = np.maximum(expected, 1e-6)
    p = np.asarray(nbinom.sf(matches - 1.0, SHAPE, SHAPE / (SHAPE + mean)))
    return np.where(matches >= FEWEST_MATCHES, p, 1.0)


def _without_diagonal(square: Floats) -> Floats:
    np.fill_diagonal(square, 0.0)
    return square
