"""Drafts of workflows: read, saved as often as one likes, checked, and published as an immutable version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec
from django.db import transaction

from quorum.accounts.models import User
from quorum.domain.errors import UserFault
from quorum.projects.errors import ChangedMeanwhile, DraftInvalid
from quorum.projects.label_sets import ChoiceFile, LabelSetFile, check_tree, store_label_set
from quorum.projects.models import LabelSet, LabelSetVersion, Project, Task, WorkflowDraft, WorkflowVersion
from quorum.projects.services import TaskSpec, check_task, publish_workflow_version

WORKFLOW = "main"
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=32)]


class TaskDraft(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question with its rule; `choice_codes` None offers every selectable choice."""

    question: Annotated[str, msgspec.Meta(max_length=200)] = ""
    kind: Literal["choose_many", "yes_no"] = "choose_many"
    choice_codes: tuple[Code, ...] | None = None
    maximum_choices: int = 5
    empty_allowed: bool = False
    minimum_votes: int = 12
    maximum_votes: int = 40
    p_reached: float = 0.01
    p_open: float = 0.1


class Draft(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A tree of choices, the questions about it, and how many rounds are planned."""

    choices: tuple[ChoiceFile, ...] = ()
    tasks: tuple[TaskDraft, ...] = (TaskDraft(),)
    rounds: Annotated[int, msgspec.Meta(ge=1, le=50)] = 1


@dataclass(frozen=True)
class KeptDraft:
    """A draft with its revision; 0 for one that nobody has saved yet."""

    draft: Draft
    revision: int


@dataclass(frozen=True)
class Problem:
    """What keeps a draft from being published; `task` is the place of the question, None for the choices."""

    code: str
    message: str
    task: int | None
    details: Mapping[str, Any]


def read_draft(content: Any) -> Draft:
    """Return the draft in JSON-able data; raises DraftInvalid, naming the field."""
    try:
        return msgspec.convert(content, Draft)
    except msgspec.ValidationError as error:
        raise DraftInvalid(f"The draft cannot be read: {error}.") from None


def draft_of(project: Project) -> KeptDraft:
    """Return the saved draft, else one that equals the newest published version, else an empty one."""
    saved = WorkflowDraft.objects.filter(project=project).first()
    if saved is not None:
        return KeptDraft(read_draft(saved.content), saved.revision)
    newest = WorkflowVersion.objects.filter(project=project).order_by("-created_at", "-pk").first()
    return KeptDraft(_draft_of_version(newest) if newest else Draft(), 0)


@transaction.atomic
def save_draft(*, project: Project, draft: Draft, revision: int, actor: User | None) -> KeptDraft:
    """Keep a draft, finished or not; raises ChangedMeanwhile when it was saved since `revision` was read."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    saved = WorkflowDraft.objects.filter(project=project).first()
    present = saved.revision if saved else 0
    if present != revision:
        raise ChangedMeanwhile("Somebody else has saved this draft.", revision=present)
    WorkflowDraft.objects.update_or_create(
        project=project,
        defaults={"content": msgspec.to_builtins(draft), "revision": present + 1, "saved_by": actor},
    )
    return KeptDraft(draft, present + 1)


def problems_of(draft: Draft) -> list[Problem]:
    """Return everything that keeps a draft from being published, choices first."""
    problems = [_problem(error, None) for error in _errors_of_choices(draft)]
    offered = [choice.code for choice in draft.choices if choice.selectable]
    for place, task in enumerate(draft.tasks):
        if not task.question.strip():
            problems.append(Problem("question_missing", "The question has no words yet.", place, {}))
        try:
            check_task(_spec(task), offered)
        except UserFault as error:
            problems.append(_problem(error, place))
    return problems


@transaction.atomic
def publish_draft(*, project: Project, revision: int, actor: User | None, reason: str = "") -> WorkflowVersion:
    """Publish the saved draft as the next version; open rounds go on under the version they have.

    Choices that equal those of the newest version keep their label-set version, so that votes stay
    comparable. Raises DraftInvalid with every problem, and ChangedMeanwhile.
    """
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    kept = draft_of(project)
    if kept.revision != revision:
        raise ChangedMeanwhile("Somebody else has saved this draft.", revision=kept.revision)
    problems = problems_of(kept.draft)
    if problems:
        told = [{"code": one.code, "message": one.message, "task": one.task} for one in problems]
        raise DraftInvalid(problems[0].message, problems=told)
    return publish_workflow_version(
        project=project,
        label_set_version=_label_set_version(project, kept.draft),
        tasks=[_spec(task) for task in kept.draft.tasks],
        slug=WORKFLOW,
        title=project.title,
        rounds=kept.draft.rounds,
        actor=actor,
        reason=reason,
    )


def _errors_of_choices(draft: Draft) -> list[UserFault]:
    if not any(choice.selectable for choice in draft.choices):
        return [DraftInvalid("There is nothing to choose yet.", code="choices_missing")]
    nameless = [choice.code for choice in draft.choices if not choice.name.strip()]
    if nameless:
        return [DraftInvalid(f"The choice {nameless[0]} has no name.", code="name_missing", choice=nameless[0])]
    try:
        check_tree(draft.choices)
    except UserFault as error:
        return [error]
    return []


def _problem(error: UserFault, task: int | None) -> Problem:
    return Problem(error.code, error.message, task, error.details)


def _spec(task: TaskDraft) -> TaskSpec:
    return TaskSpec(**{name: getattr(task, name) for name in task.__struct_fields__})


def _label_set_version(project: Project, draft: Draft) -> LabelSetVersion:
    newest = WorkflowVersion.objects.filter(project=project).order_by("-created_at", "-pk").first()
    if newest is not None and _choices_of(newest.label_set_version) == draft.choices:
        return newest.label_set_version
    own = LabelSet.objects.filter(project=project, slug=WORKFLOW).first()
    latest = own.versions.order_by("-number").first() if own else None
    content = LabelSetFile(
        slug=WORKFLOW,
        title=project.title,
        version=latest.number + 1 if latest else 1,
        choices=draft.choices,
    )
    return store_label_set(content=content, project=project)


def _choices_of(version: LabelSetVersion) -> tuple[ChoiceFile, ...]:
    return tuple(
        ChoiceFile(
            code=choice.code,
            name=choice.name,
            parent=choice.parent.code if choice.parent else None,
            selectable=choice.selectable,
            short=choice.short,
            description=choice.description,
            tips=choice.tips,
            confused_with=tuple(choice.confused_with),
        )
        for choice in version.choices.select_related("parent").order_by("position")
    )


def _draft_of_version(version: WorkflowVersion) -> Draft:
    choices = _choices_of(version.label_set_version)
    selectable = tuple(choice.code for choice in choices if choice.selectable)
    tasks = Task.objects.filter(workflow_version=version).prefetch_related("task_choices__choice")
    return Draft(choices, tuple(_draft_of_task(task, selectable) for task in tasks), version.rounds)


def _draft_of_task(task: Task, selectable: tuple[str, ...]) -> TaskDraft:
    codes = tuple(link.choice.code for link in task.task_choices.all())
    return TaskDraft(
        question=task.question,
        kind="yes_no" if task.kind == Task.Kind.YES_NO else "choose_many",
        choice_codes=None if codes == selectable else codes,
        maximum_choices=task.maximum_choices,
        empty_allowed=task.empty_allowed,
        minimum_votes=task.minimum_votes,
        maximum_votes=task.maximum_votes,
        p_reached=task.p_reached,
        p_open=task.p_open,
    )
