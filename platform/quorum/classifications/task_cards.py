"""What the hot path must know of a task, read once per process: tasks never change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from quorum.domain.binary import BinaryRule, evaluate_binary
from quorum.domain.consensus import ConsensusRule, Decision, evaluate
from quorum.projects.models import Task, TaskChoice


@dataclass(frozen=True, slots=True)
class TaskCard:
    """A task with its choices: code → (index in count arrays, choice id).

    `is_taught` says whether the first task of the version offers all that this one asks about: known answers
    are given to the first. `is_only` says whether its round asks nothing else.
    """

    id: int
    public_id: str
    project_id: int
    workflow_version_id: int
    label_set_version_id: int
    maximum_choices: int
    empty_allowed: bool
    choices: Mapping[str, tuple[int, int]]
    rule: ConsensusRule | BinaryRule
    is_taught: bool
    is_only: bool

    @property
    def is_yes_no(self) -> bool:
        """Return whether it asks about one choice: yes is an answer with it, no one without."""
        return isinstance(self.rule, BinaryRule)

    def asked(self, choice_ids: Iterable[int]) -> tuple[int, ...]:
        """Return those of the choices that the task asks about, in the order given."""
        offered = {choice_id for _, choice_id in self.choices.values()}
        return tuple(choice_id for choice_id in choice_ids if choice_id in offered)

    def decide(self, counts: Sequence[int], n: int) -> Decision:
        """Return what `counts` votes per choice index out of `n` classifications amount to."""
        if isinstance(self.rule, BinaryRule):
            return evaluate_binary(counts[0], n, self.rule)
        return evaluate(counts, n, self.rule, self.rule.table)


@lru_cache(maxsize=4096)
def task_card(task_id: int) -> TaskCard:
    """Return the card of a task that exists."""
    task = Task.objects.select_related("workflow_version").get(pk=task_id)
    offered = task.task_choices.values_list("choice__code", "index", "choice_id")
    choices = {code: (index, choice_id) for code, index, choice_id in offered}
    first = TaskChoice.objects.filter(task__workflow_version=task.workflow_version_id, task__position=0)
    taught = set(first.values_list("choice_id", flat=True))
    return TaskCard(
        id=task.pk,
        public_id=str(task.public_id),
        project_id=task.project_id,
        workflow_version_id=task.workflow_version_id,
        label_set_version_id=task.workflow_version.label_set_version_id,
        maximum_choices=task.maximum_choices,
        empty_allowed=task.empty_allowed,
        choices=choices,
        rule=rule_of(task, classes=len(choices)),
        is_taught=all(choice_id in taught for _, choice_id in choices.values()),
        is_only=not Task.objects.filter(workflow_version=task.workflow_version_id).exclude(pk=task.pk).exists(),
    )


def rule_of(task: Task, *, classes: int) -> ConsensusRule | BinaryRule:
    """Return the consensus rule of a task that offers `classes` choices."""
    if task.kind == Task.Kind.YES_NO:
        return BinaryRule(
            minimum_votes=task.minimum_votes, maximum_votes=task.maximum_votes, p_reached=task.p_reached
        )
    return ConsensusRule(
        classes=classes,
        maximum_choices=task.maximum_choices,
        minimum_votes=task.minimum_votes,
        maximum_votes=task.maximum_votes,
        p_reached=task.p_reached,
        p_open=task.p_open,
    )
