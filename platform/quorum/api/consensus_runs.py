"""Consensus computed anew: which methods made which run."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.aggregation.models import ConsensusRun
from quorum.aggregation.selectors import RunSummary, recent_runs
from quorum.api.errors import ErrorAnswer
from quorum.api.permissions import ANY_ROLE, require_role


class ChoiceCutoffAnswer(serializers.Serializer[Any]):
    """Where a run accepts a choice."""

    code = serializers.CharField()
    name = serializers.CharField()
    cutoff = serializers.FloatField(allow_null=True, help_text="On the run's scale; see the meaning when null.")
    cutoff_meaning = serializers.ChoiceField(ConsensusRun.CutoffMeaning.choices)
    reference_frequency = serializers.FloatField(
        allow_null=True, help_text="Share of subjects expected to show it; null where it is not known."
    )


class ConsensusRunAnswer(serializers.Serializer[Any]):
    """One run of `recompute_consensus`."""

    number = serializers.IntegerField()
    task = serializers.CharField(help_text="The question asked.")
    method = serializers.CharField()
    decided_by = serializers.ChoiceField(ConsensusRun.DecidedBy.choices)
    scale = serializers.CharField(help_text="What cutoffs are on: p, share or posterior.")
    rounds = serializers.ListField(child=serializers.IntegerField(), help_text="Numbers of the pooled rounds.")
    held_out = serializers.IntegerField(help_text="Subjects whose expert labels set the cutoffs.")
    reference_source = serializers.CharField(help_text="Whose labels those were; empty without any.")
    created_at = serializers.DateTimeField()
    choices = ChoiceCutoffAnswer(many=True)


@extend_schema(
    responses={200: ConsensusRunAnswer(many=True), 401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer},
    tags=["results"],
)
@api_view(["GET"])
def run_list(request: Request, slug: str) -> Response:
    """List the newest runs over pooled rounds, newest first."""
    project = require_role(request, slug, *ANY_ROLE)
    return Response(ConsensusRunAnswer([_answer(run) for run in recent_runs(project)], many=True).data)


def _answer(summary: RunSummary) -> dict[str, Any]:
    run = summary.run
    reference = summary.reference or {"held_out": 0, "source": ""}
    return {
        "number": run.number,
        "task": summary.question,
        "method": run.method,
        "decided_by": run.decided_by,
        "scale": run.scale,
        "rounds": summary.rounds,
        "held_out": reference["held_out"],
        "reference_source": reference["source"],
        "created_at": run.created_at,
        "choices": [
            {
                "code": cutoff.choice.code,
                "name": cutoff.choice.name,
                "cutoff": cutoff.value,
                "cutoff_meaning": cutoff.meaning,
                "reference_frequency": cutoff.frequency,
            }
            for cutoff in summary.cutoffs
        ],
    }
