from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from quorum.domain.aggregators.exclusive_answers import Answers
from quorum.domain.aggregators.exclusive_dependence import dependence_in

HONEST = 30
RING = 4
Integers = NDArray[np.int64]


def answered(truth: Integers, right: NDArray[np.float64], classes: int, rng: np.random.Generator) -> Integers:
    """Return the truth with this chance, and otherwise any other class."""
    other = (truth + rng.integers(1, classes, len(truth))) % classes
    return np.where(rng.random(len(truth)) < right, truth, other)


def answers_from(subject: Integers, volunteer: Integers, said: Integers, classes: int) -> Answers:
    order = np.argsort(subject, kind="stable")
    columns = (part[order].astype(np.int32) for part in (subject, volunteer, said))
    return Answers(*columns, int(subject.max()) + 1, int(volunteer.max()) + 1, classes)


def honest_rows(
    truth: Integers, classes: int, n: int, rng: np.random.Generator, odd: float = 0.0
) -> tuple[Integers, Integers, Integers]:
    """Return n answers of honest volunteers per subject, right in .6 to .9; a share of subjects is odd.

    Odd subjects look like the next class to everybody who guesses about them.
    """
    subject = np.repeat(np.arange(len(truth)), n)
    volunteer = np.concatenate([rng.permutation(HONEST)[:n] for _ in truth])
    right = rng.uniform(0.6, 0.9, HONEST)[volunteer]
    said = answered(truth[subject], right, classes, rng)
    is_odd = (rng.random(len(truth)) < odd)[subject] & (rng.random(len(subject)) < 0.4)
    return subject, volunteer, np.where(is_odd, (truth[subject] + 1) % classes, said)


def ring_rows(truth: Integers, classes: int, rng: np.random.Generator) -> tuple[Integers, Integers, Integers]:
    """Return answers of four who copy one volunteer, right in .4, on .8 of the subjects and nearly always."""
    view = answered(truth, np.full(len(truth), 0.4), classes, rng)
    subject, member = np.nonzero(rng.random((len(truth), RING)) < 0.8)
    own = answered(truth[subject], np.full(len(subject), 0.4), classes, rng)
    return subject, HONEST + member, np.where(rng.random(len(subject)) < 0.95, view[subject], own)


def crowd(seed: int, *, ring: bool, classes: int = 3, n: int = 6, odd: float = 0.0) -> tuple[Answers, Integers]:
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, classes, 400)
    rows = [honest_rows(truth, classes, n, rng, odd)]
    if ring:
        rows.append(ring_rows(truth, classes, rng))
    subject, volunteer, said = (np.concatenate(parts) for parts in zip(*rows, strict=True))
    return answers_from(subject, volunteer, said, classes), truth


@pytest.mark.parametrize("seed", range(5))
def test_a_ring_that_copies_a_bad_volunteer_is_found_and_no_one_else(seed: int) -> None:
    answers, _ = crowd(seed, ring=True)
    found = dependence_in(answers)
    ring = {(HONEST + one, HONEST + other) for one in range(RING) for other in range(one + 1, RING)}
    assert {tuple(pair) for pair in found.pairs.tolist()} == ring
    assert found.excess.min() > 0.6


@pytest.mark.parametrize(("classes", "odd"), [(2, 0.0), (3, 0.0), (6, 0.0), (2, 0.2), (4, 0.2)])
def test_honest_volunteers_are_hardly_ever_flagged(classes: int, odd: float) -> None:
    crowds = [crowd(seed, ring=False, classes=classes, n=10, odd=odd)[0] for seed in range(20)]
    found = [dependence_in(answers) for answers in crowds]
    compared = sum(dependence.compared for dependence in found)
    assert compared > 20 * 400
    assert sum(len(dependence.pairs) for dependence in found) <= 0.0005 * compared


def test_two_who_are_always_right_are_not_taken_for_a_pair_that_copies() -> None:
    rng = np.random.default_rng(2)
    truth = rng.integers(0, 3, 300)
    subject, volunteer, said = honest_rows(truth, 3, 8, rng)
    expert = np.repeat([HONEST, HONEST + 1], len(truth))
    answers = answers_from(
        np.concatenate([subject, np.tile(np.arange(len(truth)), 2)]),
        np.concatenate([volunteer, expert]),
        np.concatenate([said, np.tile(truth, 2)]),
        3,
    )
    assert len(dependence_in(answers).pairs) == 0


def test_the_order_of_volunteers_does_not_matter() -> None:
    answers, _ = crowd(3, ring=True)
    renamed = np.random.default_rng(0).permutation(answers.volunteers)
    again = answers_from(answers.subject, renamed[answers.volunteer], answers.said, answers.classes)
    pairs = {frozenset(renamed[pair].tolist()) for pair in dependence_in(answers).pairs}
    assert {frozenset(pair) for pair in dependence_in(again).pairs.tolist()} == pairs
    assert len(pairs) == 6


def test_those_who_always_say_the_same_are_not_flagged() -> None:
    rng = np.random.default_rng(4)
    truth = rng.integers(0, 3, 300)
    subject, volunteer, said = honest_rows(truth, 3, 8, rng)
    answers = answers_from(subject, volunteer, np.where(volunteer < 5, 0, said), 3)
    assert len(dependence_in(answers).pairs) == 0


def test_answers_too_few_to_compare_flag_nobody() -> None:
    answers = answers_from(np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([1, 1, 0]), 2)
    found = dependence_in(answers)
    assert found.compared == 0
    assert len(found.pairs) == 0


def test_no_answers_at_all_are_no_error() -> None:
    nothing = np.zeros(0, np.int32)
    answers = Answers(nothing, nothing, nothing, 0, 0, 3)
    assert len(dependence_in(answers).pairs) == 0


def test_a_few_who_know_among_many_who_always_say_the_same_are_not_taken_for_a_ring() -> None:
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 3, 400)
    subject = np.repeat(np.arange(400), 8)
    volunteer = np.tile(np.arange(8), 400)
    able = answered(truth[subject], np.full(3200, 0.85), 3, rng)
    careless = np.where(rng.random(3200) < 0.02, rng.integers(0, 3, 3200), 0)
    answers = answers_from(subject, volunteer, np.where(volunteer < 3, able, careless), 3)
    assert not (dependence_in(answers).pairs < 3).any()
