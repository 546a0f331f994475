"""Making and changing projects; every change is audited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from quorum.accounts.models import User
from quorum.audit.services import record
from quorum.domain.binary import BinaryRule
from quorum.domain.consensus import ConsensusRule
from quorum.projects.errors import OneChoiceNeeded, ProjectExists, RuleInvalid
from quorum.projects.models import (
    LabelSetVersion,
    Membership,
    Project,
    ProjectChannel,
    Task,
    TaskChoice,
    Workflow,
    WorkflowVersion,
)


@dataclass(frozen=True)
class ChannelSpec:
    """A channel to be made; windows are shares of full scale (0 to 1)."""

    key: str
    name: str
    colour: str
    required: bool = True
    window_low: float = 0.0
    window_high: float = 1.0


# The channels of immunofluorescence in the Human Protein Atlas.
FLUORESCENCE_CHANNELS = (
    ChannelSpec("green", "Protein of interest", "#3ddc84"),
    ChannelSpec("blue", "Nucleus", "#5b8cff"),
    ChannelSpec("red", "Microtubules", "#ff5c5c"),
    ChannelSpec("yellow", "Endoplasmic reticulum", "#ffd24d", required=False),
)


@dataclass(frozen=True)
class TaskSpec:
    """A question to be published, with its consensus rule (defaults: Sullivan et al. 2018)."""

    question: str
    kind: str = Task.Kind.CHOOSE_MANY
    choice_codes: Sequence[str] | None = None
    maximum_choices: int = 5
    empty_allowed: bool = False
    minimum_votes: int = 12
    maximum_votes: int = 40
    p_reached: float = 0.01
    p_open: float = 0.1


@transaction.atomic
def create_project(
    *,
    slug: str,
    title: str,
    channels: Sequence[ChannelSpec],
    owner: User | None = None,
    tagline: str = "",
    description: str = "",
    guests_allowed: bool = False,
    terms: str = "",
    credit: str = "",
    licence: str = "",
    source: str = "",
) -> Project:
    """Create a draft project with its channels; `owner` becomes its first owner."""
    if Project.objects.filter(slug=slug).exists():
        raise ProjectExists(f"A project named {slug} exists already.", slug=slug)
    project = Project.objects.create(
        slug=slug,
        title=title,
        tagline=tagline,
        description=description,
        guests_allowed=guests_allowed,
        terms=terms,
        credit=credit,
        licence=licence,
        source=source,
    )
    ProjectChannel.objects.bulk_create(
        ProjectChannel(
            project=project,
            key=spec.key,
            name=spec.name,
            position=position,
            colour=spec.colour,
            required=spec.required,
            window_low=spec.window_low,
            window_high=spec.window_high,
        )
        for position, spec in enumerate(channels)
    )
    record("project.created", project, actor=owner, project_id=project.pk)
    if owner:
        grant_role(project=project, user=owner, role=Membership.Role.OWNER, actor=owner)
    return project


@transaction.atomic
def change_state(*, project: Project, state: str, actor: User | None, reason: str = "") -> Project:
    """Move a project between draft, live, paused and finished."""
    before, project.state = project.state, Project.State(state)
    project.save(update_fields=["state"])
    record(
        "project.state_changed",
        project,
        actor=actor,
        project_id=project.pk,
        reason=reason,
        before=before,
        after=state,
    )
    return project


@transaction.atomic
def grant_role(*, project: Project, user: User, role: str, actor: User | None) -> Membership:
    """Give a person a role in a project; twice is once."""
    membership, is_new = Membership.objects.get_or_create(
        project=project, user=user, role=Membership.Role(role)
    )
    if is_new:
        record("role.granted", user, actor=actor, project_id=project.pk, role=role)
    return membership


@transaction.atomic
def revoke_role(*, project: Project, user: User, role: str, actor: User | None, reason: str = "") -> None:
    """Take a role from a person; a role that was not held changes nothing."""
    deleted, _ = Membership.objects.filter(project=project, user=user, role=role).delete()
    if deleted:
        record("role.revoked", user, actor=actor, project_id=project.pk, reason=reason, role=role)


@transaction.atomic
def publish_workflow_version(
    *,
    project: Project,
    label_set_version: LabelSetVersion,
    tasks: Sequence[TaskSpec],
    slug: str = "main",
    title: str = "",
    rounds: int = 1,
    actor: User | None = None,
    reason: str = "",
) -> WorkflowVersion:
    """Publish an immutable version of a workflow; the next number of an existing slug, else number 1.

    Raises `RuleDegenerate` or `RuleInvalid` when a task's rule cannot work, before anything is stored.
    """
    if not tasks:
        raise RuleInvalid("A workflow version needs at least one task.")
    workflow, _ = Workflow.objects.get_or_create(project=project, slug=slug, defaults={"title": title or slug})
    # Two editors who publish at once must not get the same number.
    Workflow.objects.select_for_update().get(pk=workflow.pk)
    latest = workflow.versions.order_by("-number").first()
    version = WorkflowVersion.objects.create(
        project=project,
        workflow=workflow,
        number=latest.number + 1 if latest else 1,
        label_set_version=label_set_version,
        rounds=rounds,
        created_by=actor,
    )
    for position, spec in enumerate(tasks):
        _publish_task(version, position, spec)
    record("workflow_version.published", version, actor=actor, reason=reason, number=version.number)
    return version


def check_task(spec: TaskSpec, offered: Sequence[str]) -> list[str]:
    """Return the codes that a task asks about, of those `offered`; raise where its rule cannot work.

    Raises RuleInvalid for numbers out of range and unknown choices, OneChoiceNeeded for a yes-or-no question
    about another number of choices, RuleDegenerate where no vote could ever reach consensus.
    """
    codes = list(offered) if spec.choice_codes is None else list(spec.choice_codes)
    missing = [code for code in codes if code not in offered]
    if missing:
        raise RuleInvalid("The label set has no such choice.", choices=missing)
    # Building the rule checks it; a degenerate one is refused here.
    if spec.kind == Task.Kind.CHOOSE_MANY:
        ConsensusRule(
            classes=len(codes),
            maximum_choices=spec.maximum_choices,
            minimum_votes=spec.minimum_votes,
            maximum_votes=spec.maximum_votes,
            p_reached=spec.p_reached,
            p_open=spec.p_open,
        )
        return codes
    if len(codes) != 1:
        raise OneChoiceNeeded("A yes-or-no question asks about exactly one choice.", choices=len(codes))
    BinaryRule(minimum_votes=spec.minimum_votes, maximum_votes=spec.maximum_votes, p_reached=spec.p_reached)
    return codes


def _publish_task(version: WorkflowVersion, position: int, spec: TaskSpec) -> Task:
    selectable = {choice.code: choice for choice in version.label_set_version.choices.filter(selectable=True)}
    codes = check_task(spec, list(selectable))
    is_yes_no = spec.kind == Task.Kind.YES_NO
    task = Task.objects.create(
        project=version.project,
        workflow_version=version,
        position=position,
        kind=spec.kind,
        question=spec.question,
        # No is the answer without a choice.
        maximum_choices=1 if is_yes_no else spec.maximum_choices,
        empty_allowed=spec.empty_allowed or is_yes_no,
        minimum_votes=spec.minimum_votes,
        maximum_votes=spec.maximum_votes,
        p_reached=spec.p_reached,
        p_open=max(spec.p_open, spec.p_reached) if is_yes_no else spec.p_open,
    )
    TaskChoice.objects.bulk_create(
        TaskChoice(task=task, choice=selectable[code], index=index) for index, code in enumerate(codes)
    )
    return task
