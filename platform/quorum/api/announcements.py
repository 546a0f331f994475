"""What the owners of a project tell everybody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.accounts.selectors import present_volunteer
from quorum.api.errors import ErrorAnswer
from quorum.api.me import key_of
from quorum.api.permissions import OWNER, current_user, require_role, require_user, visible_project
from quorum.projects.models import Project
from quorum.talk.announcements import (
    dismiss,
    find_announcement,
    post_announcement,
    seen_by,
    shown_now,
    withdraw_announcement,
)
from quorum.talk.models import Announcement

DENIED = {400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer}


class AnnouncementAnswer(serializers.Serializer[Any]):
    """One announcement."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    text = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True)
    is_withdrawn = serializers.BooleanField()
    is_seen = serializers.BooleanField(help_text="The caller has seen it; nobody is told twice.")


class AnnouncementRequest(serializers.Serializer[Any]):
    """An announcement to be made."""

    title = serializers.CharField(max_length=120)
    text = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")
    starts_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    ends_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class AnnouncementsQuery(serializers.Serializer[Any]):
    """Which announcements."""

    all = serializers.BooleanField(default=False, help_text="Past, coming and withdrawn ones too, for owners.")


@extend_schema(
    methods=["GET"],
    parameters=[AnnouncementsQuery],
    responses={200: AnnouncementAnswer(many=True)} | DENIED,
    tags=["projects"],
)
@extend_schema(
    methods=["POST"],
    request=AnnouncementRequest,
    responses={201: AnnouncementAnswer} | DENIED,
    tags=["curation"],
)
@api_view(["GET", "POST"])
def announcements(request: Request, slug: str) -> Response:
    """List what is announced now, newest first, or announce something."""
    if request.method == "POST":
        project = require_role(request, slug, OWNER)
        asked = AnnouncementRequest(data=request.data)
        asked.is_valid(raise_exception=True)
        posted = post_announcement(project=project, actor=require_user(request), **asked.validated_data)
        return Response(AnnouncementAnswer(_described(posted, set())).data, status=201)
    query = AnnouncementsQuery(data=request.query_params)
    query.is_valid(raise_exception=True)
    wants_all = query.validated_data["all"]
    project = require_role(request, slug, OWNER) if wants_all else visible_project(request, slug)
    found = _found(project, wants_all=wants_all)
    volunteer = present_volunteer(user=current_user(request), volunteer_id=key_of(request))
    seen = seen_by(volunteer_id=volunteer.pk, announcements=found) if volunteer else set()
    return Response(AnnouncementAnswer([_described(one, seen) for one in found], many=True).data)


@extend_schema(request=None, responses={204: None} | DENIED, tags=["curation"])
@api_view(["POST"])
def withdraw(request: Request, slug: str, announcement_id: UUID) -> Response:
    """Show an announcement to nobody any more."""
    project = require_role(request, slug, OWNER)
    announcement = find_announcement(project=project, public_id=announcement_id)
    withdraw_announcement(announcement=announcement, actor=require_user(request))
    return Response(status=204)


@extend_schema(request=None, responses={204: None} | DENIED, tags=["projects"])
@api_view(["POST"])
def seen(request: Request, slug: str, announcement_id: UUID) -> Response:
    """Remember that the caller has seen an announcement; nothing to remember for nobody."""
    project = visible_project(request, slug)
    announcement = find_announcement(project=project, public_id=announcement_id)
    volunteer = present_volunteer(user=current_user(request), volunteer_id=key_of(request))
    if volunteer is not None:
        dismiss(announcement=announcement, volunteer_id=volunteer.pk)
    return Response(status=204)


def _found(project: Project, *, wants_all: bool) -> list[Announcement]:
    found = Announcement.objects.all() if wants_all else shown_now()
    return list(found.filter(project_id=project.pk).order_by("-starts_at", "-pk")[:100])


def _described(announcement: Announcement, seen: set[int]) -> dict[str, Any]:
    return {
        "id": announcement.public_id,
        "title": announcement.title,
        "text": announcement.text,
        "starts_at": announcement.starts_at,
        "ends_at": announcement.ends_at,
        "is_withdrawn": announcement.withdrawn_at is not None,
        "is_seen": announcement.pk in seen,
    }
