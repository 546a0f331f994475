"""Who may label in a project right now, and if not, why not."""

from __future__ import annotations

from typing import Literal, get_args

from rest_framework.request import Request

from quorum.accounts.errors import ConsentRequired, LoginRequired, ProjectNotJoinable
from quorum.accounts.models import User, Volunteer
from quorum.accounts.selectors import has_consented, present_volunteer
from quorum.api.me import key_of
from quorum.api.permissions import current_user
from quorum.onboarding.errors import TrainingRequired
from quorum.onboarding.ladder import admit
from quorum.onboarding.progress import may_label
from quorum.projects.models import Project, Round
from quorum.projects.selectors import current_round

WhyNot = Literal["login_required", "consent_required", "paused", "finished", "draft", "training_required"]
REASONS: tuple[WhyNot, ...] = get_args(WhyNot)


def why_not(
    project: Project, round_: Round | None, user: User | None, volunteer: Volunteer | None
) -> WhyNot | None:
    """Return what keeps the caller from labelling, the project's own state first; None for nothing."""
    reason = why_no_part(project, round_, user, consented=is_consented(project, volunteer))
    if reason is None and volunteer is not None and not may_label(volunteer.pk, project):
        return "training_required"
    return reason


def why_no_part(project: Project, round_: Round | None, user: User | None, *, consented: bool) -> WhyNot | None:
    """Return what keeps the caller from the project's images altogether, training ones among them."""
    if project.state == Project.State.DRAFT:
        return "draft"
    if project.state == Project.State.FINISHED:
        return "finished"
    if project.state == Project.State.PAUSED or round_ is None:
        return "paused"
    if user is None and not project.guests_allowed:
        return "login_required"
    return None if consented else "consent_required"


def is_consented(project: Project, volunteer: Volunteer | None) -> bool:
    """Say whether the volunteer agreed to the project's terms in force."""
    return volunteer is not None and has_consented(
        volunteer_id=volunteer.pk, project_id=project.pk, terms_version=project.terms_version
    )


def require_labeller(request: Request, project: Project) -> tuple[Volunteer, Round]:
    """Return who labels and the open round.

    Raises ProjectNotJoinable, LoginRequired, ConsentRequired or TrainingRequired.
    """
    volunteer, round_ = require_participant(request, project)
    if not admit(volunteer_id=volunteer.pk, project=project):
        raise TrainingRequired("A short training comes before labelling.")
    return volunteer, round_


def require_participant(request: Request, project: Project) -> tuple[Volunteer, Round]:
    """Return who takes part, in training or labelling, and the open round.

    Raises ProjectNotJoinable, LoginRequired or ConsentRequired.
    """
    user = current_user(request)
    volunteer = present_volunteer(user=user, volunteer_id=key_of(request))
    round_ = current_round(project)
    reason = why_no_part(project, round_, user, consented=is_consented(project, volunteer))
    if reason == "login_required":
        raise LoginRequired("This project asks you to log in before you label.")
    if reason == "consent_required":
        raise ConsentRequired("Labelling needs your yes to the terms.", terms_version=project.terms_version)
    if reason is not None or volunteer is None or round_ is None:
        raise ProjectNotJoinable(f"This project is {reason}.", code=f"project_{reason}", state=project.state)
    return volunteer, round_
