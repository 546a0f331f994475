"""Running a project: who holds which role, and whether it is live."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.accounts.errors import UserUnknown
from quorum.accounts.models import User
from quorum.api.errors import ErrorAnswer
from quorum.api.permissions import OWNER, require_role, require_user
from quorum.projects.models import Membership, Project
from quorum.projects.ownership import take_role
from quorum.projects.services import change_state, grant_role

DENIED = {400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer}


class MemberAnswer(serializers.Serializer[Any]):
    """One role of one person."""

    email = serializers.EmailField(source="user.email")
    display_name = serializers.CharField(source="user.display_name")
    role = serializers.ChoiceField(Membership.Role.choices)


class MemberRequest(serializers.Serializer[Any]):
    """Whom to give a role, or from whom to take it."""

    email = serializers.EmailField()
    role = serializers.ChoiceField(Membership.Role.choices)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class StateRequest(serializers.Serializer[Any]):
    """The state that a project shall be in, and why."""

    state = serializers.ChoiceField(Project.State.choices)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class StateAnswer(serializers.Serializer[Any]):
    """The state that a project is in."""

    state = serializers.ChoiceField(Project.State.choices)


@extend_schema(methods=["GET"], responses={200: MemberAnswer(many=True)} | DENIED, tags=["curation"])
@extend_schema(
    methods=["POST"], request=MemberRequest, responses={201: MemberAnswer} | DENIED, tags=["curation"]
)
@extend_schema(
    methods=["DELETE"],
    request=MemberRequest,
    responses={204: None, 409: ErrorAnswer} | DENIED,
    tags=["curation"],
)
@api_view(["GET", "POST", "DELETE"])
def members(request: Request, slug: str) -> Response:
    """List who holds which role; give a role to an account, or take it back."""
    project = require_role(request, slug, OWNER)
    if request.method == "GET":
        held = Membership.objects.filter(project=project).select_related("user").order_by("user__email", "role")
        return Response(MemberAnswer(held, many=True).data)
    asked = MemberRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    user = User.objects.filter(email__iexact=asked.validated_data["email"]).first()
    if user is None:
        raise UserUnknown("Nobody has an account with this address; ask them to sign up first.")
    role, actor = asked.validated_data["role"], require_user(request)
    if request.method == "POST":
        membership = grant_role(project=project, user=user, role=role, actor=actor)
        return Response(MemberAnswer(membership).data, status=201)
    take_role(project=project, user=user, role=role, actor=actor, reason=asked.validated_data["reason"])
    return Response(status=204)


@extend_schema(request=StateRequest, responses={200: StateAnswer} | DENIED, tags=["curation"])
@api_view(["POST"])
def state(request: Request, slug: str) -> Response:
    """Move a project between draft, live, paused and finished."""
    project = require_role(request, slug, OWNER)
    asked = StateRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    changed = change_state(project=project, actor=require_user(request), **asked.validated_data)
    return Response(StateAnswer({"state": changed.state}).data)
