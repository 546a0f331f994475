"""Joining projects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from django.db import transaction

from quorum.accounts.errors import LoginRequired, ProjectNotJoinable, TermsOutdated
from quorum.accounts.models import Consent, User, Volunteer
from quorum.accounts.volunteers import create_guest, volunteer_for_user


class Joinable(Protocol):
    """What joining needs to know of a project."""

    id: int
    state: str
    guests_allowed: bool
    terms_version: int


@transaction.atomic
def join_project(
    *,
    project: Joinable,
    user: User | None,
    volunteer_id: int | None,
    terms_version: int,
    before_guest: Callable[[], None] = lambda: None,
) -> Volunteer:
    """Record the yes to a project's terms and return the volunteer who may now label; idempotent.

    A logged-in user labels as their own volunteer, whatever `volunteer_id` says; otherwise the
    guest whom `volunteer_id` names goes on, or a new guest is made, after `before_guest` has allowed it.
    Raises ProjectNotJoinable, TermsOutdated, and LoginRequired where guests are not allowed.
    """
    if project.state != "live":
        raise ProjectNotJoinable(
            f"This project is {project.state}.", code=f"project_{project.state}", state=project.state
        )
    if terms_version != project.terms_version:
        raise TermsOutdated("The terms have changed.", terms_version=project.terms_version)
    if user is None and not project.guests_allowed:
        raise LoginRequired("This project asks you to log in before you label.")
    volunteer = volunteer_for_user(user=user) if user is not None else _known_guest(volunteer_id)
    if volunteer is None:
        before_guest()
        volunteer = create_guest()
    Consent.objects.get_or_create(
        volunteer=volunteer, project_id=project.id, terms_version=project.terms_version
    )
    return volunteer


def _known_guest(volunteer_id: int | None) -> Volunteer | None:
    """Return the guest with that id; None when it names no guest who may go on as one."""
    if volunteer_id is None:
        return None
    return Volunteer.objects.filter(kind=Volunteer.Kind.GUEST, merged_into=None, pk=volunteer_id).first()
