"""Reading projects."""

from __future__ import annotations

from django.db.models import QuerySet

from quorum.accounts.models import User
from quorum.projects.errors import ProjectUnknown
from quorum.projects.models import Membership, Project, Round, Task


def roles_of(*, project: Project, user: User | None) -> frozenset[str]:
    """Return a person's roles in a project; an owner is also curator and scientist, an operator all."""
    if user is None or not user.is_authenticated:
        return frozenset()
    if user.is_staff:
        return frozenset(Membership.Role.values)
    roles = set(Membership.objects.filter(project=project, user=user).values_list("role", flat=True))
    return frozenset(Membership.Role.values) if Membership.Role.OWNER in roles else frozenset(roles)


def visible_projects(*, user: User | None) -> QuerySet[Project]:
    """Return the projects that a person may know of: all but drafts, and the drafts that they belong to."""
    public = Project.objects.exclude(state=Project.State.DRAFT)
    if user is None or not user.is_authenticated:
        return public.order_by("created_at")
    if user.is_staff:
        return Project.objects.order_by("created_at")
    own = Project.objects.filter(memberships__user=user)
    return (public | own).distinct().order_by("created_at")


def project_by_slug(*, slug: str, user: User | None) -> Project:
    """Return a project; raise `ProjectUnknown` for none, and for drafts of others alike."""
    project = visible_projects(user=user).filter(slug=slug).first()
    if project is None:
        raise ProjectUnknown(f"There is no project named {slug}.", slug=slug)
    return project


def current_round(project: Project) -> Round | None:
    """Return the newest open round of a project, or None."""
    return (
        Round.objects.filter(project=project, state=Round.State.OPEN)
        .select_related("workflow_version")
        .order_by("-opened_at", "-pk")
        .first()
    )


def tasks_of(round_: Round) -> list[Task]:
    """Return the tasks asked in a round, in order, with their choices loaded."""
    return list(
        Task.objects.filter(workflow_version=round_.workflow_version_id).prefetch_related(
            "task_choices__choice__parent"
        )
    )
