"""What the caller is told in person."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.accounts.selectors import present_volunteer
from quorum.api.me import key_of
from quorum.api.permissions import current_user
from quorum.projects.models import Project
from quorum.talk.addresses import address_of
from quorum.talk.models import Notice
from quorum.talk.notices import Inbox, inbox_of, mark_all_read

KINDS = (*Notice.Kind.choices, ("announcement", "Announcement"))


class NoticeAnswer(serializers.Serializer[Any]):
    """One line; `text` is an announcement's title, or the reason that curators gave."""

    kind = serializers.ChoiceField(KINDS)
    project = serializers.CharField(help_text="The project's slug.")
    project_title = serializers.CharField()
    discussion = serializers.CharField(allow_null=True)
    text = serializers.CharField()
    at = serializers.DateTimeField()
    is_unread = serializers.BooleanField()


@extend_schema(methods=["GET"], responses=NoticeAnswer(many=True), tags=["me"])
@extend_schema(methods=["POST"], request=None, responses={204: None}, tags=["me"])
@api_view(["GET", "POST"])
def notices(request: Request) -> Response:
    """List what the caller is told, newest first, or remember that all of it was seen."""
    volunteer = present_volunteer(user=current_user(request), volunteer_id=key_of(request))
    if request.method == "POST":
        if volunteer is not None:
            mark_all_read(volunteer.pk)
        return Response(status=204)
    rows = _rows(inbox_of(volunteer.pk)) if volunteer is not None else []
    return Response(NoticeAnswer(rows, many=True).data)


def _rows(inbox: Inbox) -> list[dict[str, Any]]:
    ids = {one.project_id for one in inbox.notices} | {one.project_id for one in inbox.announcements}
    projects = Project.objects.in_bulk(ids)
    rows: list[dict[str, Any]] = [
        {
            "kind": notice.kind,
            "discussion": address_of(notice.subject_id) if notice.subject_id is not None else None,
            "text": notice.text,
            "at": notice.created_at,
            "is_unread": notice.read_at is None,
            **_project(projects[notice.project_id]),
        }
        for notice in inbox.notices
        if notice.project_id in projects
    ]
    rows += [
        {
            "kind": "announcement",
            "discussion": None,
            "text": announcement.title,
            "at": announcement.starts_at,
            "is_unread": announcement.pk in inbox.unseen,
            **_project(projects[announcement.project_id]),
        }
        for announcement in inbox.announcements
        if announcement.project_id in projects
    ]
    return sorted(rows, key=lambda row: row["at"], reverse=True)


def _project(project: Project) -> dict[str, str]:
    return {"project": project.slug, "project_title": project.title}
