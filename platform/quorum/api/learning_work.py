"""Work that networks need, asked for over HTTP: measuring subjects, and asking the live models about them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.api.errors import ErrorAnswer
from quorum.api.permissions import ANY_ROLE, require_role, require_user
from quorum.learning.catalogue import measured_in, task_by_id
from quorum.learning.errors import ModelNotReady
from quorum.learning.measuring import request_measuring
from quorum.learning.predictions import ask_models

DENIED = {400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer}


class FeaturesAnswer(serializers.Serializer[Any]):
    """How far the measuring of a project's images is, in subjects."""

    measured = serializers.IntegerField()
    on_the_way = serializers.IntegerField(help_text="A job that has not ended measures them.")
    waiting = serializers.IntegerField(help_text="Nobody has asked for them yet.")


class AskRequest(serializers.Serializer[Any]):
    """About which question, and whose expert labels count."""

    task = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="Without it, the present round's first."
    )
    source = serializers.CharField(required=False, allow_blank=True, default="", max_length=64)  # type: ignore[assignment]


class AskAnswer(serializers.Serializer[Any]):
    """The jobs that bring the models' word, one per live model that is asked."""

    jobs = serializers.ListField(child=serializers.UUIDField())
    subjects = serializers.IntegerField()


@extend_schema(methods=["GET"], responses={200: FeaturesAnswer} | DENIED, tags=["learning"])
@extend_schema(methods=["POST"], request=None, responses={202: FeaturesAnswer} | DENIED, tags=["learning"])
@api_view(["GET", "POST"])
def features(request: Request, slug: str) -> Response:
    """Say how far the measuring is; POST measures the next 512 images, or answers `nothing_to_measure`."""
    project = require_role(request, slug, *ANY_ROLE)
    if request.method == "POST":
        found = request_measuring(project=project, by=require_user(request))
        return Response(FeaturesAnswer(found).data, status=202)
    return Response(FeaturesAnswer(measured_in(project)).data)


@extend_schema(request=AskRequest, responses={202: AskAnswer, 409: ErrorAnswer} | DENIED, tags=["learning"])
@api_view(["POST"])
def ask(request: Request, slug: str) -> Response:
    """Ask the live models about every active subject; `model_not_ready` while none is live."""
    project = require_role(request, slug, *ANY_ROLE)
    form = AskRequest(data=request.data)
    form.is_valid(raise_exception=True)
    asked = form.validated_data
    task = task_by_id(project, asked["task"])
    runs = ask_models(task=task, by=require_user(request), source=asked["source"])
    if not runs:
        raise ModelNotReady("No model is live yet.")
    answer = {"jobs": [run.job.public_id for run in runs], "subjects": sum(run.subjects for run in runs)}
    return Response(AskAnswer(answer).data, status=202)
