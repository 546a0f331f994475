"""The field guide's pictures: read by everybody who sees the project, kept by owners and curators."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, parser_classes
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.api.errors import ErrorAnswer
from quorum.api.permissions import (
    ANY_ROLE,
    CURATOR,
    OWNER,
    current_user,
    require_role,
    require_user,
    visible_project,
)
from quorum.projects.models import Project
from quorum.projects.selectors import roles_of
from quorum.subjects import guide
from quorum.subjects.errors import SubjectUnknown
from quorum.subjects.guide import Facts
from quorum.subjects.guide_images import reference_images
from quorum.subjects.models import ReferenceImage, Subject

DENIED = {401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer}
FILE_PREFIX = "file_"


class ReferencePlaneAnswer(serializers.Serializer[Any]):
    """Where one channel of a reference image is."""

    channel = serializers.CharField()
    url = serializers.CharField()


class ReferenceImageAnswer(serializers.Serializer[Any]):
    """One picture of what a choice looks like; `width` and `height` are those of the files behind `images`."""

    id = serializers.UUIDField()
    choice = serializers.CharField(help_text="Code of the choice.")
    caption = serializers.CharField()
    cell_line = serializers.CharField()
    credit = serializers.CharField()
    licence = serializers.CharField()
    origin = serializers.CharField(help_text="Where the picture is from: a title or an address.")
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    pixel_size_um = serializers.FloatField(allow_null=True, help_text="Micrometres per pixel of the files.")
    thumbnail = serializers.CharField()
    images = ReferencePlaneAnswer(many=True)
    subject = serializers.UUIDField(allow_null=True, help_text="Told to those with a role alone.")


class ReferenceFactsRequest(serializers.Serializer[Any]):
    """What is told beside a picture; what is left out stays as it is."""

    caption = serializers.CharField(max_length=200, required=False, allow_blank=True)
    cell_line = serializers.CharField(max_length=64, required=False, allow_blank=True)
    credit = serializers.CharField(max_length=300, required=False, allow_blank=True)
    licence = serializers.CharField(max_length=120, required=False, allow_blank=True)
    origin = serializers.CharField(max_length=300, required=False, allow_blank=True)
    pixel_size_um = serializers.FloatField(required=False, allow_null=True, min_value=1e-6, max_value=1e6)


class ReferenceImageRequest(ReferenceFactsRequest):
    """A new picture as multipart/form-data: one file per channel as `file_<key>`, or one as `file_stack`.

    Or, without files, `subject`: a subject of the project, which then collects no votes any more.
    """

    choice = serializers.CharField(max_length=32)
    subject = serializers.UUIDField(required=False)


class ReferenceOrderRequest(serializers.Serializer[Any]):
    """All pictures of a choice in their new order."""

    choice = serializers.CharField(max_length=32)
    ids = serializers.ListField(child=serializers.UUIDField(), max_length=guide.MOST_PER_CHOICE)


@extend_schema(
    methods=["GET"],
    operation_id="projects_guide_list",
    responses={200: ReferenceImageAnswer(many=True), 404: ErrorAnswer},
    tags=["guide"],
)
@extend_schema(
    methods=["POST"],
    operation_id="projects_guide_create",
    request={"multipart/form-data": ReferenceImageRequest, "application/json": ReferenceImageRequest},
    responses={201: ReferenceImageAnswer, 400: ErrorAnswer, 409: ErrorAnswer, 413: ErrorAnswer} | DENIED,
    tags=["guide"],
)
@api_view(["GET", "POST"])
@parser_classes([MultiPartParser, JSONParser])
def guide_images(request: Request, slug: str) -> Response:
    """List the guide's pictures, by choice and place, or put one in."""
    if request.method == "GET":
        project = visible_project(request, slug)
        knows = not roles_of(project=project, user=current_user(request)).isdisjoint(ANY_ROLE)
        found = [_answer(project, image, knows=knows) for image in reference_images(project)]
        return Response(ReferenceImageAnswer(found, many=True).data)
    project = require_role(request, slug, OWNER, CURATOR)
    asked = ReferenceImageRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    added = _add(request, project, dict(asked.validated_data))
    return Response(ReferenceImageAnswer(_answer(project, added, knows=True)).data, status=201)


