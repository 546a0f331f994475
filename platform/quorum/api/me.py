"""The caller: account, volunteer, roles."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import logout
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.accounts.errors import LoginRequired, VolunteerUnknown
from quorum.accounts.identity import (
    COOKIE,
    forget_volunteer,
    remember_volunteer,
    seal_volunteer,
    volunteer_id_of,
)
from quorum.accounts.models import User, Volunteer
from quorum.accounts.privacy import delete_account
from quorum.accounts.selectors import present_volunteer
from quorum.api.errors import ErrorAnswer, answers_errors
from quorum.api.permissions import current_user, may_create_projects, require_user
from quorum.projects.models import Membership
from quorum.projects.ownership import refuse_last_owner
from quorum.releases.own_data import write_own_data
from quorum.talk.notices import unread_count


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
    may_create_projects = serializers.BooleanField()
    unread_notices = serializers.IntegerField(help_text="Of /me/notices.")


def key_of(request: Request | HttpRequest) -> int | None:
    """Return the volunteer id of the request's key; None for no key or a stale one."""
    try:
        return volunteer_id_of(request._request if isinstance(request, Request) else request)
    except VolunteerUnknown:
        return None


class DeleteRequest(serializers.Serializer[Any]):
    """Proof that it is meant."""

    confirmation = serializers.CharField(help_text="The account's e-mail address.")


@extend_schema(methods=["GET"], responses=MeAnswer, tags=["me"])
@extend_schema(
    methods=["DELETE"],
    request=DeleteRequest,
    responses={204: None, 400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 409: ErrorAnswer},
    tags=["me"],
)
@api_view(["GET", "DELETE"])
def me(request: Request) -> Response:
    """Say who is calling and keep the volunteer cookie in step with the log-in, or delete the account."""
    if request.method == "DELETE":
        return _delete(request)
    user = current_user(request)
    volunteer = present_volunteer(user=user, volunteer_id=key_of(request))
    response = Response(
        MeAnswer(
            {
                "user": user,
                "volunteer": volunteer,
                "memberships": _memberships(user),
                "may_create_projects": may_create_projects(user),
                "unread_notices": unread_count(volunteer.pk) if volunteer else 0,
            }
        ).data
    )
    keep_in_step(request, response, volunteer)
    return response


def keep_in_step(request: Request, response: Response, volunteer: Volunteer | None) -> None:
    """Make the cookie name the present volunteer under the present secret.

    After log-in, log-out or a merge it names another; after a change of secrets it must be renewed.
    """
    held = request.COOKIES.get(COOKIE)
    if volunteer is not None and held != seal_volunteer(volunteer.pk):
        remember_volunteer(response, volunteer.pk, secure=request.is_secure())
    elif volunteer is None and held is not None:
        forget_volunteer(response)


def _delete(request: Request) -> Response:
    user = require_user(request)
    asked = DeleteRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    refuse_last_owner(user=user)
    delete_account(user=user, confirmation=asked.validated_data["confirmation"], actor=user)
    logout(request._request)
    response = Response(status=204)
    forget_volunteer(response)
    return response


@require_safe
@answers_errors
def my_data(request: HttpRequest) -> HttpResponseBase:
    """Send everything that is kept about the caller, account or guest, as a ZIP."""
    user = current_user(request)
    volunteer = present_volunteer(user=user, volunteer_id=key_of(request))
    if user is None and volunteer is None:
        raise LoginRequired("Nobody is logged in, and no volunteer is known.")
    return FileResponse(
        write_own_data(user=user, volunteer=volunteer),
        as_attachment=True,
        filename=f"my-quorum-data-{timezone.now():%Y%m%dT%H%M%SZ}.zip",
        headers={"Cache-Control": "no-store"},
    )


def _memberships(user: User | None) -> list[Membership]:
    if user is None:
        return []
    return list(
        Membership.objects.filter(user=user).select_related("project").order_by("project__slug", "role")
    )
