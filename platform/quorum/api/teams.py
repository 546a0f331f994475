"""Teams of volunteers."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.accounts.selectors import pseudonyms
from quorum.api.errors import ErrorAnswer
from quorum.api.permissions import visible_project
from quorum.api.rewards import require_volunteer
from quorum.api.rewards_answers import MyTeamAnswer
from quorum.rewards.models import Team
from quorum.rewards.settings import require_rewards
from quorum.rewards.teams import create_team, join_team, leave_team, team_of

DENIED = {400: ErrorAnswer, 401: ErrorAnswer, 404: ErrorAnswer, 409: ErrorAnswer}


class TeamRequest(serializers.Serializer[Any]):
    """A team to be made."""

    name = serializers.CharField(min_length=2, max_length=40)


class TeamJoinRequest(serializers.Serializer[Any]):
    """Which team to join."""

    code = serializers.CharField(max_length=20)


@extend_schema(methods=["GET"], responses={200: MyTeamAnswer} | DENIED, tags=["rewards"])
@extend_schema(methods=["POST"], request=TeamRequest, responses={201: MyTeamAnswer} | DENIED, tags=["rewards"])
@api_view(["GET", "POST"])
def teams(request: Request, slug: str) -> Response:
    """Show the caller's team, or make one."""
    project, volunteer = visible_project(request, slug), require_volunteer(request)
    if request.method == "GET":
        return Response(_describe(team_of(project_id=project.pk, volunteer_id=volunteer.pk)))
    asked = TeamRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    require_rewards(project.pk)
    made = create_team(project_id=project.pk, volunteer_id=volunteer.pk, **asked.validated_data)
    return Response(_describe(made), status=201)


@extend_schema(
    methods=["POST"], request=TeamJoinRequest, responses={201: MyTeamAnswer} | DENIED, tags=["rewards"]
)
@extend_schema(methods=["DELETE"], responses={204: None} | DENIED, tags=["rewards"])
@api_view(["POST", "DELETE"])
def team_membership(request: Request, slug: str) -> Response:
    """Join the team with a code, or leave one's team."""
    project, volunteer = visible_project(request, slug), require_volunteer(request)
    if request.method == "DELETE":
        leave_team(project_id=project.pk, volunteer_id=volunteer.pk)
        return Response(status=204)
    asked = TeamJoinRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    require_rewards(project.pk)
    joined = join_team(project_id=project.pk, volunteer_id=volunteer.pk, **asked.validated_data)
    return Response(_describe(joined), status=201)


def _describe(team: Team | None) -> dict[str, Any]:
    if team is None:
        return MyTeamAnswer({"team": None}).data
    names = pseudonyms(set(team.members.values_list("volunteer_id", flat=True)))
    shown = {"name": team.name, "code": team.code, "members": sorted(names.values())}
    return MyTeamAnswer({"team": shown}).data
