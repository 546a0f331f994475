"""Previews: the newest draft as a volunteer would meet it; nothing that is answered is stored."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.api.assignments import AssignedImage, AssignedSubject
from quorum.api.errors import ErrorAnswer
from quorum.api.permissions import CURATOR, OWNER, require_role
from quorum.api.tasks import TaskAnswer
from quorum.projects.drafts import Draft, TaskDraft, draft_of
from quorum.projects.label_sets import ChoiceFile
from quorum.projects.models import Project
from quorum.subjects.models import Channel, Subject
from quorum.subjects.tiles import TILE_PX

SHOWN = 8


class PreviewSubject(serializers.Serializer[Any]):
    """One image to try the questions on."""

    subject = AssignedSubject()
    images = AssignedImage(many=True)


class PreviewAnswer(serializers.Serializer[Any]):
    """The draft's questions, and images to try them on."""

    tasks = TaskAnswer(many=True)
    subjects = PreviewSubject(many=True)


@extend_schema(
    responses={200: PreviewAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer}, tags=["building"]
)
@api_view(["GET"])
def preview(request: Request, slug: str) -> Response:
    """Show the draft's questions with a few of the project's images."""
    project = require_role(request, slug, OWNER, CURATOR)
    draft = draft_of(project).draft
    answer = {
        "tasks": [_describe_task(draft, place) for place in range(len(draft.tasks))],
        "subjects": [_describe_subject(project, subject) for subject in _subjects(project)],
    }
    return Response(PreviewAnswer(answer).data)


def _subjects(project: Project) -> list[Subject]:
    # A random handful: an owner who looks again sees others.
    return list(Subject.objects.filter(project=project, state=Subject.State.ACTIVE).order_by("?")[:SHOWN])


def _describe_subject(project: Project, subject: Subject) -> dict[str, Any]:
    planes = list(
        Channel.objects.filter(subject=subject)
        .select_related("project_channel")
        .order_by("project_channel__position")
    )
    width = max((plane.display_width for plane in planes), default=subject.width)
    height = max((plane.display_height for plane in planes), default=subject.height)
    size = subject.pixel_size_um
    return {
        "subject": {
            "alias": str(subject.public_id),
            "width": width,
            "height": height,
            "full_width": subject.width,
            "full_height": subject.height,
            "tile_size": TILE_PX,
            "pixel_size_um": size * subject.width / width if size else None,
            "credit": subject.credit or project.credit,
            "licence": subject.licence or project.licence,
            "source": subject.source or project.source,
        },
        "images": [
            {
                "channel": plane.project_channel.key,
                "url": reverse("plane", args=[project.slug, subject.public_id, plane.project_channel.key]),
            }
            for plane in planes
        ],
    }


def _describe_task(draft: Draft, place: int) -> dict[str, Any]:
    task: TaskDraft = draft.tasks[place]
    by_code = {choice.code: choice for choice in draft.choices}
    offered = [
        choice
        for choice in draft.choices
        if choice.selectable and (task.choice_codes is None or choice.code in task.choice_codes)
    ]
    groups = [choice for choice in draft.choices if not choice.selectable]
    return {
        "id": f"00000000-0000-0000-0000-{place:012d}",
        **{name: getattr(task, name) for name in task.__struct_fields__ if name != "choice_codes"},
        "choices": [_describe_choice(choice, by_code) for choice in offered],
        "groups": [
            {"code": group.code, "name": group.name, "parent": _group_above(group, by_code)} for group in groups
        ],
    }


def _describe_choice(choice: ChoiceFile, by_code: dict[str, ChoiceFile]) -> dict[str, Any]:
    return {
        "code": choice.code,
        "name": choice.name,
        "short": choice.short,
        "description": choice.description,
        "tips": choice.tips,
        "confused_with": list(choice.confused_with),
        "group": _group_above(choice, by_code),
    }


def _group_above(choice: ChoiceFile, by_code: dict[str, ChoiceFile]) -> str | None:
    """Return the nearest ancestor that only groups; a draft may still hold circles and unknown parents."""
    seen = {choice.code}
    above = by_code.get(choice.parent or "")
    while above is not None and above.code not in seen:
        if not above.selectable:
            return above.code
        seen.add(above.code)
        above = by_code.get(above.parent or "")
    return None
