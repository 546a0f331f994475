"""Detectors: calm about honest volunteers, quick with planted cheaters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from quorum.domain.integrity.answers import Answers
from quorum.domain.integrity.constant import find_constant
from quorum.domain.integrity.copying import compare_pairs, find_copying
from quorum.domain.integrity.finding import Finding, Kind, Measure
from quorum.domain.integrity.guessing import find_guessing
from quorum.domain.integrity.screening import alpha_of_look, measure_of, screen
from quorum.domain.integrity.speed import find_fast, find_regular, floors
from quorum.domain.integrity.wager import wager_against_values, wager_on_events
from tests.domain.integrity.crowds import drawn_answers

Find = Callable[[Answers, int], Finding]


def find_copies(answers: Answers, volunteer: int) -> Finding:
    return find_copying(compare_pairs(answers), volunteer)


def find_hurry(answers: Answers, volunteer: int) -> Finding:
    return find_fast(answers, volunteer, floors(answers))


@pytest.fixture(scope="module")
def honest() -> list[Answers]:
    return [drawn_answers(rng=np.random.default_rng(seed)) for seed in range(4)]


@pytest.mark.parametrize("find", [find_constant, find_guessing, find_regular, find_hurry])
def test_p_values_of_honest_volunteers_are_conservative(honest: list[Answers], find: Find) -> None:
    p = np.array([find(answers, volunteer).p for answers in honest for volunteer in range(answers.volunteers)])
    for alpha in (0.01, 0.05, 0.2):
        assert (p <= alpha).mean() <= alpha


def test_p_values_of_honest_pairs_are_conservative(honest: list[Answers]) -> None:
    for answers in honest:
        pairs = compare_pairs(answers)
        p = np.array([find_copying(pairs, volunteer).p for volunteer in range(answers.volunteers)])
        for alpha in (0.01, 0.05, 0.2):
            assert (p <= alpha).mean() <= alpha


def test_honest_volunteers_are_never_held(honest: list[Answers]) -> None:
    for answers in honest:
        findings = screen(answers, range(answers.volunteers))
        assert not [finding for finding in findings if measure_of(finding) is Measure.HELD]


@pytest.mark.parametrize(
    ("cheat", "find"),
    [
        ("constant", find_constant),
        ("random", find_guessing),
        ("bot", find_regular),
        ("bot", find_hurry),
        ("copy", find_copies),
    ],
)
def test_a_planted_cheater_is_found(cheat: str, find: Find) -> None:
    answers = drawn_answers(
        rng=np.random.default_rng(1),
        subjects=200,
        cheaters={7: cheat} | ({0: "random"} if cheat == "copy" else {}),
    )
    assert find(answers, 7).p < 1e-4


def test_a_ring_is_found_whole_and_its_members_named() -> None:
    ring = {0: "random"} | dict.fromkeys(range(1, 4), "copy")
    answers = drawn_answers(rng=np.random.default_rng(2), volunteers=40, subjects=300, cheaters=ring)
    pairs = compare_pairs(answers)
    for member in range(4):
        finding = find_copying(pairs, member)
        assert finding.p < 1e-4
        assert set(finding.partners) <= set(range(4)) - {member}


def test_two_experts_who_agree_against_the_crowd_on_controls_are_not_called_copies() -> None:
    answers = drawn_answers(rng=np.random.default_rng(3), cheaters={5: "copy"})
    right_everywhere = replace(answers, score=np.ones(len(answers)))
    assert find_copying(compare_pairs(right_everywhere), 5).p == 1.0


def test_people_who_like_the_same_answer_are_not_called_copies() -> None:
    rng = np.random.default_rng(4)
    answers = drawn_answers(rng=rng)
    chosen = answers.chosen.copy()
    fond = np.isin(answers.volunteer, [3, 4]) & (rng.random(len(answers)) < 0.4)
    chosen[fond] = np.eye(chosen.shape[1], dtype=bool)[9]
    pairs = compare_pairs(replace(answers, chosen=chosen))
    assert find_copying(pairs, 3).p > 1e-4


def test_detectors_do_not_mind_the_names_of_classes_and_volunteers() -> None:
    answers = drawn_answers(rng=np.random.default_rng(5), cheaters={2: "constant"})
    renamed = replace(
        answers, volunteer=answers.volunteers - 1 - answers.volunteer, chosen=answers.chosen[:, ::-1]
    )
    assert find_constant(renamed, answers.volunteers - 3).p == pytest.approx(find_constant(answers, 2).p)
    assert find_guessing(renamed, answers.volunteers - 3).p == pytest.approx(find_guessing(answers, 2).p)


def test_speed_alone_is_watched_and_never_held() -> None:
    finding = Finding(Kind.FAST, 0, 1.0, 1e-30, 100, 100)
    assert measure_of(finding) is Measure.WATCHED


def test_untold_times_are_no_evidence() -> None:
    answers = drawn_answers(rng=np.random.default_rng(6), cheaters={1: "bot"})
    silent = replace(answers, seconds=np.full(len(answers), np.nan))
    assert find_regular(silent, 1).p == 1.0
    assert find_hurry(silent, 1).p == 1.0


def test_wagers_against_the_honest_do_not_grow_on_average() -> None:
    rng = np.random.default_rng(7)
    events = rng.random((20_000, 5)) < 0.4
    assert np.exp(wager_on_events(events, np.full(events.shape, 0.4), 0.9).sum(axis=1)).mean() == pytest.approx(
        1, abs=0.1
    )
    values = rng.uniform(-1.0, 1.0, (5_000, 4))
    stakes = np.exp([wager_against_values(one)[-1] for one in values])
    assert stakes.mean() == pytest.approx(1.0, abs=0.1)


def test_the_shares_of_all_looks_add_up_to_one() -> None:
    assert sum(alpha_of_look(look) for look in range(1, 20_000)) == pytest.approx(1.0, abs=1e-4)
