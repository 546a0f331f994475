"""Reading training tables and model versions."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pyarrow.parquet as pq
from django.conf import settings
from django.db import connection
from django.db.models import Count, QuerySet

from quorum.audit.models import AuditEvent
from quorum.learning.errors import ModelUnknown, TableUnknown, TaskUnknown
from quorum.learning.models import FeatureSet, Job, ModelVersion, Prediction, TrainingTable
from quorum.learning.tables import FIELDS, HOLDOUT
from quorum.projects.models import Project, Task
from quorum.projects.rounds import choices_of, first_task, present_round

_WAITING = """
select count(*) from subjects_subject
 where project_id = %s and state = 'active'
   and id not in (select unnest(subject_ids) from learning_featureset where project_id = %s)
"""


@dataclass(frozen=True)
class ClassCount:
    """How often a choice is in a table: labels to learn from and to judge by; votes where it holds them."""

    code: str
    name: str
    training: int
    holdout: int
    votes: int | None


@dataclass(frozen=True)
class Measured:
    """How many active subjects of a project wait to be measured, and how many are in features or on the way."""

    measured: int
    on_the_way: int
    waiting: int


def task_by_id(project: Project, public_id: UUID | None) -> Task:
    """Return a task of a project, the first one of the round that results are read from where none is named.

    Raises TaskUnknown.
    """
    if public_id is not None:
        task = Task.objects.filter(project=project, public_id=public_id).first()
    else:
        round_ = present_round(project)
        task = first_task(round_) if round_ is not None else None
    if task is None:
        raise TaskUnknown("There is no such question in this project, or no round yet that asks one.")
    return task


def tables_of(project: Project) -> QuerySet[TrainingTable]:
    """Return the training tables of a project, newest first."""
    known = TrainingTable.objects.filter(project=project).select_related("task", "created_by")
    return known.annotate(models_trained=Count("versions")).order_by("-pk")


def table_by_id(*, project: Project, public_id: UUID) -> TrainingTable:
    """Return a training table of a project; raises TableUnknown."""
    table = tables_of(project).filter(public_id=public_id).first()
    if table is None:
        raise TableUnknown("This project has no such training table.")
    return table


def class_counts(table: TrainingTable) -> list[ClassCount]:
    """Return what is in a table, by choice in index order."""
    folder = settings.ML_STORAGE / table.folder
    fields, holdout = pq.read_table(folder / FIELDS), pq.read_table(folder / HOLDOUT)
    known = [_labels_in(part["labels"].to_pylist()) for part in (fields, holdout)]
    votes = {
        choice.code: sum(fields[f"votes_{choice.code}"].to_pylist())
        for choice in choices_of(table.task)
        if f"votes_{choice.code}" in fields.column_names
    }
    return [
        ClassCount(
            choice.code,
            choice.name,
            known[0].get(choice.code, 0),
            known[1].get(choice.code, 0),
            votes.get(choice.code),
        )
        for choice in choices_of(table.task)
    ]


def _labels_in(cells: list[str | None]) -> dict[str, int]:
    found: dict[str, int] = {}
    for cell in cells:
        for code in (cell or "").split(";"):
            found[code] = found.get(code, 0) + 1
    return found


def models_of(project: Project) -> QuerySet[ModelVersion]:
    """Return the model versions of a project, newest first."""
    known = ModelVersion.objects.filter(project=project)
    return known.select_related("task", "table__task", "job", "holdout_job", "created_by").order_by("-pk")


def model_by_id(*, project: Project, public_id: UUID) -> ModelVersion:
    """Return a model version of a project; raises ModelUnknown."""
    model = models_of(project).filter(public_id=public_id).first()
    if model is None:
        raise ModelUnknown("This project has no such model.")
    return model


def promotions_of(model: ModelVersion) -> list[AuditEvent]:
    """Return when, by whom and why a model was put in place, newest first."""
    events = AuditEvent.objects.filter(project_id=model.project_id, verb="model.promoted")
    return list(events.filter(object_id=str(model.pk)).order_by("-pk"))


def subjects_predicted(model: ModelVersion) -> int:
    """Return of how many subjects a model has said something."""
    return Prediction.objects.filter(model=model).count()


def measured_in(project: Project) -> Measured:
    """Return how far the measuring of a project's subjects is."""
    sets = FeatureSet.objects.filter(project=project)
    sizes = list(sets.values_list("subject_ids__len", "digest", "job__state"))
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [project.pk, project.pk])
        [waiting] = cursor.fetchone()
    under_way = {Job.State.WAITING, Job.State.RUNNING}
    return Measured(
        measured=sum(size for size, digest, _ in sizes if digest),
        on_the_way=sum(size for size, digest, state in sizes if not digest and state in under_way),
        waiting=waiting,
    )