@extend_schema(
    methods=["PATCH"],
    request=ReferenceFactsRequest,
    responses={200: ReferenceImageAnswer, 400: ErrorAnswer} | DENIED,
    tags=["guide"],
)
@extend_schema(methods=["DELETE"], responses={204: None} | DENIED, tags=["guide"])
@api_view(["PATCH", "DELETE"])
def guide_image(request: Request, slug: str, image_id: UUID) -> Response:
    """Change what is told beside a picture, or take it out of the guide."""
    project = require_role(request, slug, OWNER, CURATOR)
    actor = require_user(request)
    if request.method == "DELETE":
        guide.remove(project=project, public_id=image_id, actor=actor)
        return Response(status=204)
    asked = ReferenceFactsRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    facts = _stored_names(dict(asked.validated_data))
    image = guide.describe(project=project, public_id=image_id, facts=facts, actor=actor)
    return Response(ReferenceImageAnswer(_answer(project, image, knows=True)).data)


@extend_schema(request=ReferenceOrderRequest, responses={204: None, 400: ErrorAnswer} | DENIED, tags=["guide"])
@api_view(["POST"])
def guide_order(request: Request, slug: str) -> Response:
    """Give the pictures of one choice another order."""
    project = require_role(request, slug, OWNER, CURATOR)
    asked = ReferenceOrderRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    guide.order(
        project=project,
        choice_code=asked.validated_data["choice"],
        ids=asked.validated_data["ids"],
        actor=require_user(request),
    )
    return Response(status=204)


def _add(request: Request, project: Project, asked: dict[str, Any]) -> ReferenceImage:
    choice, subject_id = asked.pop("choice"), asked.pop("subject", None)
    facts, actor = Facts(**_stored_names(asked)), require_user(request)
    if subject_id is not None:
        subject = Subject.objects.filter(project=project, public_id=subject_id).first()
        if subject is None:
            raise SubjectUnknown("This project has no such subject.")
        return guide.add_subject(subject=subject, choice_code=choice, facts=facts, actor=actor)
    files: dict[str, UploadedFile[bytes]] = {
        name.removeprefix(FILE_PREFIX): file
        for name, file in request.FILES.items()
        if isinstance(file, UploadedFile)
    }
    return guide.add_uploaded(project=project, choice_code=choice, files=files, facts=facts, actor=actor)


def _stored_names(facts: dict[str, Any]) -> dict[str, Any]:
    # `source` means something else to a serializer itself.
    if "origin" in facts:
        facts["source"] = facts.pop("origin")
    return facts


def _answer(project: Project, image: ReferenceImage, *, knows: bool) -> dict[str, Any]:
    planes = list(image.planes.all())
    width = max((plane.display_width for plane in planes), default=image.width)
    pixel_size_um = image.pixel_size_um * image.width / width if image.pixel_size_um else None
    return {
        "id": image.public_id,
        "choice": image.choice_code,
        "caption": image.caption,
        "cell_line": image.cell_line,
        "credit": image.credit or project.credit,
        "licence": image.licence or project.licence,
        "origin": image.source or project.source,
        "width": width,
        "height": max((plane.display_height for plane in planes), default=image.height),
        "pixel_size_um": pixel_size_um,
        "thumbnail": reverse("guide-thumbnail", args=[project.slug, image.public_id]),
        "images": [
            {"channel": key, "url": reverse("guide-plane", args=[project.slug, image.public_id, key])}
            for key in (plane.project_channel.key for plane in planes)
        ],
        "subject": image.subject.public_id if knows and image.subject else None,
    }
