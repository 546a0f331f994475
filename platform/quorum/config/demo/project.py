"""The demonstration's project: people, question, images and an open round."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction

from quorum.accounts.models import User
from quorum.config.demo.accounts import ACCOUNTS, PASSWORD, PROJECT_SLUG
from quorum.projects import services
from quorum.projects.label_sets import shipped_label_set
from quorum.projects.models import Membership, Project, WorkflowVersion

LABEL_SET = "hpa29"
CREDIT = "Drawn by Quorum's own generator"
LICENCE = "CC0 1.0"

DESCRIPTION = """\
Every cell keeps its proteins in particular places, and where a protein is tells much about what it
does. Each image shows a handful of cells: the nucleus in blue, microtubules in red, the endoplasmic
reticulum in yellow, and one protein in green. You say where the green is.

The images of this project are drawn by a computer, so nobody's data is at stake: try everything."""

TERMS = """\
Your answers are stored under a pseudonym and may be published for science. You can stop at any time.
If you make an account, you can download or delete what is known about you; votes that were already
counted stay, under the pseudonym alone."""


def make_people() -> dict[str, User]:
    """Return the demonstration's accounts by role, made on the first call."""
    people: dict[str, User] = {}
    for account in ACCOUNTS:
        user = User.objects.filter(email=account.email).first()
        if user is None:
            user = User.objects.create_user(
                account.email,
                PASSWORD,
                display_name=f"Demo {account.role}",
                is_staff=account.role == "operator",
                is_superuser=account.role == "operator",
            )
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        people[account.role] = user
    return people


@transaction.atomic
def make_project(people: dict[str, User]) -> Project:
    """Return the demonstration's project with its question, made on the first call."""
    existing = Project.objects.filter(slug=PROJECT_SLUG).first()
    if existing is not None:
        return existing
    operator = people["operator"]
    project = services.create_project(
        slug=PROJECT_SLUG,
        title="Where is the protein?",
        tagline="Find the place of one protein in four-colour pictures of cells.",
        description=DESCRIPTION,
        channels=services.FLUORESCENCE_CHANNELS,
        owner=operator,
        guests_allowed=True,
        terms=TERMS,
        credit=CREDIT,
        licence=LICENCE,
    )
    services.grant_role(project=project, user=people["curator"], role=Membership.Role.CURATOR, actor=operator)
    services.grant_role(
        project=project, user=people["scientist"], role=Membership.Role.SCIENTIST, actor=operator
    )
    services.publish_workflow_version(
        project=project,
        label_set_version=shipped_label_set(LABEL_SET),
        tasks=[services.TaskSpec(question="Where in the cells is the green protein?")],
        title="Locations",
        actor=operator,
    )
    return project


def latest_version(project: Project) -> WorkflowVersion:
    """Return the newest published version of the project's workflow."""
    return WorkflowVersion.objects.filter(project=project).latest("number")
