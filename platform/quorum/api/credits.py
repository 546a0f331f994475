"""Who contributed to a project."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.accounts.errors import VolunteerUnknown
from quorum.accounts.models import Volunteer
from quorum.accounts.selectors import present_volunteer, pseudonyms
from quorum.api.errors import ErrorAnswer
from quorum.api.me import key_of
from quorum.api.permissions import current_user, visible_project
from quorum.insights.contributors import contributors
from quorum.projects.models import Project
from quorum.talk.credits import give_name, names_of, take_name_back

DENIED = {400: ErrorAnswer, 401: ErrorAnswer, 404: ErrorAnswer}
LONGEST_NAME = 80


class ContributorAnswer(serializers.Serializer[Any]):
    """Somebody who contributed: a name by their own wish, a pseudonym otherwise."""

    name = serializers.CharField()
    is_named = serializers.BooleanField()
    is_me = serializers.BooleanField()
    classifications = serializers.IntegerField()


class CreditsQuery(serializers.Serializer[Any]):
    """Which part of the list."""

    offset = serializers.IntegerField(min_value=0, default=0)
    limit = serializers.IntegerField(min_value=1, max_value=200, default=100)


class CreditsAnswer(serializers.Serializer[Any]):
    """Contributors, the busiest first; `next` is the offset of the next page."""

    results = ContributorAnswer(many=True)
    total = serializers.IntegerField()
    next = serializers.IntegerField(allow_null=True)
    my_name = serializers.CharField(allow_null=True, help_text="The name that the caller chose.")


class NameRequest(serializers.Serializer[Any]):
    """The name to be thanked by; empty for the pseudonym."""

    name = serializers.CharField(max_length=LONGEST_NAME, allow_blank=True)


@extend_schema(
    methods=["GET"], parameters=[CreditsQuery], responses={200: CreditsAnswer} | DENIED, tags=["projects"]
)
@extend_schema(methods=["POST"], request=NameRequest, responses={204: None} | DENIED, tags=["projects"])
@api_view(["GET", "POST"])
def credit_list(request: Request, slug: str) -> Response:
    """List who contributed how much, or choose the name that one is thanked by."""
    project = visible_project(request, slug)
    volunteer = present_volunteer(user=current_user(request), volunteer_id=key_of(request))
    if request.method == "POST":
        return _choose(request, project, volunteer)
    query = CreditsQuery(data=request.query_params)
    query.is_valid(raise_exception=True)
    offset, limit = query.validated_data["offset"], query.validated_data["limit"]
    page = contributors(project_id=project.pk, offset=offset, limit=limit)
    own_id = volunteer.pk if volunteer else 0
    ids = [volunteer_id for volunteer_id, _ in page.results]
    names, aliases = names_of(project_id=project.pk, volunteer_ids=[*ids, own_id]), pseudonyms(set(ids))
    answer = {
        "results": [
            {
                "name": names.get(volunteer_id, aliases.get(volunteer_id, "")),
                "is_named": volunteer_id in names,
                "is_me": volunteer_id == own_id,
                "classifications": classifications,
            }
            for volunteer_id, classifications in page.results
        ],
        "total": page.total,
        "next": offset + limit if offset + limit < page.total else None,
        "my_name": names.get(own_id),
    }
    return Response(CreditsAnswer(answer).data)


def _choose(request: Request, project: Project, volunteer: Volunteer | None) -> Response:
    asked = NameRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    if volunteer is None:
        raise VolunteerUnknown("Join the project first.")
    name = asked.validated_data["name"]
    if name:
        give_name(project_id=project.pk, volunteer_id=volunteer.pk, name=name)
    else:
        take_name_back(project_id=project.pk, volunteer_id=volunteer.pk)
    return Response(status=204)
