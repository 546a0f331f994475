"""What volunteers earned, and their places on the leaderboards."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.accounts.errors import VolunteerUnknown
from quorum.accounts.models import Volunteer
from quorum.accounts.selectors import present_volunteer
from quorum.api.errors import ErrorAnswer
from quorum.api.me import key_of
from quorum.api.permissions import OWNER, current_user, require_role, require_user, visible_project
from quorum.api.rewards_answers import (
    LEADERBOARD_PERIODS,
    LeaderboardAnswer,
    PreferenceAnswer,
    RewardsAnswer,
    RewardSettingsAnswer,
    RewardSettingsRequest,
    RewardSummaryAnswer,
)
from quorum.rewards.leaderboard import leaderboard as ranks_of
from quorum.rewards.overview import overview_of, summary_of
from quorum.rewards.preferences import change_preference, preference_of
from quorum.rewards.quests import Quest
from quorum.rewards.settings import change_rewards, rewards_of

DENIED = {400: ErrorAnswer, 401: ErrorAnswer, 404: ErrorAnswer}


class LeaderboardQuery(serializers.Serializer[Any]):
    """Which leaderboard: the day (UTC), the week from Monday, all time, or teams by the week."""

    period = serializers.ChoiceField(LEADERBOARD_PERIODS, default="week")


class PreferenceRequest(serializers.Serializer[Any]):
    """The wishes that change; the others stay."""

    is_listed = serializers.BooleanField(required=False)
    time_zone = serializers.CharField(max_length=64, required=False)


def require_volunteer(request: Request) -> Volunteer:
    """Return who labels, account or guest; raises VolunteerUnknown for somebody who never did."""
    volunteer = present_volunteer(user=current_user(request), volunteer_id=key_of(request))
    if volunteer is None:
        raise VolunteerUnknown("Nobody labels here yet: join a project first.")
    return volunteer


@extend_schema(responses={200: RewardsAnswer} | DENIED, tags=["rewards"])
@api_view(["GET"])
def rewards(request: Request, slug: str) -> Response:
    """Tell the caller everything that they have reached in a project."""
    project, volunteer = visible_project(request, slug), require_volunteer(request)
    found = overview_of(project_id=project.pk, volunteer_id=volunteer.pk, now=timezone.now())
    return Response(RewardsAnswer(found).data)


@extend_schema(responses={200: RewardSummaryAnswer} | DENIED, tags=["rewards"])
@api_view(["GET"])
def summary(request: Request, slug: str) -> Response:
    """Tell the caller level and points, some seconds behind the answers."""
    project, volunteer = visible_project(request, slug), require_volunteer(request)
    found = summary_of(project_id=project.pk, volunteer_id=volunteer.pk)
    return Response(RewardSummaryAnswer(found).data)


@extend_schema(
    parameters=[LeaderboardQuery], responses={200: LeaderboardAnswer, 404: ErrorAnswer}, tags=["rewards"]
)
@api_view(["GET"])
def leaderboard(request: Request, slug: str) -> Response:
    """Rank the volunteers who want to be listed, under their pseudonyms."""
    project = visible_project(request, slug)
    query = LeaderboardQuery(data=request.query_params)
    query.is_valid(raise_exception=True)
    period = query.validated_data["period"]
    me = present_volunteer(user=current_user(request), volunteer_id=key_of(request))
    ranks = ranks_of(
        project_id=project.pk,
        period=period,
        today=timezone.now().date(),
        volunteer_id=me.pk if me else None,
    )
    is_listed = preference_of(me.pk).is_listed if me else True
    return Response(LeaderboardAnswer({"period": period, "ranks": ranks, "is_listed": is_listed}).data)


@extend_schema(request=PreferenceRequest, responses={200: PreferenceAnswer} | DENIED, tags=["rewards"])
@api_view(["PATCH"])
def preference(request: Request) -> Response:
    """Change the caller's wishes for all projects: listed or not, and the time zone of their days."""
    volunteer = require_volunteer(request)
    asked = PreferenceRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    changed = change_preference(volunteer_id=volunteer.pk, **asked.validated_data)
    return Response(PreferenceAnswer(changed).data)


@extend_schema(
    methods=["GET"], responses={200: RewardSettingsAnswer, 403: ErrorAnswer} | DENIED, tags=["rewards"]
)
@extend_schema(
    methods=["PUT"],
    request=RewardSettingsRequest,
    responses={200: RewardSettingsAnswer, 403: ErrorAnswer} | DENIED,
    tags=["rewards"],
)
@api_view(["GET", "PUT"])
def reward_settings(request: Request, slug: str) -> Response:
    """Show or change how the project rewards its volunteers; for its owners, audited."""
    project = require_role(request, slug, OWNER)
    if request.method == "GET":
        return Response(RewardSettingsAnswer(rewards_of([project.pk])[project.pk]).data)
    asked = RewardSettingsRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    wanted = dict(asked.validated_data)
    quests = [Quest(**quest) for quest in wanted.pop("quests")]
    changed = change_rewards(project=project, actor=require_user(request), quests=quests, **wanted)
    return Response(RewardSettingsAnswer(changed).data)
