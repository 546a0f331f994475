"""Projects: cards, pages, and joining."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.accounts.errors import ConsentRequired
from quorum.accounts.identity import remember_volunteer, seal_volunteer
from quorum.accounts.models import User, Volunteer
from quorum.accounts.pace import require_joining_pace
from quorum.accounts.selectors import present_volunteer
from quorum.accounts.services import join_project
from quorum.api.building import NewProject, NewProjectAnswer, new_project
from quorum.api.errors import ErrorAnswer
from quorum.api.labelling import REASONS, is_consented, why_not
from quorum.api.me import VolunteerAnswer, key_of
from quorum.api.permissions import ANY_ROLE, current_user, visible_project
from quorum.api.progress import ProgressAnswer
from quorum.api.tasks import TaskAnswer, describe_task
from quorum.classifications.models import Classification
from quorum.insights.progress import progress_of
from quorum.projects.models import Membership, Project, Round
from quorum.projects.selectors import current_round, roles_of, tasks_of, visible_projects
from quorum.subjects.models import Subject


class ProjectCard(serializers.Serializer[Any]):
    """A project in a list."""

    id = serializers.UUIDField(source="public_id")
    slug = serializers.CharField()
    title = serializers.CharField()
    tagline = serializers.CharField()
    state = serializers.ChoiceField(Project.State.choices)
    guests_allowed = serializers.BooleanField()
    cover = serializers.CharField(allow_null=True, help_text="Address of a WebP, null without subjects.")
    progress = ProgressAnswer()


class ProjectChannelAnswer(serializers.Serializer[Any]):
    """One image plane of the project's subjects."""

    key = serializers.CharField()
    name = serializers.CharField()
    colour = serializers.CharField()
    position = serializers.IntegerField()


class RoundAnswer(serializers.Serializer[Any]):
    """One pass over the subjects."""

    number = serializers.IntegerField()
    state = serializers.ChoiceField(Round.State.choices)


class MyPart(serializers.Serializer[Any]):
    """What the caller is and may do in the project."""

    role = serializers.ChoiceField(Membership.Role.choices, allow_null=True, help_text="The widest one.")
    roles = serializers.ListField(
        child=serializers.ChoiceField(Membership.Role.choices),
        help_text="All of them; an owner is also curator and scientist, an operator everything.",
    )
    consented = serializers.BooleanField()
    may_label = serializers.BooleanField()
    why_not = serializers.ChoiceField([(why, why) for why in REASONS], allow_null=True)
    classifications = serializers.IntegerField()


class ProjectPage(ProjectCard):
    """Everything about a project that volunteers may know."""

    description = serializers.CharField()
    terms = serializers.CharField()
    terms_version = serializers.IntegerField()
    credit = serializers.CharField()
    licence = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    channels = ProjectChannelAnswer(many=True)
    tasks = TaskAnswer(many=True)
    round = RoundAnswer(allow_null=True)
    my = MyPart()


class JoinRequest(serializers.Serializer[Any]):
    """A yes to the project's terms."""

    consent = serializers.BooleanField()
    terms_version = serializers.IntegerField(min_value=1)


class JoinAnswer(serializers.Serializer[Any]):
    """Who labels from now on."""

    volunteer = VolunteerAnswer()
    volunteer_key = serializers.CharField(help_text="The cookie's value, for programs: X-Quorum-Volunteer.")


@extend_schema(methods=["GET"], responses=ProjectCard(many=True), tags=["projects"])
@extend_schema(
    methods=["POST"],
    request=NewProject,
    responses={201: NewProjectAnswer, 400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 409: ErrorAnswer},
    tags=["building"],
)
@api_view(["GET", "POST"])
def project_list(request: Request) -> Response:
    """List the projects that the caller may know of, or create a draft that the caller owns."""
    if request.method == "POST":
        return new_project(request)
    projects = list(visible_projects(user=current_user(request)))
    return Response(ProjectCard(_cards(projects), many=True).data)


@extend_schema(responses={200: ProjectPage, 404: ErrorAnswer}, tags=["projects"])
@api_view(["GET"])
def project_page(request: Request, slug: str) -> Response:
    """Show one project: texts, channels, tasks, progress, and the caller's part in it."""
    project = visible_project(request, slug)
    round_ = current_round(project)
    user = current_user(request)
    volunteer = present_volunteer(user=user, volunteer_id=key_of(request))
    page = _cards([project])[0] | {
        "description": project.description,
        "terms": project.terms,
        "terms_version": project.terms_version,
        "credit": project.credit,
        "licence": project.licence,
        "source": project.source,
        "channels": project.channels.all(),
        "tasks": [describe_task(task) for task in tasks_of(round_)] if round_ else [],
        "round": round_,
        "my": _my_part(project, round_, user, volunteer),
    }
    return Response(ProjectPage(page).data)


@extend_schema(
    request=JoinRequest,
    responses={201: JoinAnswer, 400: ErrorAnswer, 401: ErrorAnswer, 409: ErrorAnswer, 429: ErrorAnswer},
    tags=["projects"],
)
@api_view(["POST"])
def join(request: Request, slug: str) -> Response:
    """Agree to the terms and become a volunteer of the project; idempotent."""
    project = visible_project(request, slug)
    asked = JoinRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    if not asked.validated_data["consent"]:
        raise ConsentRequired("Labelling needs your yes to the terms.")
    volunteer = join_project(
        project=project,
        user=current_user(request),
        volunteer_id=key_of(request),
        terms_version=asked.validated_data["terms_version"],
        before_guest=lambda: require_joining_pace(request._request),
    )
    answer = JoinAnswer({"volunteer": volunteer, "volunteer_key": seal_volunteer(volunteer.pk)})
    response = Response(answer.data, status=201)
    remember_volunteer(response, volunteer.pk, secure=request.is_secure())
    return response


def _cards(projects: Sequence[Project]) -> list[dict[str, Any]]:
    ids = [project.pk for project in projects]
    progress = progress_of(ids)
    pictured = set(
        Subject.objects.filter(project_id__in=ids, state=Subject.State.ACTIVE)
        .values_list("project_id", flat=True)
        .distinct()
    )
    return [
        {
            "public_id": project.public_id,
            "slug": project.slug,
            "title": project.title,
            "tagline": project.tagline,
            "state": project.state,
            "guests_allowed": project.guests_allowed,
            "cover": reverse("cover", args=[project.slug]) if project.pk in pictured else None,
            "progress": progress[project.pk],
        }
        for project in projects
    ]


def _my_part(
    project: Project, round_: Round | None, user: User | None, volunteer: Volunteer | None
) -> dict[str, Any]:
    consented = is_consented(project, volunteer)
    reason = why_not(project, round_, user, volunteer)
    held = roles_of(project=project, user=user)
    return {
        "role": next((role for role in ANY_ROLE if role in held), None),
        "roles": [role for role in ANY_ROLE if role in held],
        "consented": consented,
        "may_label": reason is None,
        "why_not": reason,
        "classifications": _count_own(project, volunteer),
    }


def _count_own(project: Project, volunteer: Volunteer | None) -> int:
    if volunteer is None:
        return 0
    # Naming the rounds lets PostgreSQL go straight to the volunteer's partitions.
    rounds = list(project.rounds.values_list("pk", flat=True))
    return Classification.objects.filter(round_id__in=rounds, volunteer_id=volunteer.pk).count()
