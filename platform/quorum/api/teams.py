"""Teams of volunteers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.accounts.selectors import pseudonyms
from quorum.api.errors import ErrorAnswer
from quorum.api.permissions import CURATOR, OWNER, require_role, require_user, visible_project
from quorum.api.rewards import require_volunteer
from quorum.api.rewards_answers import MyTeamAnswer
from quorum.rewards.models import Team
from quorum.rewards.settings import require_rewards
from quorum.rewards.team_names import rename_team, report_team, teams_with_reports
from quorum.rewards.teams import create_team, join_team, leave_team, team_of

DENIED = {400: ErrorAnswer, 401: ErrorAnswer, 404: ErrorAnswer, 409: ErrorAnswer}


class TeamRequest(serializers.Serializer[Any]):
    """A team to be made."""

    name = serializers.CharField(min_length=2, max_length=40)


class TeamJoinRequest(serializers.Serializer[Any]):
    """Which team to join."""

    code = serializers.CharField(max_length=20)


class TeamNameRequest(serializers.Serializer[Any]):
    """The name that a team has, or is to have, and why."""

    name = serializers.CharField(min_length=2, max_length=40)
    reason = serializers.CharField(max_length=500)


class TeamReportRequest(serializers.Serializer[Any]):
    """Which team's name curators should look at."""

    name = serializers.CharField(max_length=40)


class ListedTeamAnswer(serializers.Serializer[Any]):
    """A team as curators see it."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    members = serializers.IntegerField(source="people")
    reports = serializers.IntegerField(source="waiting", help_text="That wait for a curator.")
    created_at = serializers.DateTimeField()


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


@extend_schema(request=TeamReportRequest, responses={204: None} | DENIED, tags=["rewards"])
@api_view(["POST"])
def team_reports(request: Request, slug: str) -> Response:
    """Ask the curators to look at a team's name."""
    project, volunteer = visible_project(request, slug), require_volunteer(request)
    asked = TeamReportRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    report_team(project_id=project.pk, volunteer_id=volunteer.pk, **asked.validated_data)
    return Response(status=204)


@extend_schema(responses={200: ListedTeamAnswer(many=True), 403: ErrorAnswer} | DENIED, tags=["curation"])
@api_view(["GET"])
def team_list(request: Request, slug: str) -> Response:
    """List the project's teams, reported ones first; for owners and curators."""
    project = require_role(request, slug, OWNER, CURATOR)
    return Response(ListedTeamAnswer(teams_with_reports(project_id=project.pk), many=True).data)


@extend_schema(request=TeamNameRequest, responses={204: None, 403: ErrorAnswer} | DENIED, tags=["curation"])
@api_view(["PATCH"])
def team_name(request: Request, slug: str, team_id: UUID) -> Response:
    """Give a team another name, or let its name stay; closes the reports; audited."""
    project = require_role(request, slug, OWNER, CURATOR)
    asked = TeamNameRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    rename_team(project_id=project.pk, public_id=team_id, actor=require_user(request), **asked.validated_data)
    return Response(status=204)


def _describe(team: Team | None) -> dict[str, Any]:
    if team is None:
        return MyTeamAnswer({"team": None}).data
    names = pseudonyms(set(team.members.values_list("volunteer_id", flat=True)))
    shown = {"name": team.name, "code": team.code, "members": sorted(names.values())}
    return MyTeamAnswer({"team": shown}).data
