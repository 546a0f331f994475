"""What the OpenAPI document needs besides the views: our token scheme, and the plain view of the intake."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from quorum.api.assignments import MAXIMUM_COUNT, MAXIMUM_HOLDING, AssignmentAnswer
from quorum.api.errors import ErrorAnswer
from quorum.curation.models import Remark
from quorum.intake.views import submit_view
from quorum.onboarding.models import Standing

INTAKE_PATH = "/api/v1/classifications"
PASS_REASONS = ("unsure", "bad_image", "other")
OUTCOMES = ("hit", "missed", "extra")


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """`Authorization: Token <key>`."""

    target_class = "quorum.accounts.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Describe the header."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "Token <key>; make a key under /api/v1/tokens.",
        }


class RemarkPointRequest(serializers.Serializer[Any]):
    """A place in the unrotated image, as shares of its width and height from the top left corner."""

    x = serializers.FloatField(min_value=0, max_value=1)
    y = serializers.FloatField(min_value=0, max_value=1)


class ClassificationRequest(serializers.Serializer[Any]):
    """One answer to one assignment. A retry sends the same client_uuid and is stored once."""

    client_uuid = serializers.UUIDField()
    ticket = serializers.CharField()
    choices = serializers.ListField(child=serializers.CharField(), help_text="Codes; empty for a pass.")
    passed = serializers.BooleanField()
    pass_reason = serializers.ChoiceField([(one, one) for one in PASS_REASONS], allow_blank=True)
    remark = serializers.CharField(allow_blank=True, help_text="Anything unusual, for the curators.")
    remark_kind = serializers.ChoiceField(Remark.Kind.choices, required=False)
    remark_point = RemarkPointRequest(required=False, allow_null=True)
    client_at = serializers.DateTimeField()
    duration_ms = serializers.IntegerField(min_value=0)
    context = serializers.DictField(  # type: ignore[assignment]
        child=serializers.JSONField(), help_text="At most 2 kB."
    )
    holding = serializers.ListField(child=serializers.CharField(), max_length=MAXIMUM_HOLDING)
    want = serializers.IntegerField(min_value=0, max_value=MAXIMUM_COUNT)


class StoredClassification(serializers.Serializer[Any]):
    """What is stored for good."""

    id = serializers.UUIDField()
    client_uuid = serializers.UUIDField()
    received_at = serializers.DateTimeField()


class ControlFeedback(serializers.Serializer[Any]):
    """What became of one choice."""

    choice = serializers.CharField(help_text="The choice's code.")
    outcome = serializers.ChoiceField([(one, one) for one in OUTCOMES])
    hint = serializers.CharField(help_text="What to look for in this image; may be empty.")


class StandingAnswer(serializers.Serializer[Any]):
    """Where the volunteer stands in the project after this answer."""

    level = serializers.ChoiceField(Standing.Level.choices)
    trusted = serializers.BooleanField(help_text="Do contributions count?")


class ClassificationAnswer(serializers.Serializer[Any]):
    """The stored classification and the next assignments."""

    classification = StoredClassification()
    assignments = AssignmentAnswer(many=True)
    exhausted = serializers.BooleanField()
    feedback = ControlFeedback(
        many=True, allow_null=True, help_text="After a control where the project shows it; null otherwise."
    )
    standing = StandingAnswer()


class Intake(APIView):
    """Describes the intake's plain view, which is what answers at its address, and does what it does."""

    authentication_classes: list[type] = []

    @extend_schema(
        operation_id="classifications_create",
        request=ClassificationRequest,
        responses={
            200: ClassificationAnswer,
            201: ClassificationAnswer,
            400: ErrorAnswer,
            401: ErrorAnswer,
            403: ErrorAnswer,
            409: ErrorAnswer,
            503: ErrorAnswer,
        },
        tags=["labelling"],
    )
    def post(self, request: Request) -> HttpResponse:
        """Store an answer; 201 at first, 200 for a retry. Needs the volunteer's cookie or header."""
        return submit_view(request._request)


def add_intake(
    endpoints: list[tuple[str, str, str, Callable[..., Any]]], **_: Any
) -> list[tuple[str, str, str, Callable[..., Any]]]:
    """Put the intake among the documented endpoints, which drf-spectacular finds for its own views only."""
    return [*endpoints, (INTAKE_PATH, INTAKE_PATH, "POST", Intake.as_view())]
