"""What models say of subjects, for those with a role in the project: never for volunteers."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.api.errors import ErrorAnswer
from quorum.api.permissions import ANY_ROLE, require_role
from quorum.learning.prediction_list import PredictionFilter, SubjectWord, list_predictions

DENIED = {400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer}
MAXIMUM_LIMIT = 500


class PredictionsQuery(serializers.Serializer[Any]):
    """Which predictions, and how many."""

    task = serializers.UUIDField(required=False, help_text="Without it, the first task of the present round.")
    model = serializers.UUIDField(required=False, help_text="Without it, the live models.")
    subject = serializers.UUIDField(required=False)
    choice = serializers.CharField(required=False, help_text="Code of the choice that the others speak of.")
    at_least = serializers.FloatField(min_value=0, max_value=1, default=0.0, help_text="Needs a choice.")
    at_most = serializers.FloatField(min_value=0, max_value=1, default=1.0, help_text="Needs a choice.")
    disagrees = serializers.BooleanField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Is the consensus another? In the choice, where one is given. Only subjects that have one.",
    )
    cursor = serializers.UUIDField(required=False)
    limit = serializers.IntegerField(min_value=1, max_value=MAXIMUM_LIMIT, default=50)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a range of probabilities of nothing, and one that is empty."""
        if "choice" not in attrs and (attrs["at_least"], attrs["at_most"]) != (0.0, 1.0):
            raise serializers.ValidationError({"choice": ["Say of which choice."]})
        if attrs["at_least"] > attrs["at_most"]:
            raise serializers.ValidationError({"at_least": ["This is more than at_most."]})
        return attrs


class PredictedChoice(serializers.Serializer[Any]):
    """A model's word on one choice."""

    code = serializers.CharField(source="choice.code")
    name = serializers.CharField(source="choice.name")
    probability = serializers.FloatField(help_text="Calibrated.")
    named = serializers.BooleanField(help_text="At or above the model's cutoff?")
    uncertainty = serializers.FloatField(allow_null=True, help_text="In nats (BALD); null where not asked.")
    in_consensus = serializers.BooleanField(allow_null=True, help_text="Null without a consensus.")


class PredictingModel(serializers.Serializer[Any]):
    """The model that spoke."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.IntegerField()
    recipe = serializers.CharField()


class PredictionAnswer(serializers.Serializer[Any]):
    """A model's latest word on one subject."""

    subject = serializers.UUIDField(source="subject_id")
    external_id = serializers.CharField()
    page = serializers.CharField(help_text="Address of the subject in this API.")
    model = PredictingModel()
    asked_at = serializers.DateTimeField(help_text="When the model was asked.")
    votes = serializers.IntegerField(help_text="Classifications of the subject that the model had read.")
    choices = PredictedChoice(many=True)


class PredictionsAnswer(serializers.Serializer[Any]):
    """One page of predictions, in the order in which subjects came."""

    task = serializers.UUIDField(source="task.public_id")
    results = PredictionAnswer(many=True)
    next = serializers.UUIDField(allow_null=True, help_text="Cursor of the next page.")


@extend_schema(parameters=[PredictionsQuery], responses={200: PredictionsAnswer} | DENIED, tags=["learning"])
@api_view(["GET"])
def prediction_list(request: Request, slug: str) -> Response:
    """List what models say of subjects, beside the consensus."""
    project = require_role(request, slug, *ANY_ROLE)
    query = PredictionsQuery(data=request.query_params)
    query.is_valid(raise_exception=True)
    asked = dict(query.validated_data)
    cursor, limit = asked.pop("cursor", None), asked.pop("limit")
    page = list_predictions(project=project, asked=PredictionFilter(**asked), cursor=cursor, limit=limit)
    answer = vars(page) | {"results": [_with_address(slug, word) for word in page.results]}
    return Response(PredictionsAnswer(answer).data)


def _with_address(slug: str, word: SubjectWord) -> dict[str, Any]:
    return vars(word) | {"page": reverse("subject", args=[slug, word.subject_id])}
