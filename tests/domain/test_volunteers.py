"""Simulated volunteers answer with the precision and recall that they are given."""

from __future__ import annotations

import numpy as np
import pytest

from quorum.domain.volunteers import Question, Skill, SkillInvalid, answer

CODES = tuple(str(code) for code in range(101, 130))
QUESTION = Question(codes=CODES, maximum_choices=5, look_alikes={"101": ("102", "103")})


def answers(skill: Skill, truth: list[str], times: int) -> list[list[str]]:
    rng = np.random.default_rng(4)
    return [answer(truth=truth, skill=skill, question=QUESTION, rng=rng) for _ in range(times)]


def test_a_perfect_volunteer_names_the_truth_and_nothing_else() -> None:
    assert answers(Skill(1.0, 1.0), ["101", "110"], 50) == [["101", "110"]] * 50


def test_precision_and_recall_come_out_as_asked_over_many_images() -> None:
    truth = ["101", "110", "120"]
    given = answers(Skill(precision=0.7, recall=0.6), truth, 4000)
    named = sum(len(codes) for codes in given)
    hits = sum(code in truth for codes in given for code in codes)
    assert hits / named == pytest.approx(0.7, abs=0.04)
    assert hits / (len(truth) * len(given)) == pytest.approx(0.6, abs=0.02)


def test_an_answer_never_is_empty_too_long_or_repeats_a_class() -> None:
    for codes in answers(Skill(precision=0.1, recall=0.2), ["101"], 500):
        assert 1 <= len(codes) <= 5
        assert len(set(codes)) == len(codes)


def test_look_alikes_are_named_more_often_than_other_wrong_classes() -> None:
    given = answers(Skill(precision=0.4, recall=0.5), ["101"], 2000)
    named = [code for codes in given for code in codes]
    assert named.count("102") > 3 * named.count("120")


@pytest.mark.parametrize(("precision", "recall"), [(0.0, 0.5), (0.5, 0.0), (1.1, 0.5), (0.5, -1)])
def test_a_skill_outside_its_range_is_refused(precision: float, recall: float) -> None:
    with pytest.raises(SkillInvalid):
        Skill(precision, recall)
