"""The audit log of a project, for its owners."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.accounts.models import User
from quorum.api.errors import ErrorAnswer
from quorum.api.permissions import OWNER, require_role
from quorum.audit.models import AuditEvent
from quorum.audit.selectors import events_of_project

MAXIMUM_LIMIT = 200


class AuditEventAnswer(serializers.Serializer[Any]):
    """One change: who, what, when, why."""

    at = serializers.DateTimeField()
    actor = serializers.CharField(
        allow_null=True, help_text="E-mail; null for the system or a deleted account."
    )
    verb = serializers.CharField()
    object_kind = serializers.CharField()
    person = serializers.CharField(allow_null=True, help_text="E-mail of the person it was done to, if any.")
    reason = serializers.CharField()
    details = serializers.DictField(child=serializers.JSONField())


class AuditQuery(serializers.Serializer[Any]):
    """Which part of the log."""

    cursor = serializers.IntegerField(required=False, min_value=1)
    limit = serializers.IntegerField(min_value=1, max_value=MAXIMUM_LIMIT, default=50)


class AuditAnswer(serializers.Serializer[Any]):
    """One page, newest first."""

    results = AuditEventAnswer(many=True)
    next = serializers.IntegerField(allow_null=True, help_text="Cursor of the next page.")


@extend_schema(
    parameters=[AuditQuery],
    responses={200: AuditAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer},
    tags=["curation"],
)
@api_view(["GET"])
def audit_log(request: Request, slug: str) -> Response:
    """Show who changed what in the project, when and why."""
    project = require_role(request, slug, OWNER)
    query = AuditQuery(data=request.query_params)
    query.is_valid(raise_exception=True)
    limit = query.validated_data["limit"]
    events = events_of_project(
        project_id=project.pk, before=query.validated_data.get("cursor"), limit=limit + 1
    )
    shown = events[:limit]
    emails = _emails(shown)
    answer = {
        "results": [_describe(event, emails) for event in shown],
        "next": shown[-1].pk if len(events) > limit else None,
    }
    return Response(AuditAnswer(answer).data)


def _person_id(event: AuditEvent) -> int | None:
    return int(event.object_id) if event.object_kind == "user" else None


def _emails(events: list[AuditEvent]) -> dict[int | None, str]:
    ids = {event.actor_id for event in events} | {_person_id(event) for event in events}
    known = User.objects.filter(pk__in=[one for one in ids if one is not None])
    return {user.pk: user.email for user in known}


def _describe(event: AuditEvent, emails: dict[int | None, str]) -> dict[str, Any]:
    return {
        "at": event.created_at,
        "actor": emails.get(event.actor_id),
        "verb": event.verb,
        "object_kind": event.object_kind,
        "person": emails.get(_person_id(event)),
        "reason": event.reason,
        "details": event.details,
    }
