"""Reading rounds and the choices asked in them."""

from __future__ import annotations

from dataclasses import dataclass

from quorum.projects.models import Project, Round, Task, TaskChoice


@dataclass(frozen=True)
class OfferedChoice:
    """A choice as a task offers it: `index` is its place in count arrays."""

    id: int
    code: str
    name: str
    index: int


def present_round(project: Project) -> Round | None:
    """Return the round that results are read from: the open one, else the newest; None before the first."""
    rounds = list(Round.objects.filter(project=project).order_by("-opened_at", "-pk"))
    is_open = [round_ for round_ in rounds if round_.state == Round.State.OPEN]
    return next(iter(is_open or rounds), None)


def first_task(round_: Round) -> Task:
    """Return the task whose results are shown for a round: the one at the first position."""
    return Task.objects.filter(workflow_version_id=round_.workflow_version_id).earliest("position")


def yes_no_tasks(round_: Round) -> list[Task]:
    """Return the yes-or-no questions of a round, in order."""
    found = Task.objects.filter(workflow_version_id=round_.workflow_version_id, kind=Task.Kind.YES_NO)
    return list(found.order_by("position"))


def choices_of(task: Task) -> list[OfferedChoice]:
    """Return a task's choices in index order."""
    links = TaskChoice.objects.filter(task=task).select_related("choice").order_by("index")
    return [OfferedChoice(link.choice_id, link.choice.code, link.choice.name, link.index) for link in links]
