"""Volunteers as curators see them: level, trust, and accuracy on controls."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.api.errors import ErrorAnswer
from quorum.api.permissions import CURATOR, OWNER, require_role
from quorum.onboarding.models import Standing
from quorum.onboarding.selectors import Ranked, ranked_volunteers

MAXIMUM_LIMIT = 200


class AccuracyAnswer(serializers.Serializer[Any]):
    """The estimated share of right answers on controls, with its 90 % interval; 0 to 1."""

    mean = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    controls = serializers.IntegerField(help_text="Controls answered.")


class RankedAnswer(serializers.Serializer[Any]):
    """One volunteer, by pseudonym."""

    pseudonym = serializers.CharField()
    level = serializers.ChoiceField(Standing.Level.choices)
    trusted = serializers.BooleanField()
    accuracy = AccuracyAnswer(allow_null=True, help_text="Null before the first control.")
    reason = serializers.CharField(help_text="What the volunteer was told on being returned.")
    changed_at = serializers.DateTimeField(help_text="When the level last changed.")


class StandingsQuery(serializers.Serializer[Any]):
    """Which volunteers, and which page of them."""

    level = serializers.ChoiceField(Standing.Level.choices, required=False, default="")
    first = serializers.IntegerField(min_value=0, default=0)
    limit = serializers.IntegerField(min_value=1, max_value=MAXIMUM_LIMIT, default=50)


class StandingsAnswer(serializers.Serializer[Any]):
    """One page of volunteers, the untrusted ones first."""

    results = RankedAnswer(many=True)
    total = serializers.IntegerField()


@extend_schema(
    parameters=[StandingsQuery],
    responses={200: StandingsAnswer, 400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer},
    tags=["curation"],
)
@api_view(["GET"])
def standings(request: Request, slug: str) -> Response:
    """List volunteers with their level, trust and accuracy."""
    project = require_role(request, slug, OWNER, CURATOR)
    query = StandingsQuery(data=request.query_params)
    query.is_valid(raise_exception=True)
    ranked, total = ranked_volunteers(project=project, **query.validated_data)
    return Response(StandingsAnswer({"results": [_describe(each) for each in ranked], "total": total}).data)


def _describe(ranked: Ranked) -> dict[str, Any]:
    return {
        "pseudonym": ranked.pseudonym,
        "level": ranked.standing.level,
        "trusted": ranked.standing.trusted,
        "accuracy": ranked.accuracy,
        "reason": ranked.standing.reason,
        "changed_at": ranked.standing.changed_at,
    }
