"""What a campaign needs to know: the truth about the subjects, and the skills of the volunteers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from quorum.domain.errors import UserFault
from quorum.domain.volunteers import Question, Skill
from quorum.onboarding.models import KnownAnswer
from quorum.projects.models import Project, Task
from quorum.projects.selectors import current_round, tasks_of
from quorum.subjects.models import ReferenceLabel
from quorum.subjects.reference import translate

# People who never hit anything cannot be simulated by precision and recall.
LOWEST_SKILL = 0.02


class NothingToPlay(UserFault):
    """The project has no open round, or none of its subjects has a reference label."""

    code = "nothing_to_play"


class SkillsUnreadable(UserFault):
    """The file of precision and recall pairs cannot be read."""

    code = "skills_unreadable"


def question_of(project: Project) -> tuple[Question, Task]:
    """Return the question that volunteers of a project answer now."""
    round_ = current_round(project)
    if round_ is None:
        raise NothingToPlay(f"{project.slug} has no open round.")
    task = tasks_of(round_)[0]
    choices = [offered.choice for offered in task.task_choices.all()]
    question = Question(
        codes=tuple(choice.code for choice in choices),
        maximum_choices=task.maximum_choices,
        look_alikes={choice.code: tuple(choice.confused_with) for choice in choices},
    )
    return question, task


def truth_of(project: Project, task: Task) -> dict[int, tuple[str, ...]]:
    """Return what is known by subject id, as codes that the task offers: reference and known answers."""
    offered = {choice.choice_id: choice.choice.code for choice in task.task_choices.select_related("choice")}
    target = task.workflow_version.label_set_version
    truth: dict[int, tuple[str, ...]] = {}
    for label in ReferenceLabel.objects.filter(project=project):
        translated = translate(label.choice_ids, target).choice_ids
        truth[label.subject_id] = tuple(offered[choice_id] for choice_id in translated if choice_id in offered)
    for known in KnownAnswer.objects.filter(project=project):
        translated = translate(known.choice_ids, target).choice_ids
        truth[known.subject_id] = tuple(offered[choice_id] for choice_id in translated if choice_id in offered)
    if not truth:
        raise NothingToPlay(f"No subject of {project.slug} has a reference label to simulate answers from.")
    return truth


def read_skills(path: Path, count: int, rng: np.random.Generator) -> list[Skill]:
    """Draw `count` volunteers from a CSV file with the columns precision and recall (each 0 to 1)."""
    try:
        pairs = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)
    except (OSError, ValueError) as error:
        raise SkillsUnreadable(f"{path} is not a CSV of precision,recall: {error}") from error
    if pairs.shape[1] != 2:
        raise SkillsUnreadable(f"{path} has {pairs.shape[1]} columns; precision,recall are needed.")
    drawn = pairs[rng.integers(len(pairs), size=count)]
    return [Skill(float(p), float(r)) for p, r in np.clip(drawn, LOWEST_SKILL, 1.0)]


def even_skills(
    count: int, *, precision: float, recall: float, spread: float, rng: np.random.Generator
) -> Sequence[Skill]:
    """Draw `count` volunteers around a mean precision and recall, with the standard deviation `spread`."""
    drawn = np.clip(rng.normal((precision, recall), spread, size=(count, 2)), LOWEST_SKILL, 1.0)
    return [Skill(float(p), float(r)) for p, r in drawn]
