"""Who owns projects: they must not lose their last owner."""

from __future__ import annotations

from django.db import transaction

from quorum.accounts.models import User
from quorum.domain.errors import Conflict
from quorum.projects.models import Membership, Project
from quorum.projects.services import revoke_role


class LastOwner(Conflict):
    """The person is the only owner of a project."""

    code = "last_owner"


def refuse_last_owner(*, user: User) -> None:
    """Raise LastOwner, naming the projects, if any would be left without an owner."""
    owned = Project.objects.filter(memberships__user=user, memberships__role=Membership.Role.OWNER)
    others = Membership.objects.filter(role=Membership.Role.OWNER).exclude(user=user).values("project")
    orphaned = list(owned.exclude(pk__in=others).order_by("slug").values_list("slug", flat=True))
    if orphaned:
        raise LastOwner("Make somebody else an owner of your projects first.", projects=orphaned)


@transaction.atomic
def take_role(*, project: Project, user: User, role: str, actor: User, reason: str = "") -> None:
    """Take a role from a person; raises LastOwner where that would leave the project without an owner."""
    # Two owners who remove each other at once must not both succeed.
    Project.objects.select_for_update().get(pk=project.pk)
    owners = Membership.objects.filter(project=project, role=Membership.Role.OWNER)
    if role == Membership.Role.OWNER and not owners.exclude(user=user).exists():
        raise LastOwner("A project needs an owner.", projects=[project.slug])
    revoke_role(project=project, user=user, role=role, actor=actor, reason=reason)
