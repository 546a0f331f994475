"""Assignments: the next subjects to label."""

from __future__ import annotations

from random import Random, SystemRandom
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.accounts.devices import Device, device_of, new_device, remember_device
from quorum.accounts.identity import HEADER
from quorum.accounts.models import Volunteer
from quorum.api.errors import ErrorAnswer
from quorum.api.labelling import require_labeller
from quorum.api.permissions import visible_project
from quorum.api.progress import ProgressAnswer
from quorum.insights.progress import progress_of
from quorum.projects.models import Project, Round
from quorum.projects.selectors import tasks_of
from quorum.selection.assignments import Assignment, unseal
from quorum.selection.errors import AssignmentForged
from quorum.selection.open_work import require_room
from quorum.selection.services import assignment_payloads, next_assignments

MAXIMUM_COUNT = 5
MAXIMUM_HOLDING = 20


class AssignedSubject(serializers.Serializer[Any]):
    """What a volunteer may know of a subject."""

    alias = serializers.CharField(help_text="Opaque; another one in every assignment.")
    width = serializers.IntegerField(help_text="Pixels of the display image.")
    height = serializers.IntegerField(help_text="Pixels of the display image.")
    full_width = serializers.IntegerField(help_text="Pixels of the original, which tiles show.")
    full_height = serializers.IntegerField(help_text="Pixels of the original, which tiles show.")
    tile_size = serializers.IntegerField(help_text="Pixels of a tile's side.")
    pixel_size_um = serializers.FloatField(allow_null=True, help_text="Micrometres per display pixel.")
    credit = serializers.CharField()
    licence = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]


class AssignedImage(serializers.Serializer[Any]):
    """One plane of the subject."""

    channel = serializers.CharField(help_text="The channel's key.")
    url = serializers.CharField()


class AssignmentAnswer(serializers.Serializer[Any]):
    """One subject to label; the ticket is sent back with the answer."""

    ticket = serializers.CharField()
    expires_at = serializers.DateTimeField()
    task = serializers.UUIDField()
    subject = AssignedSubject()
    images = AssignedImage(many=True)


class AssignmentsRequest(serializers.Serializer[Any]):
    """How many more, and which the client still has."""

    count = serializers.IntegerField(min_value=1, max_value=MAXIMUM_COUNT)
    holding = serializers.ListField(
        child=serializers.CharField(), max_length=MAXIMUM_HOLDING, default=list, help_text="Tickets at hand."
    )


class AssignmentsAnswer(serializers.Serializer[Any]):
    """The next subjects; `exhausted` when no more are left for the caller."""

    assignments = AssignmentAnswer(many=True)
    exhausted = serializers.BooleanField()
    progress = ProgressAnswer()


@extend_schema(
    request=AssignmentsRequest,
    responses={200: AssignmentsAnswer, 400: ErrorAnswer, 401: ErrorAnswer, 409: ErrorAnswer},
    tags=["labelling"],
)
@api_view(["POST"])
def assignments(request: Request, slug: str) -> Response:
    """Hand out the next subjects that the caller has not labelled in this round."""
    project = visible_project(request, slug)
    asked = AssignmentsRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    volunteer, round_ = require_labeller(request, project)
    count = require_room(volunteer_id=volunteer.pk, project_id=project.pk, want=asked.validated_data["count"])
    held = [one for one in map(_open_held, asked.validated_data["holding"]) if one is not None]
    device = _device(request, project)
    mark = device.mark_in(project.pk) if device else None
    drawn = _draw(volunteer, round_, held, count, device=mark, rng=SystemRandom())
    answer = {
        "assignments": assignment_payloads(drawn),
        "exhausted": len(drawn) < count,
        "progress": progress_of([project.pk])[project.pk],
    }
    response = Response(AssignmentsAnswer(answer).data)
    if device is not None:
        remember_device(response, device, secure=request.is_secure())
    return response


def _device(request: Request, project: Project) -> Device | None:
    """Return the caller's device, a new one at the first time.

    Programs, which say in a header who they are, have none; nor does anybody where devices are shared.
    """
    if project.shared_devices or not request.headers.keys().isdisjoint((HEADER, "Authorization")):
        return None
    return device_of(request._request) or new_device()


def _open_held(ticket: str) -> Assignment | None:
    """Return what a client says it holds; None for a ticket of an older server: it only spares a repeat."""
    try:
        return unseal(ticket)
    except AssignmentForged:
        return None


def _draw(
    volunteer: Volunteer,
    round_: Round,
    held: list[Assignment],
    count: int,
    *,
    device: int | None,
    rng: Random,
) -> list[Assignment]:
    """Draw up to `count` assignments over the round's tasks, which come in random order."""
    tasks = tasks_of(round_)
    rng.shuffle(tasks)
    drawn: list[Assignment] = []
    for task in tasks:
        if len(drawn) == count:
            break
        drawn += next_assignments(
            volunteer_id=volunteer.pk,
            round_id=round_.pk,
            task_id=task.pk,
            exclude_subject_ids=[one.subject_id for one in held if one.task_id == task.pk],
            count=count - len(drawn),
            now=timezone.now(),
            rng=rng,
            device=device,
        )
    return drawn
