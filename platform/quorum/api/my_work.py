"""The caller's own work: numbers and accuracy per project, and the answers given."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.accounts.errors import LoginRequired
from quorum.accounts.models import Volunteer
from quorum.accounts.selectors import present_volunteer
from quorum.api.errors import ErrorAnswer, answers_errors
from quorum.api.images import IMMUTABLE, stored
from quorum.api.me import key_of
from quorum.api.permissions import current_user
from quorum.insights.own_work import OwnAnswer, history_of, thumbnail_of, work_of
from quorum.selection.errors import ImageUnknown
from quorum.selection.images import read_image_token

HISTORY_PAGE = 24


class OwnAccuracyAnswer(serializers.Serializer[Any]):
    """How often answers to images with known answers were right, estimated once a day."""

    mean = serializers.FloatField(help_text="0 to 1.")
    low = serializers.FloatField(help_text="Lower end of the credible interval, 0 to 1.")
    high = serializers.FloatField(help_text="Upper end of the credible interval, 0 to 1.")


class OwnChoiceAnswer(serializers.Serializer[Any]):
    """The caller's accuracy on one choice."""

    code = serializers.CharField()
    name = serializers.CharField()
    accuracy = OwnAccuracyAnswer()


class OwnProjectAnswer(serializers.Serializer[Any]):
    """The caller's work in one project."""

    slug = serializers.CharField(source="project.slug")
    title = serializers.CharField(source="project.title")
    answers = serializers.IntegerField(help_text="Images answered or passed, training left out.")
    decided = serializers.IntegerField(
        help_text="Images whose consensus holds a choice that the caller had voted for."
    )
    accuracy = OwnAccuracyAnswer(allow_null=True)
    choices = OwnChoiceAnswer(many=True)


class OwnWorkAnswer(serializers.Serializer[Any]):
    """The caller's work in all projects."""

    projects = OwnProjectAnswer(many=True)


class HistoryEntryAnswer(serializers.Serializer[Any]):
    """One answer of the caller."""

    id = serializers.UUIDField()
    slug = serializers.CharField(source="project.slug")
    title = serializers.CharField(source="project.title")
    thumbnail = serializers.SerializerMethodField()
    choices = serializers.ListField(child=serializers.CharField(), help_text="Names of the choices.")
    passed = serializers.BooleanField()
    received_at = serializers.DateTimeField()

    @extend_schema_field(OpenApiTypes.URI)
    def get_thumbnail(self, answer: OwnAnswer) -> str:
        """Return the address of the small picture."""
        return reverse("own_thumbnail", args=[answer.image])


class HistoryAnswer(serializers.Serializer[Any]):
    """A page of answers, newest first."""

    results = HistoryEntryAnswer(many=True)
    next = serializers.IntegerField(allow_null=True, help_text="Ask again with `before` set to it.")


class HistoryQuery(serializers.Serializer[Any]):
    """Which part of the history."""

    before = serializers.IntegerField(required=False, min_value=1)


@extend_schema(responses={200: OwnWorkAnswer, 401: ErrorAnswer}, tags=["me"])
@api_view(["GET"])
def my_work(request: Request) -> Response:
    """Tell the caller, account or guest, what their answers have done."""
    return Response(OwnWorkAnswer({"projects": work_of(_volunteer(request))}).data)


@extend_schema(
    parameters=[OpenApiParameter("before", int, description="The `next` of the page before.")],
    responses={200: HistoryAnswer, 400: ErrorAnswer, 401: ErrorAnswer},
    tags=["me"],
)
@api_view(["GET"])
def my_history(request: Request) -> Response:
    """List the caller's own answers, newest first."""
    query = HistoryQuery(data=request.query_params)
    query.is_valid(raise_exception=True)
    before = query.validated_data.get("before")
    results, following = history_of(_volunteer(request), before=before, limit=HISTORY_PAGE)
    return Response(HistoryAnswer({"results": results, "next": following}).data)


@require_safe
@answers_errors
def own_thumbnail(request: HttpRequest, token: str) -> HttpResponseBase:
    """Send the small picture of an image answered earlier; whoever holds the address may see it."""
    name = thumbnail_of(read_image_token(token))
    if name == "":
        raise ImageUnknown("There is no image at this address.")
    return stored(request, name, content_type="image/webp", caching=IMMUTABLE)


def _volunteer(request: Request) -> Volunteer:
    volunteer = present_volunteer(user=current_user(request), volunteer_id=key_of(request))
    if volunteer is None:
        raise LoginRequired("Nobody is logged in, and no volunteer is known.")
    return volunteer
