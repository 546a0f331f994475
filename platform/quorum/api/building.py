"""Building a project in the browser: its texts, channels, questions, and going live."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.api.errors import ErrorAnswer
from quorum.api.permissions import OWNER, may_create_projects, require_role, require_user
from quorum.domain.errors import NotAllowed
from quorum.projects.editing import EDITABLE, edit_project, replace_channels
from quorum.projects.models import Project, ProjectChannel
from quorum.projects.services import FLUORESCENCE_CHANNELS, ChannelSpec, create_project
from quorum.selection.launch import launch, steps_to_launch
from quorum.subjects.models import Channel

DENIED = {400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer, 409: ErrorAnswer}


class ChannelWindow(serializers.Serializer[Any]):
    """One channel with its contrast window, as shares of full scale."""

    key = serializers.SlugField(max_length=24)
    name = serializers.CharField(max_length=60)
    colour = serializers.CharField(max_length=7)
    required = serializers.BooleanField(default=True)  # type: ignore[assignment]
    window_low = serializers.FloatField(min_value=0, max_value=1, default=0.0)
    window_high = serializers.FloatField(min_value=0, max_value=1, default=1.0)


class NewProject(serializers.Serializer[Any]):
    """What a project starts with; without channels it gets the four of fluorescence microscopy."""

    slug = serializers.SlugField(max_length=64)
    title = serializers.CharField(max_length=120)
    tagline = serializers.CharField(max_length=200, allow_blank=True, default="")
    channels = ChannelWindow(many=True, required=False)


class NewProjectAnswer(serializers.Serializer[Any]):
    """Where the new project is."""

    slug = serializers.CharField()


class SettingsRequest(serializers.Serializer[Any]):
    """What is changed, and the revision that it was read at."""

    revision = serializers.IntegerField(min_value=1)
    title = serializers.CharField(max_length=120, required=False)
    tagline = serializers.CharField(max_length=200, allow_blank=True, required=False)
    description = serializers.CharField(max_length=20_000, allow_blank=True, required=False)
    guests_allowed = serializers.BooleanField(required=False)
    shared_devices = serializers.BooleanField(required=False)
    terms = serializers.CharField(max_length=20_000, allow_blank=True, required=False)
    credit = serializers.CharField(max_length=300, allow_blank=True, required=False)
    licence = serializers.CharField(max_length=120, allow_blank=True, required=False)
    source = serializers.CharField(max_length=300, allow_blank=True, required=False)  # type: ignore[assignment]


class SettingsAnswer(serializers.Serializer[Any]):
    """The project's texts and switches, its channels, and which of them images have."""

    slug = serializers.CharField()
    state = serializers.ChoiceField(Project.State.choices)
    revision = serializers.IntegerField()
    title = serializers.CharField()
    tagline = serializers.CharField()
    description = serializers.CharField()
    guests_allowed = serializers.BooleanField()
    shared_devices = serializers.BooleanField(
        help_text="Many people answer on one device, as in a museum: the same image may come there again."
    )
    terms = serializers.CharField()
    terms_version = serializers.IntegerField()
    credit = serializers.CharField()
    licence = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    channels = ChannelWindow(many=True)
    channels_in_use = serializers.ListField(child=serializers.CharField())


class ChannelsRequest(serializers.Serializer[Any]):
    """All channels, in order."""

    channels = ChannelWindow(many=True)


class StepAnswer(serializers.Serializer[Any]):
    """One thing that going live needs."""

    code = serializers.CharField()
    done = serializers.BooleanField()


class LaunchRequest(serializers.Serializer[Any]):
    """Why now."""

    reason = serializers.CharField(max_length=500, allow_blank=True, default="")


class LaunchAnswer(serializers.Serializer[Any]):
    """The round that volunteers are asked in."""

    round = serializers.IntegerField()


def new_project(request: Request) -> Response:
    """Create a draft project that the caller owns."""
    user = require_user(request)
    if not may_create_projects(user):
        raise NotAllowed("Here, operators create projects; ask one of them.")
    asked = NewProject(data=request.data)
    asked.is_valid(raise_exception=True)
    given = asked.validated_data
    channels = [ChannelSpec(**channel) for channel in given.pop("channels", [])]
    project = create_project(**given, channels=channels or FLUORESCENCE_CHANNELS, owner=user)
    return Response(NewProjectAnswer(project).data, status=201)


@extend_schema(methods=["GET"], responses={200: SettingsAnswer} | DENIED, tags=["building"])
@extend_schema(
    methods=["PATCH"], request=SettingsRequest, responses={200: SettingsAnswer} | DENIED, tags=["building"]
)
@api_view(["GET", "PATCH"])
def project_settings(request: Request, slug: str) -> Response:
    """Show or change what the project says of itself."""
    project = require_role(request, slug, OWNER)
    if request.method == "PATCH":
        asked = SettingsRequest(data=request.data)
        asked.is_valid(raise_exception=True)
        changes = {key: asked.validated_data[key] for key in EDITABLE if key in asked.validated_data}
        revision = asked.validated_data["revision"]
        project = edit_project(project=project, changes=changes, revision=revision, actor=require_user(request))
    return Response(_describe(project))


@extend_schema(request=ChannelsRequest, responses={200: SettingsAnswer} | DENIED, tags=["building"])
@api_view(["PUT"])
def project_channels(request: Request, slug: str) -> Response:
    """Replace the channels; keys that images have stay."""
    project = require_role(request, slug, OWNER)
    asked = ChannelsRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    replace_channels(
        project=project,
        channels=[ChannelSpec(**channel) for channel in asked.validated_data["channels"]],
        in_use=_channels_in_use(project),
        actor=require_user(request),
    )
    return Response(_describe(project))


@extend_schema(methods=["GET"], responses={200: StepAnswer(many=True)} | DENIED, tags=["building"])
@extend_schema(
    methods=["POST"], request=LaunchRequest, responses={200: LaunchAnswer} | DENIED, tags=["building"]
)
@api_view(["GET", "POST"])
def project_launch(request: Request, slug: str) -> Response:
    """Tell what going live still needs, or go live."""
    project = require_role(request, slug, OWNER)
    if request.method == "GET":
        return Response(StepAnswer(steps_to_launch(project), many=True).data)
    asked = LaunchRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    round_ = launch(project=project, actor=require_user(request), reason=asked.validated_data["reason"])
    return Response({"round": round_.number})


def _describe(project: Project) -> dict[str, Any]:
    answer = {key: getattr(project, key) for key in (*EDITABLE, "slug", "state", "revision", "terms_version")}
    channels = ProjectChannel.objects.filter(project=project)
    answer |= {"channels": channels, "channels_in_use": sorted(_channels_in_use(project))}
    return dict(SettingsAnswer(answer).data)


def _channels_in_use(project: Project) -> frozenset[str]:
    used = Channel.objects.filter(project_channel__project=project)
    return frozenset(used.values_list("project_channel__key", flat=True).distinct())
