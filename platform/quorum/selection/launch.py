"""Going live: what a project still lacks, and the first step in front of volunteers."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from quorum.accounts.models import User
from quorum.projects.models import Project, Round, WorkflowVersion
from quorum.projects.selectors import current_round
from quorum.projects.services import change_state
from quorum.selection.errors import NotReady
from quorum.selection.rounds import open_round
from quorum.subjects.models import Subject


@dataclass(frozen=True)
class Step:
    """One thing to be done before a project can go live."""

    code: str
    done: bool


def steps_to_launch(project: Project) -> list[Step]:
    """Return what going live needs, in the order in which an owner would do it."""
    newest = newest_version(project)
    subjects = Subject.objects.filter(project=project, state=Subject.State.ACTIVE)
    return [
        Step("description", bool(project.description.strip())),
        Step("terms", bool(project.terms.strip())),
        Step("workflow", newest is not None),
        Step("subjects", subjects.exists()),
    ]


def newest_version(project: Project) -> WorkflowVersion | None:
    """Return the workflow version that the next round would ask, or None before the first."""
    return WorkflowVersion.objects.filter(project=project).order_by("-created_at", "-pk").first()


@transaction.atomic
def launch(*, project: Project, actor: User | None, reason: str = "") -> Round:
    """Make a project live, with a round of its newest version unless one is open; raises NotReady."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    missing = [step.code for step in steps_to_launch(project) if not step.done]
    version = newest_version(project)
    if missing or version is None:
        raise NotReady("The project is not ready to go live.", missing=missing)
    round_ = current_round(project) or open_round(workflow_version=version, actor=actor)
    if project.state != Project.State.LIVE:
        change_state(project=project, state=Project.State.LIVE, actor=actor, reason=reason)
    return round_
