"""The ladder: tutorial, training, and where the caller stands."""

from __future__ import annotations

from datetime import timedelta
from random import SystemRandom
from typing import Any

from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.accounts.models import Volunteer
from quorum.accounts.selectors import present_volunteer
from quorum.api.errors import ErrorAnswer
from quorum.api.labelling import require_participant
from quorum.api.ladder_answers import (
    LadderAnswer,
    LessonAnswer,
    LessonFeedback,
    describe_feedback,
    describe_ladder,
)
from quorum.api.me import key_of
from quorum.api.permissions import current_user, visible_project
from quorum.classifications.models import Classification
from quorum.classifications.task_cards import task_card
from quorum.intake.errors import AssignmentForeign
from quorum.intake.submission import Submission, read_choices
from quorum.onboarding import ladder as services
from quorum.onboarding.errors import NoLesson, NothingToLearn
from quorum.onboarding.models import KnownAnswer
from quorum.onboarding.progress import ladder_of
from quorum.onboarding.syllabus import Lesson, taught_task
from quorum.projects.models import Project, Round, Task
from quorum.selection.assignments import Assignment, unseal
from quorum.selection.services import assignment_payloads

PURPOSES = {
    KnownAnswer.Purpose.TUTORIAL.value: Classification.Purpose.TUTORIAL,
    KnownAnswer.Purpose.TRAINING.value: Classification.Purpose.TRAINING,
}
REFUSED = {400: ErrorAnswer, 401: ErrorAnswer, 404: ErrorAnswer, 409: ErrorAnswer}


class TutorialRequest(serializers.Serializer[Any]):
    """How many steps are done; the number of all steps skips the rest."""

    position = serializers.IntegerField(min_value=0, max_value=32_767)


class LessonRequest(serializers.Serializer[Any]):
    """Which image: that of a step of the tutorial, or, without a step, the next of training."""

    step = serializers.IntegerField(min_value=0, allow_null=True, default=None)


class LessonAnswerRequest(serializers.Serializer[Any]):
    """One answer to an image of the tutorial or of training; a retry sends the same client_uuid."""

    client_uuid = serializers.UUIDField()
    ticket = serializers.CharField(max_length=512)
    choices = serializers.ListField(child=serializers.CharField(max_length=32), max_length=256)


@extend_schema(responses={200: LadderAnswer, 404: ErrorAnswer}, tags=["ladder"])
@api_view(["GET"])
def ladder(request: Request, slug: str) -> Response:
    """Show the project's ladder and the caller's place on it; a stranger stands at its foot."""
    project = visible_project(request, slug)
    volunteer = present_volunteer(user=current_user(request), volunteer_id=key_of(request))
    found = ladder_of(volunteer.pk if volunteer else None, project)
    return Response(LadderAnswer(describe_ladder(found)).data)


@extend_schema(request=TutorialRequest, responses={200: LadderAnswer} | REFUSED, tags=["ladder"])
@api_view(["POST"])
def tutorial(request: Request, slug: str) -> Response:
    """Note how far the caller is in the tutorial; going back changes nothing."""
    project = visible_project(request, slug)
    asked = TutorialRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    volunteer, _ = require_participant(request, project)
    found = services.advance_tutorial(
        volunteer_id=volunteer.pk, project=project, position=asked.validated_data["position"]
    )
    return Response(LadderAnswer(describe_ladder(found)).data)


@extend_schema(request=LessonRequest, responses={200: LessonAnswer} | REFUSED, tags=["ladder"])
@api_view(["POST"])
def assignment(request: Request, slug: str) -> Response:
    """Hand out an image of the tutorial, or the next image of the caller's stage of training."""
    project = visible_project(request, slug)
    asked = LessonRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    volunteer, round_ = require_participant(request, project)
    step = asked.validated_data["step"]
    if step is not None:
        lesson = services.tutorial_lesson(project=project, position=step)
    else:
        lesson = services.training_lesson(volunteer_id=volunteer.pk, project=project, rng=SystemRandom())
    return Response(LessonAnswer(_hand_out(volunteer, round_, project, lesson)).data)


@extend_schema(
    request=LessonAnswerRequest,
    responses={200: LessonFeedback, 201: LessonFeedback, 403: ErrorAnswer} | REFUSED,
    tags=["ladder"],
)
@api_view(["POST"])
def answers(request: Request, slug: str) -> Response:
    """Grade an answer at once: what was found, missed and not there; with the next image of training."""
    project = visible_project(request, slug)
    asked = LessonAnswerRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    volunteer, round_ = require_participant(request, project)
    sealed = _open(asked.validated_data["ticket"], volunteer, project)
    given = asked.validated_data
    submission = Submission(given["client_uuid"], given["ticket"], given["choices"])
    _, choice_ids = read_choices(submission, task_card(sealed.task_id))
    graded = services.answer_lesson(
        volunteer_id=volunteer.pk,
        project=project,
        subject_id=sealed.subject_id,
        issued_at=sealed.issued_at,
        client_uuid=given["client_uuid"],
        codes=given["choices"],
        choice_ids=choice_ids,
    )
    answer = {
        "right": graded.answer.right,
        "score": graded.answer.score,
        "choices": describe_feedback(graded, _task(project)),
        "ladder": describe_ladder(ladder_of(volunteer.pk, project)),
        "next": _following(volunteer, round_, project, graded.lesson),
    }
    return Response(LessonFeedback(answer).data, status=201 if graded.is_new else 200)


def _open(ticket: str, volunteer: Volunteer, project: Project) -> Assignment:
    """Return a lesson's assignment. All others are refused alike: nothing tells a control from the rest."""
    sealed = unseal(ticket)
    if sealed.volunteer_id != volunteer.pk:
        holder = Volunteer.objects.filter(pk=sealed.volunteer_id, merged_into=volunteer)
        if not holder.exists():
            raise AssignmentForeign("This assignment was given to another volunteer.")
    if sealed.project_id != project.pk or sealed.purpose not in PURPOSES.values():
        raise NoLesson("This assignment belongs to labelling, not to training.")
    return sealed


def _hand_out(volunteer: Volunteer, round_: Round, project: Project, lesson: Lesson) -> dict[str, Any]:
    task = _task(project)
    now = timezone.now()
    issued_at = now.replace(microsecond=now.microsecond // 1000 * 1000)
    sealed = Assignment(
        volunteer_id=volunteer.pk,
        project_id=project.pk,
        workflow_version_id=task.workflow_version_id,
        round_id=round_.pk,
        task_id=task.pk,
        subject_id=lesson.subject_id,
        purpose=PURPOSES[lesson.purpose],
        strategy="lesson",
        model_version_id=None,
        blind=True,
        issued_at=issued_at,
        expires_at=issued_at + timedelta(days=settings.ASSIGNMENT_LIFETIME_DAYS),
    )
    return {"assignment": assignment_payloads([sealed])[0], "offered": lesson.offered}


def _following(
    volunteer: Volunteer, round_: Round, project: Project, answered: Lesson
) -> dict[str, Any] | None:
    if answered.purpose != KnownAnswer.Purpose.TRAINING:
        return None
    try:
        lesson = services.training_lesson(volunteer_id=volunteer.pk, project=project, rng=SystemRandom())
    except NothingToLearn:
        return None
    return _hand_out(volunteer, round_, project, lesson)


def _task(project: Project) -> Task:
    task = taught_task(project)
    if task is None:
        raise NothingToLearn("The project asks nothing yet.")
    return task
