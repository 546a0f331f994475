"""What live models say of every subject: asking them, and keeping their latest word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from django.conf import settings
from django.db import connection, models, transaction
from numpy.typing import NDArray

from quorum.domain.identifiers import new_public_id
from quorum.domain.requests import PredictionReport, PredictionRequest
from quorum.learning.errors import ModelNotReady
from quorum.learning.features import cells_of
from quorum.learning.field_rows import FieldRow, field_rows
from quorum.learning.jobs import request_job
from quorum.learning.models import Job, ModelVersion, Prediction, PredictionRun
from quorum.learning.tables import Learning, write_fields
from quorum.projects.models import Task
from quorum.projects.rounds import choices_of

_KEEP = """
insert into learning_prediction (model_id, subject_id, run_id, probabilities, named, votes)
select %s, s.id, %s, said.probabilities::real[], said.named::smallint[], said.votes
  from unnest(%s::uuid[], %s::text[], %s::text[], %s::int[]) as said(field, probabilities, named, votes)
  join subjects_subject s on s.public_id = said.field
    on conflict (model_id, subject_id) do update
   set run_id = excluded.run_id, probabilities = excluded.probabilities, named = excluded.named,
       votes = excluded.votes
"""
AT_ONCE = 5000
NOT_KNOWN = -1


@dataclass(frozen=True)
class KnownPredictions:
    """What a task's live model says, a row per subject that it has answered, by rising `subject_ids`.

    `model` is None, and there are no rows, where no model is live. `probabilities` (subjects, classes) are
    calibrated; `draws` (members, subjects, classes), float32, are those of an ensemble's members or of passes
    with dropout, None where the model gave none.
    """

    model: ModelVersion | None
    subject_ids: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    draws: NDArray[np.float32] | None = None

    def rows_of(self, subject_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the row of each subject, in the order given; `NOT_KNOWN`, -1, for those not answered."""
        if not len(self.subject_ids):
            return np.full(len(subject_ids), NOT_KNOWN, dtype=np.int64)
        rows = np.searchsorted(self.subject_ids, subject_ids).clip(max=len(self.subject_ids) - 1)
        return np.where(self.subject_ids[rows] == subject_ids, rows, NOT_KNOWN)


def known_predictions(*, task: Task, plain: bool = True) -> KnownPredictions:
    """Return the latest word of the task's live model: of the one that reads no votes, or of the other one."""
    live = ModelVersion.objects.filter(task=task, state=ModelVersion.State.LIVE, reads_crowd=not plain)
    model, classes = live.first(), len(choices_of(task))
    stored = Prediction.objects.filter(model=model) if model is not None else Prediction.objects.none()
    said = list(stored.order_by("subject_id").values_list("subject_id", "probabilities"))
    values = np.fromiter(chain.from_iterable(row for _, row in said), np.float64, len(said) * classes)
    return KnownPredictions(
        model=model,
        subject_ids=np.array([subject_id for subject_id, _ in said], dtype=np.int64),
        probabilities=values.reshape(len(said), classes),
    )


def ask_models(*, task: Task, by: models.Model | None, source: str = "") -> list[PredictionRun]:
    """Ask the live models about every active subject; return their runs, none without a live model.

    The model that reads votes is asked about the subjects that have some, the other one about the rest, or
    about all where it is alone.
    """
    live = ModelVersion.objects.filter(task=task, state=ModelVersion.State.LIVE)
    reading, plain = live.filter(reads_crowd=True).first(), live.filter(reads_crowd=False).first()
    rows = field_rows(task=task, source=source)
    with_votes = [row for row in rows if row.n and reading]
    rest = [row for row in rows if not (row.n and reading)]
    asked = [(reading, with_votes), (plain, rest)]
    return [_ask(model, some, by=by) for model, some in asked if model is not None and some]


@transaction.atomic
def _ask(model: ModelVersion, rows: Sequence[FieldRow], *, by: models.Model | None) -> PredictionRun:
    """Request a model's word on subjects."""
    public_id = new_public_id()
    folder = settings.ML_STORAGE / "predictions" / str(public_id)
    folder.mkdir(parents=True)
    codes = [choice.code for choice in choices_of(model.task)]
    votes = model.task.maximum_choices if model.reads_crowd else None
    write_fields(folder / "fields.parquet", [Learning(row, None) for row in rows], codes, votes)
    request = PredictionRequest(
        job="",
        model=model.folder,
        cells=cells_of(model.project),
        fields=f"predictions/{public_id}/fields.parquet",
        output=f"predictions/{public_id}/said.parquet",
        workflow_version=str(model.task.workflow_version_id),
    )
    return PredictionRun.objects.create(
        project_id=model.project_id,
        public_id=public_id,
        model=model,
        job=request_job(project=model.project, request=request, by=by),
        subjects=len(rows),
    )


def keep_predictions(job: Job, report: PredictionReport) -> None:
    """Keep what a model said, in place of its earlier word on the same subjects.

    Raises ModelNotReady when another model spoke than the one that was asked.
    """
    run = PredictionRun.objects.select_related("model__task").filter(job=job).first()
    if run is None:
        return
    if report.model_digest != run.model.digest:
        raise ModelNotReady("Another model answered than the one that was asked.", state=run.model.state)
    codes = [choice.code for choice in choices_of(run.model.task)]
    with connection.cursor() as cursor:
        said = _said(run, codes)
        while rows := list(islice(said, AT_ONCE)):
            columns = [list(column) for column in zip(*rows, strict=True)]
            cursor.execute(_KEEP, [run.model_id, run.pk, *columns])


def _said(run: PredictionRun, codes: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Yield field, probabilities, choice indices named, and votes read, of every field with cells."""
    folder = settings.ML_STORAGE / "predictions" / str(run.public_id)
    asked = pq.read_table(folder / "fields.parquet")
    names = asked["field"].to_pylist()
    votes = asked["classifications"].to_pylist() if run.model.reads_crowd else [0] * len(names)
    read = dict(zip(names, votes, strict=True))
    said = pq.read_table(folder / "said.parquet")
    columns = [said[f"probability_{code}"].to_numpy(zero_copy_only=False) for code in codes]
    probabilities = np.stack(columns, axis=1).astype(np.float32)
    index = {code: place for place, code in enumerate(codes)}
    for field, classes, row in zip(
        said["field"].to_pylist(), said["classes"].to_pylist(), probabilities, strict=True
    ):
        if np.isfinite(row).all():
            named = sorted(index[code] for code in classes.split(";") if code)
            yield field, _array(row.tolist()), _array(named), read[field]


def _array(values: Sequence[float]) -> str:
    return "{" + ",".join(map(str, values)) + "}"
