"""Rows in bulk for a queue to be arranged: votes with their tallies, expert labels, a live model's word."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db import connection
from django.utils import timezone
from numpy.typing import NDArray

from quorum.accounts.models import Volunteer
from quorum.learning.models import Job, ModelVersion, PredictionRun, TrainingTable
from quorum.projects.models import Round, Task
from quorum.subjects.models import ReferenceLabel, Subject

Truth = NDArray[np.bool_]
_VOTES = """
copy classification (round_id, volunteer_id, project_id, workflow_version_id, task_id, subject_id, public_id,
                     client_uuid, choice_ids, purpose, counted, not_counted_reason, pass_reason, strategy,
                     blind, client_context, issued_at, received_at) from stdin
"""
_TALLIES = """
update classifications_subjectroundtask tally set n = new.n, counts = new.counts::int[]
  from unnest(%s::bigint[], %s::int[], %s::text[]) as new(subject_id, n, counts)
 where tally.task_id = %s and tally.subject_id = new.subject_id
"""
_SAID = """
copy learning_prediction (model_id, subject_id, run_id, probabilities, named, votes, uncertainty) from stdin
"""


def write_votes(
    round_: Round, task: Task, truth: Truth, *, votes: int, nearly: float, rng: np.random.Generator
) -> None:
    """Store so many votes on every subject; a share `nearly` of the tallies is one vote from a consensus."""
    subjects = list(
        Subject.objects.filter(project_id=task.project_id).order_by("pk").values_list("pk", flat=True)
    )
    volunteers = list(Volunteer.objects.order_by("pk").values_list("pk", flat=True))[: 20 * votes]
    choices = list(task.task_choices.order_by("index").values_list("choice_id", flat=True))
    now = timezone.now()
    counts = np.zeros(truth.shape, np.int64)
    with connection.cursor() as cursor, cursor.copy(_VOTES) as copy:
        for row, subject_id in enumerate(subjects):
            who = rng.choice(len(volunteers), votes, replace=False)
            named = (rng.random((votes, truth.shape[1])) < np.where(truth[row], 0.7, 0.02)) & (
                rng.random((votes, 1)) < 0.98
            )
            counts[row] = named.sum(axis=0)
            for volunteer, answer in zip(who, named, strict=True):
                chosen = "{" + ",".join(str(choices[index]) for index in np.flatnonzero(answer)) + "}"
                copy.write_row((
                    round_.pk, volunteers[volunteer], task.project_id, round_.workflow_version_id, task.pk,
                    subject_id, uuid.uuid4(), uuid.uuid4(), chosen, 0, True, "", "", "random", True, "{}",
                    now, now,
                ))  # fmt: skip
    n = np.full(len(subjects), votes)
    is_nearly = rng.random(len(subjects)) < nearly
    counts[is_nearly], n[is_nearly] = 0, 11
    counts[is_nearly, 0] = 11
    with connection.cursor() as cursor:
        cursor.execute(_TALLIES, [subjects, n.tolist(), [_array(row.tolist()) for row in counts], task.pk])


def write_holdout(task: Task, truth: Truth) -> None:
    """Let an expert label the first subjects as the cutoff hold-out."""
    choices = list(task.task_choices.order_by("index").values_list("choice_id", flat=True))
    version = task.workflow_version.label_set_version
    subjects = Subject.objects.filter(project_id=task.project_id).order_by("pk")[: len(truth)]
    ReferenceLabel.objects.bulk_create(
        ReferenceLabel(
            project_id=task.project_id, subject=subject, label_set_version=version, source="expert",
            split="cutoff_holdout", choice_ids=[choices[index] for index in np.flatnonzero(row)],
        )
        for subject, row in zip(subjects, truth, strict=True)
    )  # fmt: skip


def write_predictions(task: Task, truth: Truth, *, rng: np.random.Generator) -> ModelVersion:
    """Store the word of a live model that is fairly good on every subject."""
    folder = f"tables/{uuid.uuid4()}"
    (settings.ML_STORAGE / folder).mkdir(parents=True)
    fields = pa.table({"field": pa.array([], pa.string()), "labelled": pa.array([], pa.bool_())})
    pq.write_table(fields, settings.ML_STORAGE / folder / "fields.parquet")
    table = TrainingTable.objects.create(
        project_id=task.project_id, task=task, targets="labels", digest="d", folder=folder, fields=0,
        labelled=0, holdout=0, kept_away=0,
    )  # fmt: skip
    model = ModelVersion.objects.create(
        project_id=task.project_id, task=task, number=1, table=table, recipe="loccat", reads_crowd=False,
        folder="m", digest="m", state=ModelVersion.State.LIVE,
        job=_ended(task, Job.Kind.TRAINING),
    )  # fmt: skip
    run = PredictionRun.objects.create(
        project_id=task.project_id, model=model, subjects=len(truth),
        job=_ended(task, Job.Kind.PREDICTION),
    )  # fmt: skip
    said = 1 / (1 + np.exp(-(np.where(truth, 1.0, -3.5) + rng.normal(size=truth.shape))))
    ids = Subject.objects.filter(project_id=task.project_id).order_by("pk").values_list("pk", flat=True)
    subjects = list(ids)
    with connection.cursor() as cursor, cursor.copy(_SAID) as copy:
        for subject_id, row in zip(subjects, said.round(4).tolist(), strict=True):
            copy.write_row((model.pk, subject_id, run.pk, _array(row), "{}", 0, "{}"))
    return model


def _ended(task: Task, kind: Job.Kind) -> Job:
    """Return a job that nobody has to do."""
    return Job.objects.create(
        project_id=task.project_id, kind=kind, queue="ml", request={}, state=Job.State.DONE
    )


def _array(values: Iterable[float]) -> str:
    return "{" + ",".join(map(str, values)) + "}"
