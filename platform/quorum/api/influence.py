"""Whether a model's choice of subjects changes consensus."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.api.errors import ErrorAnswer
from quorum.api.permissions import ANY_ROLE, require_role
from quorum.insights.influence import InfluenceReport, influence_report
from quorum.learning.catalogue import task_by_id


class InfluenceQuery(serializers.Serializer[Any]):
    """Of which question."""

    task = serializers.UUIDField(required=False, help_text="Without it, the first task of the present round.")


class FigureAnswer(serializers.Serializer[Any]):
    """An estimate with its 95 % interval."""

    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class ComparisonAnswer(serializers.Serializer[Any]):
    """One figure of both groups; null where a group has too few subjects to tell."""

    blind = FigureAnswer(allow_null=True)
    chosen = FigureAnswer(allow_null=True)
    difference = FigureAnswer(allow_null=True, help_text="Chosen less blind.")
    beyond_chance = serializers.BooleanField(help_text="Unlikely by chance, all choices considered?")


class InfluenceGroupAnswer(serializers.Serializer[Any]):
    """How far one group of subjects is."""

    subjects = serializers.IntegerField()
    ended = serializers.IntegerField(help_text="Subjects that need no more votes.")
    reached = serializers.IntegerField(help_text="Those with a consensus by the task's rule.")
    disputed = serializers.IntegerField(help_text="Those without one after all votes.")
    stopped = serializers.IntegerField(help_text="Those for which the loop wanted no more votes before.")
    labelled = serializers.IntegerField(help_text="Those with a consensus and experts' labels.")


class ChoiceInfluence(serializers.Serializer[Any]):
    """One choice in both groups."""

    code = serializers.CharField()
    name = serializers.CharField()
    rate = ComparisonAnswer(help_text="Share of subjects with a consensus whose consensus names it.")
    agreement = ComparisonAnswer(help_text="Share of those subjects' classifications that named it.")
    votes = ComparisonAnswer(help_text="Classifications of those subjects, on average.")
    f1 = ComparisonAnswer(help_text="Of the consensus against experts' labels.")


class InfluenceAnswer(serializers.Serializer[Any]):
    """Subjects that no model may choose beside the others; `choices` is empty while no subject is blind."""

    blind = InfluenceGroupAnswer()
    chosen = InfluenceGroupAnswer()
    label_source = serializers.CharField(help_text="Whose labels F1 is against; empty for none.")
    votes = ComparisonAnswer(allow_null=True, help_text="Classifications of a subject that needs no more.")
    choices = ChoiceInfluence(many=True)


@extend_schema(
    parameters=[InfluenceQuery],
    responses={200: InfluenceAnswer, 400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer},
    tags=["learning"],
)
@api_view(["GET"])
def influence(request: Request, slug: str) -> Response:
    """Compare the consensus of blind subjects with that of subjects that models may choose."""
    project = require_role(request, slug, *ANY_ROLE)
    query = InfluenceQuery(data=request.query_params)
    query.is_valid(raise_exception=True)
    task = task_by_id(project, query.validated_data.get("task"))
    return Response(InfluenceAnswer(_answer(influence_report(task))).data)


def _answer(report: InfluenceReport) -> dict[str, Any]:
    told = report.comparison
    return {
        "blind": report.blind,
        "chosen": report.chosen,
        "label_source": report.source,
        "votes": told.votes if told else None,
        "choices": [
            {"code": choice.code, "name": choice.name} | vars(found)
            for choice, found in zip(report.choices, told.classes if told else (), strict=False)
        ],
    }
