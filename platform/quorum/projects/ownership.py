"""Projects must not lose their last owner."""

from __future__ import annotations

from quorum.accounts.models import User
from quorum.domain.errors import Conflict
from quorum.projects.models import Membership, Project


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
