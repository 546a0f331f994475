"""Model versions over HTTP: training, how good they are, which is live, and the way back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.api.errors import ErrorAnswer
from quorum.api.model_answers import HoldoutAnswer, ModelAnswer, ModelPage, holdout_of, page_of
from quorum.api.permissions import ANY_ROLE, CURATOR, OWNER, require_role, require_user
from quorum.api.states import RECIPES
from quorum.learning.catalogue import model_by_id, models_of, table_by_id
from quorum.learning.comparison import compare
from quorum.learning.versions import promote_model, train_model

DENIED = {400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer}


class TrainRequest(serializers.Serializer[Any]):
    """What to train, on which frozen table."""

    table = serializers.UUIDField()
    recipe = serializers.ChoiceField(RECIPES)


class PromoteRequest(serializers.Serializer[Any]):
    """Why this model is to be the live one; everybody with a role can read it."""

    reason = serializers.CharField(max_length=500)


class HoldoutQuery(serializers.Serializer[Any]):
    """Beside which other model."""

    beside = serializers.UUIDField(required=False)


@extend_schema(
    methods=["GET"],
    operation_id="projects_models_list",
    responses={200: ModelAnswer(many=True)} | DENIED,
    tags=["learning"],
)
@extend_schema(methods=["POST"], request=TrainRequest, responses={201: ModelAnswer} | DENIED, tags=["learning"])
@api_view(["GET", "POST"])
def model_list(request: Request, slug: str) -> Response:
    """List model versions, newest first; POST trains one: `targets_are_inputs`, `features_missing`."""
    project = require_role(request, slug, *ANY_ROLE)
    if request.method == "GET":
        return Response(ModelAnswer(models_of(project), many=True).data)
    form = TrainRequest(data=request.data)
    form.is_valid(raise_exception=True)
    table = table_by_id(project=project, public_id=form.validated_data["table"])
    model = train_model(table=table, recipe=form.validated_data["recipe"], by=require_user(request))
    return Response(ModelAnswer(model).data, status=201)


@extend_schema(responses={200: ModelPage} | DENIED, tags=["learning"])
@api_view(["GET"])
def model_page(request: Request, slug: str, model_id: UUID) -> Response:
    """Show a model with where it comes from, how it learnt, its card and its files."""
    project = require_role(request, slug, *ANY_ROLE)
    return Response(page_of(slug, model_by_id(project=project, public_id=model_id)))


@extend_schema(
    parameters=[HoldoutQuery],
    responses={200: HoldoutAnswer, 409: ErrorAnswer} | DENIED,
    tags=["learning"],
)
@api_view(["GET"])
def model_holdout(request: Request, slug: str, model_id: UUID) -> Response:
    """Show how good a model is on the hold-out, with intervals, `beside` another one on the same subjects.

    `model_not_ready` before it has answered; `models_not_comparable`.
    """
    project = require_role(request, slug, *ANY_ROLE)
    query = HoldoutQuery(data=request.query_params)
    query.is_valid(raise_exception=True)
    beside = query.validated_data.get("beside")
    other = model_by_id(project=project, public_id=beside) if beside is not None else None
    return Response(holdout_of(compare(model_by_id(project=project, public_id=model_id), other)))


@extend_schema(
    request=PromoteRequest, responses={200: ModelAnswer, 409: ErrorAnswer} | DENIED, tags=["learning"]
)
@api_view(["POST"])
def model_promote(request: Request, slug: str, model_id: UUID) -> Response:
    """Put a judged model in the place of the live one, also an older one; else `model_not_ready`."""
    project = require_role(request, slug, OWNER, CURATOR)
    form = PromoteRequest(data=request.data)
    form.is_valid(raise_exception=True)
    model = model_by_id(project=project, public_id=model_id)
    promote_model(model=model, by=require_user(request), reason=form.validated_data["reason"])
    return Response(ModelAnswer(model_by_id(project=project, public_id=model_id)).data)
