"""What a project teaches: the tutorial's steps, the stages of training, and the images that fit them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quorum.classifications.task_cards import TaskCard, task_card
from quorum.onboarding.models import KnownAnswer, TrainingStage, TutorialStep
from quorum.projects.models import LabelSetVersion, Project, Task, WorkflowVersion
from quorum.projects.selectors import current_round
from quorum.subjects.models import Subject
from quorum.subjects.reference import translate


@dataclass(frozen=True)
class Lesson:
    """One image of the tutorial or of training, with what is right in it.

    `truth` holds codes of the task; `offered` are the codes that may be chosen, in the task's order.
    """

    known_answer_id: int
    subject_id: int
    purpose: str
    stage_id: int | None
    truth: frozenset[str]
    hints: Mapping[str, str]
    offered: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """A step of the tutorial; `lesson` is None for words alone."""

    row: TutorialStep
    lesson: Lesson | None


@dataclass(frozen=True)
class Stage:
    """A stage of training with its images; one without images is passed by."""

    row: TrainingStage
    offered: tuple[str, ...]
    lessons: Sequence[Lesson]


@dataclass(frozen=True)
class Syllabus:
    """Everything that a newcomer of a project goes through, in order."""

    steps: Sequence[Step]
    stages: Sequence[Stage]

    @property
    def usable(self) -> list[Stage]:
        """The stages that have images."""
        return [stage for stage in self.stages if stage.lessons]


def has_ladder(project: Project) -> bool:
    """Say whether the project has a tutorial or training."""
    return (
        TutorialStep.objects.filter(project=project).exists()
        or TrainingStage.objects.filter(project=project).exists()
    )


def taught_task(project: Project) -> Task | None:
    """Return the task that the ladder is about: the first of the open round, else of the newest version."""
    round_ = current_round(project)
    version = (
        round_.workflow_version
        if round_
        else WorkflowVersion.objects.filter(project=project).order_by("-pk").first()
    )
    return Task.objects.filter(workflow_version=version).order_by("position").first() if version else None


def syllabus_of(project: Project) -> Syllabus:
    """Return the steps and stages of a project with the images that fit its task."""
    steps = list(TutorialStep.objects.filter(project=project))
    stages = list(TrainingStage.objects.filter(project=project))
    if not steps and not stages:
        return Syllabus((), ())
    task = taught_task(project)
    card = task_card(task.pk) if task else None
    known = [] if task is None else _active_answers(project)
    reader = _TruthReader(task, card) if task and card else None
    by_id = {row.pk: row for row in known}
    step_rows = [
        Step(row, _lesson(by_id.get(row.known_answer_id or 0), row.offered, card, reader)) for row in steps
    ]
    stage_rows = []
    for stage in stages:
        fitting = (
            _lesson(row, stage.offered, card, reader)
            for row in known
            if row.purpose == KnownAnswer.Purpose.TRAINING and row.stage_id == stage.pk
        )
        lessons = [lesson for lesson in fitting if lesson is not None]
        stage_rows.append(Stage(stage, _offered(stage.offered, card), lessons))
    return Syllabus(step_rows, stage_rows)


def _active_answers(project: Project) -> list[KnownAnswer]:
    return list(
        KnownAnswer.objects.filter(
            project=project, state=KnownAnswer.State.ACTIVE, subject__state=Subject.State.ACTIVE
        )
        .exclude(purpose=KnownAnswer.Purpose.CONTROL)
        .order_by("pk")
    )


class _TruthReader:
    """Reads known answers as codes of one task, whatever label set they were given in."""

    def __init__(self, task: Task, card: TaskCard) -> None:
        self._version: LabelSetVersion = task.workflow_version.label_set_version
        self._codes = {choice_id: code for code, (_, choice_id) in card.choices.items()}

    def read(self, row: KnownAnswer) -> frozenset[str] | None:
        """Return the codes; None when the task does not offer all that is there."""
        ids: Sequence[int] = row.choice_ids
        if row.label_set_version_id != self._version.pk:
            translated = translate(ids, self._version)
            if translated.untranslated:
                return None
            ids = translated.choice_ids
        if any(choice_id not in self._codes for choice_id in ids):
            return None
        return frozenset(self._codes[choice_id] for choice_id in ids)


def _lesson(
    row: KnownAnswer | None, offered: Sequence[str], card: TaskCard | None, reader: _TruthReader | None
) -> Lesson | None:
    """Return the lesson of a known answer; None where nobody could answer it rightly."""
    if row is None or card is None or reader is None:
        return None
    codes = _offered(offered, card)
    truth = reader.read(row)
    if truth is None or not truth <= set(codes) or len(truth) > card.maximum_choices:
        return None
    if not truth and not card.empty_allowed:
        return None
    return Lesson(row.pk, row.subject_id, row.purpose, row.stage_id, truth, row.hints, codes)


def _offered(codes: Sequence[str], card: TaskCard | None) -> tuple[str, ...]:
    """Return the codes in the task's order; all of the task's for none."""
    if card is None:
        return tuple(codes)
    in_order = sorted(card.choices, key=lambda code: card.choices[code][0])
    return tuple(code for code in in_order if not codes or code in codes)
