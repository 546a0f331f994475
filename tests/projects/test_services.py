"""Projects, roles and workflow versions: made by services, audited, immutable where promised."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, transaction

from quorum.audit.models import AuditEvent
from quorum.domain.errors import RuleDegenerate, RuleInvalid
from quorum.projects.errors import ProjectExists
from quorum.projects.models import Membership, Project, Task, WorkflowVersion
from quorum.projects.selectors import project_by_slug, roles_of, visible_projects
from quorum.projects.services import (
    FLUORESCENCE_CHANNELS,
    TaskSpec,
    change_state,
    create_project,
    grant_role,
    publish_workflow_version,
    revoke_role,
)
from tests.factories import make_label_set, make_project, make_user, task_of

pytestmark = pytest.mark.django_db


def verbs(project: Project) -> list[str]:
    return list(AuditEvent.objects.filter(project_id=project.pk).order_by("pk").values_list("verb", flat=True))


def test_a_new_project_is_a_draft_with_its_channels_and_its_owner() -> None:
    owner = make_user()
    project = create_project(slug="cells", title="Cells", channels=FLUORESCENCE_CHANNELS, owner=owner)
    assert project.state == Project.State.DRAFT
    assert [channel.key for channel in project.channels.all()] == ["green", "blue", "red", "yellow"]
    assert roles_of(project=project, user=owner) == {"owner", "curator", "scientist"}
    assert verbs(project) == ["project.created", "role.granted"]


def test_a_slug_is_given_once() -> None:
    make_project("cells")
    with pytest.raises(ProjectExists):
        create_project(slug="cells", title="Others", channels=())


def test_a_change_of_state_is_audited_with_its_reason() -> None:
    project, actor = make_project(), make_user()
    change_state(project=project, state=Project.State.PAUSED, actor=actor, reason="Camera broken.")
    event = AuditEvent.objects.filter(verb="project.state_changed").latest("pk")
    assert (event.actor_id, event.reason) == (actor.pk, "Camera broken.")
    assert (event.details["before"], event.details["after"]) == ("live", "paused")


def test_a_role_can_be_given_twice_and_taken_twice_without_harm() -> None:
    project, user = make_project(), make_user()
    for _ in range(2):
        grant_role(project=project, user=user, role=Membership.Role.CURATOR, actor=None)
    assert roles_of(project=project, user=user) == {"curator"}
    for _ in range(2):
        revoke_role(project=project, user=user, role=Membership.Role.CURATOR, actor=None)
    assert roles_of(project=project, user=user) == frozenset()
    assert verbs(project).count("role.granted") == 1
    assert verbs(project).count("role.revoked") == 1


def test_publishing_again_makes_the_next_version_and_leaves_the_first_alone() -> None:
    project = make_project()
    first = WorkflowVersion.objects.get(project=project)
    label_set = first.label_set_version
    task = TaskSpec(question="Really?", maximum_choices=1, minimum_votes=5)
    second = publish_workflow_version(project=project, label_set_version=label_set, tasks=[task])
    assert (first.number, second.number) == (1, 2)
    assert first.tasks.get().question != "Really?"


def test_a_published_task_cannot_be_changed() -> None:
    task = task_of(make_project())
    task.maximum_votes = 99
    with pytest.raises(ValidationError):
        task.save()
    assert Task.objects.get(pk=task.pk).maximum_votes != 99


@pytest.mark.parametrize(
    ("task", "error"),
    [
        (TaskSpec(question="All of four?", maximum_choices=4), RuleDegenerate),
        (TaskSpec(question="One vote?", maximum_choices=2, minimum_votes=1), RuleDegenerate),
        (TaskSpec(question="Backwards?", maximum_choices=1, minimum_votes=9, maximum_votes=5), RuleInvalid),
        (TaskSpec(question="No such choice?", maximum_choices=1, choice_codes=["nothing"]), RuleInvalid),
        (TaskSpec(question="Yes to all?", kind="yes_no", maximum_choices=1), RuleInvalid),
    ],
)
def test_a_rule_that_cannot_work_is_refused_and_nothing_is_published(
    task: TaskSpec, error: type[Exception]
) -> None:
    project = make_project()
    with pytest.raises(error):
        publish_workflow_version(project=project, label_set_version=make_label_set(4), tasks=[task])
    assert WorkflowVersion.objects.filter(project=project).count() == 1


def test_a_yes_no_task_asks_about_one_choice() -> None:
    project = make_project()
    task = TaskSpec(question="Is there any?", kind=Task.Kind.YES_NO, choice_codes=["c0"])
    version = publish_workflow_version(project=project, label_set_version=make_label_set(4), tasks=[task])
    assert version.tasks.get().task_choices.count() == 1
    assert version.tasks.get().empty_allowed
    assert version.tasks.get().maximum_choices == 1


def test_drafts_are_known_to_their_members_and_operators_alone() -> None:
    draft = make_project(state=Project.State.DRAFT, owner=(owner := make_user()))
    assert project_by_slug(slug=draft.slug, user=owner) == draft
    assert draft in visible_projects(user=make_user(operator=True))
    assert draft not in visible_projects(user=make_user())
    assert draft not in visible_projects(user=None)


def test_the_database_itself_keeps_tasks_and_their_choices_as_they_are() -> None:
    task = task_of(make_project())
    for rows, change in (
        (Task.objects.filter(pk=task.pk), {"maximum_choices": 3}),
        (task.task_choices.all(), {"index": 90}),
    ):
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            rows.update(**change)
    Project.objects.get(pk=task.project_id).delete()
    assert not Task.objects.filter(pk=task.pk).exists()
