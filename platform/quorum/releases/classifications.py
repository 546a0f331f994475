"""Reading a project's classifications row by row, in the order they were stored, for all formats."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from quorum.classifications.models import Classification
from quorum.projects.models import Choice, Project, Round, Task
from quorum.releases.rows import stream

# The round ids let PostgreSQL leave out the partitions of other projects.
_QUERY = """
select c.public_id, s.public_id, s.external_id, c.round_id, c.task_id, v.public_id, v.pseudonym, v.kind,
       c.purpose, c.counted, c.not_counted_reason, c.choice_ids, c.pass_reason, c.trust, c.strategy,
       model.number, c.blind, c.duration_ms, c.client_at, c.issued_at, c.received_at,
       case when c.superseded_by is not null then (
           select later.public_id from classification later where later.id = c.superseded_by
           and later.round_id = any(%(rounds)s)) end,
       coalesce(remark.text, ''), c.client_context, s.metadata, t.n, t.retired_at, t.retirement_reason
from classification c
join subjects_subject s on s.id = c.subject_id
join accounts_volunteer v on v.id = c.volunteer_id
left join classifications_subjectroundtask t
    on t.round_id = c.round_id and t.task_id = c.task_id and t.subject_id = c.subject_id
left join (
    select classification_id, string_agg(text, e'\\n' order by id) as text
    from curation_remark where project_id = %(project)s group by classification_id
) remark on remark.classification_id = c.id
left join learning_modelversion model on model.id = c.model_version_id
where c.round_id = any(%(rounds)s)
order by c.id
"""


class StoredRow(NamedTuple):
    """One classification with the names that exports show; `round`, `task` and `choice_ids` are for `Names`.

    `client_context` and `subject_metadata` are JSON as text, as PostgreSQL sends it; `model_version` is the
    number of the model, within its task, that helped to pick the subject.
    """

    classification_id: UUID
    subject_id: UUID
    external_id: str
    round: int
    task: int
    volunteer_id: UUID
    pseudonym: str
    volunteer_kind: str
    purpose: int
    counted: bool
    not_counted_reason: str
    choice_ids: list[int]
    pass_reason: str
    trust: float | None
    strategy: str
    model_version: int | None
    blind: bool
    duration_ms: int | None
    client_at: datetime | None
    issued_at: datetime
    received_at: datetime
    superseded_by: UUID | None
    remark: str
    client_context: str
    subject_metadata: str
    subject_n: int | None
    retired_at: datetime | None
    retirement_reason: str | None

    @property
    def passed(self) -> bool:
        """Say whether the volunteer passed on the subject."""
        return self.not_counted_reason == Classification.NotCounted.PASSED or self.pass_reason != ""

    @property
    def purpose_name(self) -> str:
        """Return contribution, control, training or tutorial."""
        return Classification.Purpose(self.purpose).name.lower()


class Names:
    """The few things that many rows share: choices, rounds, tasks, workflows; read once per export."""

    def __init__(self, project: Project) -> None:
        rounds = Round.objects.filter(project=project).select_related("workflow_version__workflow")
        self.rounds = {round_.pk: round_ for round_ in rounds}
        tasks = Task.objects.filter(project=project)
        self.tasks = {task.pk: task for task in tasks}
        versions = {round_.workflow_version.label_set_version_id: None for round_ in self.rounds.values()}
        choices = Choice.objects.filter(label_set_version_id__in=list(versions))
        self.choices = {choice.pk: choice for choice in choices}


def stored_rows(project: Project, names: Names) -> Iterator[StoredRow]:
    """Yield every classification of a project, uncounted ones included."""
    for row in stream(_QUERY, {"rounds": list(names.rounds), "project": project.pk}):
        yield StoredRow._make(row)
