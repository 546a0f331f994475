"""Who may do what: roles in a project, and operators."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from rest_framework.request import Request

from quorum.accounts.authentication import TokenAuthentication
from quorum.accounts.errors import LoginRequired
from quorum.accounts.models import User
from quorum.domain.errors import NotAllowed
from quorum.projects.models import Membership, Project
from quorum.projects.selectors import project_by_slug, roles_of

OWNER = Membership.Role.OWNER.value
CURATOR = Membership.Role.CURATOR.value
SCIENTIST = Membership.Role.SCIENTIST.value
ANY_ROLE = (OWNER, CURATOR, SCIENTIST)


def current_user(request: Request | HttpRequest) -> User | None:
    """Return who is logged in, by session or token; None for nobody."""
    if not isinstance(request, Request):  # a plain view: nobody has looked at the token yet
        known = TokenAuthentication().authenticate(request)
        if known is not None:
            return known[0]
    user: User | AnonymousUser = request.user
    return user if isinstance(user, User) else None


def require_user(request: Request) -> User:
    """Return who is logged in; raises LoginRequired."""
    user = current_user(request)
    if user is None:
        raise LoginRequired("Log in first.")
    return user


def may_create_projects(user: User | None) -> bool:
    """Say whether this server lets a person create projects: operators, or everybody with an account."""
    return user is not None and (user.is_staff or settings.PROJECTS_BY == "accounts")


def visible_project(request: Request | HttpRequest, slug: str) -> Project:
    """Return a project that the caller may know of; raises ProjectUnknown."""
    return project_by_slug(slug=slug, user=current_user(request))


def require_role(request: Request | HttpRequest, slug: str, *roles: str) -> Project:
    """Return the project if the caller holds one of the roles in it; operators hold all.

    Raises ProjectUnknown (a draft looks like nothing to outsiders), LoginRequired, NotAllowed.
    """
    project = visible_project(request, slug)
    user = current_user(request)
    if user is None:
        raise LoginRequired("Log in first.")
    if roles_of(project=project, user=user).isdisjoint(roles):
        raise NotAllowed("Your role in this project does not allow this.", roles=sorted(roles))
    return project
