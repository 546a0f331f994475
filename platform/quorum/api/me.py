"""The caller: account, volunteer, roles."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.accounts.errors import VolunteerUnknown
from quorum.accounts.identity import COOKIE, forget_volunteer, remember_volunteer, volunteer_id_of
from quorum.accounts.models import User, Volunteer
from quorum.accounts.selectors import present_volunteer
from quorum.api.permissions import current_user
from quorum.projects.models import Membership


class UserAnswer(serializers.Serializer[Any]):
    """An account, as its owner sees it."""

    id = serializers.UUIDField(source="public_id")
    email = serializers.EmailField()
    display_name = serializers.CharField()
    is_operator = serializers.BooleanField(source="is_staff")


class VolunteerAnswer(serializers.Serializer[Any]):
    """Who labels, by pseudonym."""

    id = serializers.UUIDField(source="public_id")
    pseudonym = serializers.CharField()
    kind = serializers.ChoiceField(Volunteer.Kind.choices)


class MembershipAnswer(serializers.Serializer[Any]):
    """One role in one project."""

    project = serializers.CharField(source="project.slug", help_text="The project's slug.")
    role = serializers.ChoiceField(Membership.Role.choices)


class MeAnswer(serializers.Serializer[Any]):
    """The caller."""

    user = UserAnswer(allow_null=True)
    volunteer = VolunteerAnswer(allow_null=True)
    memberships = MembershipAnswer(many=True)


def key_of(request: Request) -> int | None:
    """Return the volunteer id of the request's key; None for no key or a stale one."""
    try:
        return volunteer_id_of(request._request)
    except VolunteerUnknown:
        return None


@extend_schema(responses=MeAnswer, tags=["me"])
@api_view(["GET"])
def me(request: Request) -> Response:
    """Say who is calling, and bring the browser's volunteer cookie in step with the log-in."""
    user = current_user(request)
    volunteer = present_volunteer(user=user, volunteer_id=key_of(request))
    response = Response(
        MeAnswer({"user": user, "volunteer": volunteer, "memberships": _memberships(user)}).data
    )
    keep_in_step(request, response, volunteer)
    return response


def keep_in_step(request: Request, response: Response, volunteer: Volunteer | None) -> None:
    """Make the cookie name the present volunteer: after log-in, log-out or a merge it names another."""
    if volunteer is not None and volunteer.pk != key_of(request):
        remember_volunteer(response, volunteer.pk, secure=request.is_secure())
    elif volunteer is None and COOKIE in request.COOKIES:
        forget_volunteer(response)


def _memberships(user: User | None) -> list[Membership]:
    if user is None:
        return []
    return list(
        Membership.objects.filter(user=user).select_related("project").order_by("project__slug", "role")
    )
