"""Simulated volunteers: answers of people whose precision and recall are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from quorum.domain.errors import UserFault

# A class never offered as likely may still be clicked; a look-alike is this much likelier.
LOOK_ALIKE_WEIGHT = 12.0


class SkillInvalid(UserFault):
    """A precision or recall outside (0, 1]."""

    code = "skill_invalid"


@dataclass(frozen=True)
class Skill:
    """What one volunteer is worth: the precision and recall of single choices, each in (0, 1]."""

    precision: float
    recall: float

    def __post_init__(self) -> None:
        if not (0.0 < self.precision <= 1.0 and 0.0 < self.recall <= 1.0):
            raise SkillInvalid("Precision and recall lie above 0 and at most at 1.")


@dataclass(frozen=True)
class Question:
    """What is asked: `codes` are the classes offered, `maximum_choices` of which one answer may name.

    `look_alikes[code]` are the classes that `code` is easily taken for.
    """

    codes: Sequence[str]
    maximum_choices: int
    look_alikes: Mapping[str, Sequence[str]]


def answer(*, truth: Sequence[str], skill: Skill, question: Question, rng: np.random.Generator) -> list[str]:
    """Draw one volunteer's answer about one image; 1 to `maximum_choices` codes, no code twice.

    Each true class is named with probability `recall`; the number of wrong classes is Poisson with
    mean hits * (1 - precision) / precision, in expectation the precision asked for. Wrong classes
    are drawn with `LOOK_ALIKE_WEIGHT` on those that a true class is easily taken for. Somebody who
    found nothing names one wrong class: the game asks for at least one.
    """
    hits = [code for code in truth if rng.random() < skill.recall]
    expected_hits = max(len(truth) * skill.recall, skill.recall)
    wrong_count = int(rng.poisson(expected_hits * (1.0 - skill.precision) / skill.precision))
    if not hits:
        wrong_count = max(wrong_count, 1)
    wrong = _draw_wrong(truth, wrong_count, question, rng)
    named = [*hits, *wrong][: question.maximum_choices]
    return sorted(named, key=list(question.codes).index)


def _draw_wrong(truth: Sequence[str], count: int, question: Question, rng: np.random.Generator) -> list[str]:
    candidates = [code for code in question.codes if code not in truth]
    if not candidates or count == 0:
        return []
    alike = {other for code in truth for other in question.look_alikes.get(code, ())}
    weights = np.array([LOOK_ALIKE_WEIGHT if code in alike else 1.0 for code in candidates])
    drawn = rng.choice(
        len(candidates), size=min(count, len(candidates)), replace=False, p=weights / weights.sum()
    )
    return [candidates[place] for place in drawn]
