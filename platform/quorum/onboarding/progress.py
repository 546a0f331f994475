"""How far a volunteer has come on a project's ladder, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from quorum.onboarding.models import Standing, TrainingAnswer
from quorum.onboarding.syllabus import Stage, Syllabus, has_ladder, syllabus_of
from quorum.projects.models import Project

Next = Literal["tutorial", "training", "label"]
Level = Standing.Level


@dataclass(frozen=True)
class StageProgress:
    """One stage as the volunteer stands in it; `recent` are the last answers in its window, oldest first."""

    stage: Stage
    state: Literal["passed", "current", "ahead"]
    recent: tuple[bool, ...] = ()

    @property
    def right(self) -> int:
        """How many of the last answers were right."""
        return sum(self.recent)

    @property
    def is_passed(self) -> bool:
        """Say whether the last answers are enough."""
        return self.right >= self.stage.row.needed


@dataclass(frozen=True)
class Ladder:
    """The ladder from one volunteer's place; `current` is the stage to practise, None for a contributor."""

    standing: Standing
    syllabus: Syllabus
    stages: Sequence[StageProgress]
    current: StageProgress | None
    next: Next


def standing_or_newcomer(volunteer_id: int | None, project: Project) -> Standing:
    """Return a volunteer's standing; an unsaved newcomer's for somebody without one."""
    found = (
        Standing.objects.filter(volunteer_id=volunteer_id, project=project).first() if volunteer_id else None
    )
    return found or Standing(volunteer_id=volunteer_id or 0, project=project)


def ladder_of(volunteer_id: int | None, project: Project) -> Ladder:
    """Return where a volunteer stands on the ladder of a project; None stands at its foot."""
    return ladder_from(standing_or_newcomer(volunteer_id, project), syllabus_of(project))


def ladder_from(standing: Standing, syllabus: Syllabus) -> Ladder:
    """Return the ladder from a standing that is at hand."""
    current = current_stage(standing, syllabus)
    progress = None
    if current is not None:
        progress = StageProgress(current, "current", recent_answers(standing, current))
    stages = [
        progress if progress and stage is current else _at(stage, standing, current)
        for stage in syllabus.stages
    ]
    return Ladder(standing, syllabus, stages, progress, _next(standing, syllabus, current))


def may_label(volunteer_id: int, project: Project) -> bool:
    """Say whether the ladder, if there is one, lets the volunteer label."""
    standing = standing_or_newcomer(volunteer_id, project)
    if standing.level == Level.CONTRIBUTOR or not has_ladder(project):
        return True
    syllabus = syllabus_of(project)
    return _next(standing, syllabus, current_stage(standing, syllabus)) == "label"


def current_stage(standing: Standing, syllabus: Syllabus) -> Stage | None:
    """Return the stage that the volunteer is in, or will be after the tutorial; None for a contributor.

    Whoever was returned practises where they were sent, else the last stage: it offers what labelling does.
    """
    usable = syllabus.usable
    if standing.level == Level.CONTRIBUTOR or not usable:
        return None
    here = next((stage for stage in usable if stage.row.pk == standing.stage_id), None)
    if here is not None:
        return here
    if standing.level == Level.RETURNED:
        return usable[-1]
    known = next((stage for stage in syllabus.stages if stage.row.pk == standing.stage_id), None)
    start = known.row.position if known else 0
    return next((stage for stage in usable if stage.row.position >= start), None)


def recent_answers(standing: Standing, stage: Stage) -> tuple[bool, ...]:
    """Return whether the last answers in a stage were right, oldest first; after a return, those since."""
    if standing.pk is None:
        return ()
    answers = TrainingAnswer.objects.filter(
        volunteer_id=standing.volunteer_id, project_id=standing.project_id, known_answer__stage=stage.row
    )
    if standing.level == Level.RETURNED:
        answers = answers.filter(created_at__gt=standing.changed_at)
    latest = answers.order_by("-pk").values_list("right", flat=True)[: stage.row.window]
    return tuple(reversed(latest))


def _at(stage: Stage, standing: Standing, current: Stage | None) -> StageProgress:
    is_behind = current is None or stage.row.position < current.row.position
    is_over = standing.level in (Level.CONTRIBUTOR, Level.RETURNED)
    return StageProgress(
        stage, "passed" if is_over or (is_behind and standing.level == Level.TRAINING) else "ahead"
    )


def _next(standing: Standing, syllabus: Syllabus, current: Stage | None) -> Next:
    if standing.level == Level.CONTRIBUTOR:
        return "label"
    if standing.level == Level.NEWCOMER and standing.tutorial_position < len(syllabus.steps):
        return "tutorial"
    return "training" if current is not None else "label"
