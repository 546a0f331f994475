"""Setting a project's ladder: for its owners."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.api.errors import ErrorAnswer
from quorum.api.permissions import OWNER, require_role, require_user
from quorum.domain.trust import TrustRule
from quorum.onboarding import ladder_setup as services
from quorum.onboarding.models import TrainingStage, TutorialStep

DEFAULTS = TrustRule()
DENIED = {400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer}


def _codes() -> serializers.ListField:
    return serializers.ListField(
        child=serializers.CharField(max_length=32), default=list, help_text="Codes; empty for all."
    )


class StepSetup(serializers.Serializer[Any]):
    """A step of the tutorial: words about a part of the page, or an image to answer."""

    title = serializers.CharField(max_length=120)
    text = serializers.CharField(allow_blank=True, default="", max_length=2000)
    highlight = serializers.ChoiceField(TutorialStep.Highlight.choices, allow_blank=True, default="")
    known_answer = serializers.UUIDField(
        allow_null=True, default=None, help_text="A known answer of purpose tutorial."
    )
    offered = _codes()


class StageSetup(serializers.Serializer[Any]):
    """A stage of training; `was` is the position of the stage that it continues."""

    title = serializers.CharField(max_length=120)
    text = serializers.CharField(allow_blank=True, default="", max_length=2000)
    kind = serializers.ChoiceField(TrainingStage.Kind.choices, default=TrainingStage.Kind.SINGLE)
    offered = _codes()
    window = serializers.IntegerField(min_value=1, max_value=services.MOST_WINDOW, default=6)
    needed = serializers.IntegerField(min_value=1, max_value=services.MOST_WINDOW, default=5)
    was = serializers.IntegerField(allow_null=True, default=None, min_value=0)


class RuleSetup(serializers.Serializer[Any]):
    """When the project trusts its volunteers; shares and accuracies from 0 to 1."""

    threshold = serializers.FloatField(default=DEFAULTS.threshold)
    recovery_threshold = serializers.FloatField(default=DEFAULTS.recovery_threshold)
    prior_mean = serializers.FloatField(default=DEFAULTS.prior_mean)
    prior_strength = serializers.FloatField(default=DEFAULTS.prior_strength)
    half_life = serializers.FloatField(default=DEFAULTS.half_life)
    control_share_most = serializers.FloatField(default=DEFAULTS.control_share_most)
    control_share_least = serializers.FloatField(default=DEFAULTS.control_share_least)
    minimum_controls = serializers.IntegerField(default=DEFAULTS.minimum_controls)
    feedback_on_controls = serializers.BooleanField(default=DEFAULTS.feedback_on_controls)


class ImageCount(serializers.Serializer[Any]):
    """Images of a stage: those that fit, and those that nobody could answer rightly there."""

    fitting = serializers.IntegerField()
    unfit = serializers.IntegerField()


class LadderSetupAnswer(serializers.Serializer[Any]):
    """The ladder as it is set, with the images of each stage."""

    steps = StepSetup(many=True)
    stages = StageSetup(many=True)
    rule = RuleSetup()
    images = ImageCount(many=True)


class LadderSetupRequest(serializers.Serializer[Any]):
    """The whole ladder; what is left out goes."""

    steps = StepSetup(many=True)
    stages = StageSetup(many=True)
    rule = RuleSetup()
    reason = serializers.CharField(allow_blank=True, default="", max_length=500)


@extend_schema(methods=["GET"], responses={200: LadderSetupAnswer} | DENIED, tags=["ladder"])
@extend_schema(
    methods=["PUT"], request=LadderSetupRequest, responses={200: LadderSetupAnswer} | DENIED, tags=["ladder"]
)
@api_view(["GET", "PUT"])
def ladder_setup(request: Request, slug: str) -> Response:
    """Show or replace the project's tutorial, stages and rule of trust; audited."""
    project = require_role(request, slug, OWNER)
    if request.method == "GET":
        return Response(_describe(services.ladder_setup(project)))
    asked = LadderSetupRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    given = asked.validated_data
    setup = services.replace_ladder(
        project=project,
        steps=[services.StepSpec(**step) for step in given["steps"]],
        stages=[services.StageSpec(**stage) for stage in given["stages"]],
        rule=TrustRule(**given["rule"]),
        actor=require_user(request),
        reason=given["reason"],
    )
    return Response(_describe(setup))


def _describe(setup: services.LadderSetup) -> Any:
    return LadderSetupAnswer(
        {
            "steps": [asdict(step) for step in setup.steps],
            "stages": [asdict(stage) for stage in setup.stages],
            "rule": asdict(setup.rule),
            "images": [{"fitting": fitting, "unfit": unfit} for fitting, unfit in setup.images],
        }
    ).data
