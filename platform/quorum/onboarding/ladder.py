"""Climbing the ladder: tutorial, training, and the way back to labelling after a return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from quorum.accounts.models import User
from quorum.audit.services import record
from quorum.domain.feedback import compare
from quorum.onboarding.errors import (
    ChoiceNotOffered,
    LessonAnswered,
    LessonGone,
    LessonUuidReused,
    NoSuchStep,
    NothingToLearn,
    TutorialFirst,
)
from quorum.onboarding.models import KnownAnswer, Standing, TrainingAnswer
from quorum.onboarding.progress import Ladder, ladder_from, may_label
from quorum.onboarding.syllabus import Lesson, Stage, Syllabus, has_ladder, syllabus_of
from quorum.projects.models import Project

Level = Standing.Level


@dataclass(frozen=True)
class Graded:
    """An answer with what was right in it; `is_new` is False for a retry."""

    answer: TrainingAnswer
    lesson: Lesson
    is_new: bool


def tutorial_lesson(*, project: Project, position: int) -> Lesson:
    """Return the image of a step of the tutorial; raise NoSuchStep for a step without one."""
    for step in syllabus_of(project).steps:
        if step.row.position == position and step.lesson is not None:
            return step.lesson
    raise NoSuchStep("The tutorial shows no image at this step.", position=position)


def training_lesson(*, volunteer_id: int, project: Project, rng: Random) -> Lesson:
    """Return the next image of the stage that the volunteer is in: the least seen, by chance among equals.

    Raises TutorialFirst, or NothingToLearn for somebody who may label.
    """
    syllabus = syllabus_of(project)
    standing = Standing.objects.filter(volunteer_id=volunteer_id, project=project).first() or Standing(
        volunteer_id=volunteer_id, project=project
    )
    ladder = ladder_from(standing, syllabus)
    if ladder.next == "tutorial":
        raise TutorialFirst("Finish or skip the tutorial first.")
    if ladder.next == "label" or ladder.current is None:
        raise NothingToLearn("There is nothing to practise; you may label.")
    return _least_seen(volunteer_id, ladder.current.stage.lessons, rng)


def _least_seen(volunteer_id: int, lessons: Sequence[Lesson], rng: Random) -> Lesson:
    """Return the lesson answered least often; of those, not the latest answered unless it is the only one."""
    seen = {
        row["known_answer_id"]: (row["times"], row["latest"])
        for row in TrainingAnswer.objects.filter(
            volunteer_id=volunteer_id, known_answer_id__in=[lesson.known_answer_id for lesson in lessons]
        )
        .values("known_answer_id")
        .annotate(times=Count("pk"), latest=Max("pk"))
    }
    latest = max(seen, key=lambda known_answer_id: seen[known_answer_id][1], default=None)
    others = [lesson for lesson in lessons if lesson.known_answer_id != latest] or list(lessons)
    fewest = min(seen.get(lesson.known_answer_id, (0, 0))[0] for lesson in others)
    return rng.choice([each for each in others if seen.get(each.known_answer_id, (0, 0))[0] == fewest])


@transaction.atomic
def advance_tutorial(*, volunteer_id: int, project: Project, position: int) -> Ladder:
    """Note that all steps before `position` are done; from the number of steps on, the tutorial is over.

    Going back changes nothing: the furthest step counts. Skipping is going to the end.
    """
    syllabus = syllabus_of(project)
    standing = _locked_standing(volunteer_id, project)
    standing.tutorial_position = min(max(standing.tutorial_position, position), 32_767)
    if standing.level == Level.NEWCOMER and standing.tutorial_position >= len(syllabus.steps):
        _move(standing, Level.TRAINING)
        _settle(standing, syllabus)
    standing.save()
    return ladder_from(standing, syllabus)


@transaction.atomic
def answer_lesson(
    *,
    volunteer_id: int,
    project: Project,
    subject_id: int,
    issued_at: datetime,
    client_uuid: UUID,
    codes: Sequence[str],
    choice_ids: Sequence[int],
) -> Graded:
    """Grade one answer of the tutorial or of training, and let the volunteer climb when a stage is passed.

    An assignment, known by its subject and the time of issue, is answered once: whoever has seen what is
    right gets no second try on it. A retry under the same client_uuid returns what was stored. Raises
    LessonGone, LessonAnswered, LessonUuidReused, ChoiceNotOffered.
    """
    syllabus = syllabus_of(project)
    # The lock makes two answers of one volunteer wait for each other.
    standing = _locked_standing(volunteer_id, project)
    lesson = _find_lesson(syllabus, subject_id)
    kept = TrainingAnswer.objects.filter(volunteer_id=volunteer_id, client_uuid=client_uuid).first()
    if kept is not None:
        if kept.known_answer_id != lesson.known_answer_id:
            raise LessonUuidReused("This client_uuid belongs to another answer.")
        return Graded(kept, lesson, is_new=False)
    if _is_answered(volunteer_id, lesson, issued_at):
        raise LessonAnswered("This image has been answered; ask for the next one.")
    for code in codes:
        if code not in lesson.offered:
            raise ChoiceNotOffered("This choice is not offered here.", choice=code)
    feedback = compare(sorted(lesson.truth, key=lesson.offered.index), list(codes))
    answer = TrainingAnswer.objects.create(
        project=project,
        volunteer_id=volunteer_id,
        known_answer_id=lesson.known_answer_id,
        client_uuid=client_uuid,
        choice_ids=list(choice_ids),
        hits=list(feedback.hits),
        missed=list(feedback.missed),
        extra=list(feedback.extra),
        right=feedback.right,
        score=feedback.score,
    )
    if lesson.purpose == KnownAnswer.Purpose.TRAINING:
        _climb(standing, syllabus)
    return Graded(answer, lesson, is_new=True)


def admit(*, volunteer_id: int, project: Project) -> bool:
    """Say whether the volunteer may label; one for whom nothing is left to learn becomes a contributor."""
    if not may_label(volunteer_id, project):
        return False
    standing = Standing.objects.filter(volunteer_id=volunteer_id, project=project).first()
    if (standing is None or standing.level != Level.CONTRIBUTOR) and has_ladder(project):
        with transaction.atomic():
            standing = _locked_standing(volunteer_id, project)
            _settle(standing, syllabus_of(project))
            standing.save()
    return True


@transaction.atomic
def vouch(*, volunteer_id: int, project: Project, actor: User | None, reason: str) -> Standing:
    """Make somebody a contributor without training, because a person with a role knows their work; audited."""
    standing = _locked_standing(volunteer_id, project)
    if standing.level != Level.CONTRIBUTOR:
        _make_contributor(standing)
        standing.save()
        record("volunteer.vouched", standing, actor=actor, reason=reason, volunteer=volunteer_id)
    return standing


def _find_lesson(syllabus: Syllabus, subject_id: int) -> Lesson:
    lessons = [step.lesson for step in syllabus.steps if step.lesson is not None]
    lessons += [lesson for stage in syllabus.stages for lesson in stage.lessons]
    for lesson in lessons:
        if lesson.subject_id == subject_id:
            return lesson
    raise LessonGone("This image is no longer part of the training; ask for the next one.")


def _is_answered(volunteer_id: int, lesson: Lesson, issued_at: datetime) -> bool:
    return TrainingAnswer.objects.filter(
        volunteer_id=volunteer_id, known_answer_id=lesson.known_answer_id, created_at__gte=issued_at
    ).exists()


def _locked_standing(volunteer_id: int, project: Project) -> Standing:
    Standing.objects.get_or_create(volunteer_id=volunteer_id, project=project)
    return Standing.objects.select_for_update().get(volunteer_id=volunteer_id, project=project)


def _climb(standing: Standing, syllabus: Syllabus) -> None:
    """Move the volunteer on when the stage in practice is passed; several stages are never passed at once."""
    if standing.level == Level.CONTRIBUTOR:
        return
    current = ladder_from(standing, syllabus).current
    if current is None or not current.is_passed:
        return
    following = _after(current.stage, syllabus)
    if standing.level == Level.RETURNED or following is None:
        _make_contributor(standing)
    else:
        _move(standing, Level.TRAINING)
        standing.stage = following.row
    standing.save()


def _after(stage: Stage, syllabus: Syllabus) -> Stage | None:
    return next((other for other in syllabus.usable if other.row.position > stage.row.position), None)


def _settle(standing: Standing, syllabus: Syllabus) -> None:
    """Make a contributor of somebody for whom nothing is left to learn."""
    if standing.level != Level.CONTRIBUTOR and ladder_from(standing, syllabus).next == "label":
        _make_contributor(standing)


def _make_contributor(standing: Standing) -> None:
    """Trust the volunteer from now on, on fresh estimates: what led to a return is not held against them."""
    _move(standing, Level.CONTRIBUTOR)
    standing.trusted = True
    standing.stage = None
    standing.reason = ""
    standing.right = standing.wrong = 0.0
    standing.choice_skill = {}
    standing.controls_at_change = standing.controls_answered


def _move(standing: Standing, level: str) -> None:
    if standing.level != level:
        standing.level = level
        standing.changed_at = timezone.now()
