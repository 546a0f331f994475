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
from quorum.audit.selectors import EventFilter, actors_of_project, events_of_project, kinds_of_project

MAXIMUM_LIMIT = 200


class AuditEventAnswer(serializers.Serializer[Any]):
    """One change: who, what, when, why."""

    id = serializers.IntegerField()
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

    actor = serializers.EmailField(required=False, help_text="E-mail of who made the change.")
    kind = serializers.CharField(required=False, max_length=64, help_text="Kind of what was changed.")
    cursor = serializers.IntegerField(required=False, min_value=1)
    limit = serializers.IntegerField(min_value=1, max_value=MAXIMUM_LIMIT, default=50)


class AuditFiltersAnswer(serializers.Serializer[Any]):
    """What the log of a project can be narrowed to."""

    actors = serializers.ListField(child=serializers.EmailField())
    kinds = serializers.ListField(child=serializers.CharField())


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
    wanted = _wanted(query.validated_data)
    events = events_of_project(
        project_id=project.pk, before=query.validated_data.get("cursor"), limit=limit + 1, wanted=wanted
    )
    shown = events[:limit]
    emails = _emails(shown)
    answer = {
        "results": [_describe(event, emails) for event in shown],
        "next": shown[-1].pk if len(events) > limit else None,
    }
    return Response(AuditAnswer(answer).data)


@extend_schema(
    responses={200: AuditFiltersAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer},
    tags=["curation"],
)
@api_view(["GET"])
def audit_filters(request: Request, slug: str) -> Response:
    """Show who changed anything in the project, and what kinds of things were changed."""
    project = require_role(request, slug, OWNER)
    people = User.objects.filter(pk__in=actors_of_project(project.pk)).order_by("email")
    answer = {
        "actors": [user.email for user in people],
        "kinds": kinds_of_project(project.pk),
    }
    return Response(AuditFiltersAnswer(answer).data)


def _wanted(query: dict[str, Any]) -> EventFilter:
    """Return the filter that was asked for; an unknown person has changed nothing."""
    email = query.get("actor")
    known = User.objects.filter(email__iexact=email).first() if email else None
    return EventFilter(
        actor_id=(known.pk if known is not None else 0) if email else None, object_kind=query.get("kind")
    )


def _person_id(event: AuditEvent) -> int | None:
    return int(event.object_id) if event.object_kind == "user" else None


def _emails(events: list[AuditEvent]) -> dict[int | None, str]:
    ids = {event.actor_id for event in events} | {_person_id(event) for event in events}
    known = User.objects.filter(pk__in=[one for one in ids if one is not None])
    return {user.pk: user.email for user in known}


def _describe(event: AuditEvent, emails: dict[int | None, str]) -> dict[str, Any]:
    return {
        "id": event.pk,
        "at": event.created_at,
        "actor": emails.get(event.actor_id),
        "verb": event.verb,
        "object_kind": event.object_kind,
        "person": emails.get(_person_id(event)),
        "reason": event.reason,
        "details": event.details,
    }
