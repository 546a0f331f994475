"""What live models say of every subject: asking them, and keeping their latest word."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice

import numpy as np
import pyarrow.parquet as pq
from django.conf import settings
from django.db import connection, models, transaction
from numpy.typing import NDArray

from quorum.domain.requests import PredictionReport, PredictionRequest
from quorum.learning.errors import ModelNotReady
from quorum.learning.features import cells_of
from quorum.learning.field_rows import field_rows
from quorum.learning.jobs import request_job
from quorum.learning.learnable import measured_ids
from quorum.learning.models import Job, ModelVersion, Prediction, PredictionRun
from quorum.learning.said import read_draws, read_embedding, read_said
from quorum.learning.tables import Learning, write_fields
from quorum.projects.models import Task
from quorum.projects.rounds import choices_of

_KEEP = """
insert into learning_prediction (model_id, subject_id, run_id, probabilities, named, votes, uncertainty)
select %s, s.id, %s, said.probabilities::real[], said.named::smallint[], said.votes, said.uncertainty::real[]
  from unnest(%s::uuid[], %s::text[], %s::text[], %s::int[], %s::text[])
       as said(field, probabilities, named, votes, uncertainty)
  join subjects_subject s on s.public_id = said.field
    on conflict (model_id, subject_id) do update
   set run_id = excluded.run_id, probabilities = excluded.probabilities, named = excluded.named,
       votes = excluded.votes, uncertainty = excluded.uncertainty
"""
ASKED = "fields.parquet"
SAMPLES, SEED = 10, 2018
"""How many networks tell how unsure a model is, where it is no ensemble; ten tell subjects apart."""
AT_ONCE = 5000
NOT_KNOWN = -1


@dataclass(frozen=True)
class KnownPredictions:
    """What a task's live model says, a row per subject that it has answered, by rising `subject_ids`.

    `model` is None, and there are no rows, where no model is live. `probabilities` (subjects, classes) are
    calibrated; `draws` (members, subjects, classes), float32, are those of an ensemble's members or of passes
    with dropout, None where the model gave none. `embedding` (subjects, dimensions), float32, is where they
    lie by their features, NaN for those that no file tells of, None where none does.
    """

    model: ModelVersion | None
    subject_ids: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    draws: NDArray[np.float32] | None = None
    embedding: NDArray[np.float32] | None = None

    def rows_of(self, subject_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the row of each subject, in the order given; `NOT_KNOWN`, -1, for those not answered."""
        if not len(self.subject_ids):
            return np.full(len(subject_ids), NOT_KNOWN, dtype=np.int64)
        rows = np.searchsorted(self.subject_ids, subject_ids).clip(max=len(self.subject_ids) - 1)
        return np.where(self.subject_ids[rows] == subject_ids, rows, NOT_KNOWN)


def known_predictions(*, task: Task, plain: bool = True) -> KnownPredictions:
    """Return the latest word of the task's live model: of the one that reads no votes, or of the other one."""
    live = ModelVersion.objects.filter(task=task, state=ModelVersion.State.LIVE, reads_crowd=not plain)
    model, codes = live.first(), [choice.code for choice in choices_of(task)]
    stored = Prediction.objects.filter(model=model) if model is not None else Prediction.objects.none()
    # At once, so that an answer that comes in meanwhile does not come between.
    columns = ("subject_id", "probabilities", "subject__public_id", "run_id")
    said = list(stored.order_by("subject_id").values_list(*columns))
    values = np.fromiter(chain.from_iterable(row for _, row, _, _ in said), np.float64, len(said) * len(codes))
    words = _words_of([(str(field), run_id) for *_, field, run_id in said]) if said else None
    return KnownPredictions(
        model=model,
        subject_ids=np.array([subject_id for subject_id, *_ in said], dtype=np.int64),
        probabilities=values.reshape(len(said), len(codes)),
        draws=None if words is None else _draws_of(words, codes),
        embedding=None if words is None else _embedding_of(words),
    )


@dataclass(frozen=True)
class _Words:
    """A model's latest words by rising subject: the name of each one's field, and the rows that a run told."""

    fields: Sequence[str]
    rows: Mapping[PredictionRun, Sequence[int]]


def _words_of(told: Sequence[tuple[str, int]]) -> _Words:
    """Return the words of fields, each told by the run with that key; newer runs come first."""
    rows: dict[int, list[int]] = {}
    for row, (_, run_id) in enumerate(told):
        rows.setdefault(run_id, []).append(row)
    runs = PredictionRun.objects.filter(pk__in=rows).order_by("-pk")
    return _Words([field for field, _ in told], {run: rows[run.pk] for run in runs})


def _draws_of(words: _Words, codes: Sequence[str]) -> NDArray[np.float32] | None:
    """Return the draws (members, subjects, classes); None where one of the runs had none, or has lost them."""
    members = min(run.draws for run in words.rows)
    if not members or not all((settings.ML_STORAGE / run.said).exists() for run in words.rows):
        return None
    found = np.empty((members, len(words.fields), len(codes)), dtype=np.float32)
    for run, rows in words.rows.items():
        names, draws = read_draws(settings.ML_STORAGE / run.said, codes)
        place = {name: at for at, name in enumerate(names)}
        found[:, rows] = draws[:members, [place[words.fields[row]] for row in rows]]
    return found


def _embedding_of(words: _Words) -> NDArray[np.float32] | None:
    """Return where subjects lie (subjects, dimensions), NaN where a run's file is lost or does not tell.

    All runs of a model share a space; one of other dimensions than the newest is of a worker that had another.
    """
    found: NDArray[np.float32] | None = None
    for run, rows in words.rows.items():
        path = settings.ML_STORAGE / run.said
        told = read_embedding(path) if path.exists() else None
        if told is None:
            continue
        names, points = told
        if found is None:
            found = np.full((len(words.fields), points.shape[1]), np.nan, dtype=np.float32)
        if found.shape[1] == points.shape[1]:
            place = {name: at for at, name in enumerate(names)}
            found[rows] = points[[place[words.fields[row]] for row in rows]]
    return found


def ask_models(*, task: Task, by: models.Model | None, source: str = "") -> list[PredictionRun]:
    """Ask the live models about every active subject; return their runs, none without a live model.

    The model that reads votes is asked about the subjects that have some. The other one is asked about all:
    its word is what votes are joined with.
    """
    live = ModelVersion.objects.filter(task=task, state=ModelVersion.State.LIVE).order_by("-reads_crowd")
    runs = [ask_model(model=model, by=by, source=source) for model in live]
    return [run for run in runs if run is not None]


@transaction.atomic
def ask_model(*, model: ModelVersion, by: models.Model | None, source: str = "") -> PredictionRun | None:
    """Ask one model, about the subjects with votes if it reads them; None where there are none."""
    known = field_rows(task=model.task, source=source)
    rows = [row for row in known if row.n or not model.reads_crowd]
    if not rows:
        return None
    run = PredictionRun(project_id=model.project_id, model=model, subjects=len(rows))
    folder = settings.ML_STORAGE / run.folder
    folder.mkdir(parents=True)
    codes = [choice.code for choice in choices_of(model.task)]
    votes = model.task.maximum_choices if model.reads_crowd else None
    write_fields(folder / ASKED, [Learning(row, None) for row in rows], codes, votes)
    request = PredictionRequest(
        job="",
        model=model.folder,
        cells=cells_of(model.project),
        fields=f"{run.folder}/{ASKED}",
        output=run.said,
        workflow_version=str(model.task.workflow_version_id),
        samples=SAMPLES,
        seed=SEED,
    )
    run.job = request_job(project=model.project, request=request, by=by)
    run.measured = len(measured_ids(model.project) & {row.subject_id for row in known})
    run.votes = sum(row.n for row in known)
    run.save()
    return run


def keep_predictions(job: Job, report: PredictionReport) -> None:
    """Keep what a model said, in place of its earlier word on the same subjects.

    Raises ModelNotReady when another model spoke than the one that was asked.
    """
    run = PredictionRun.objects.select_related("model__task").filter(job=job).first()
    if run is None:
        return
    if report.model_digest != run.model.digest:
        raise ModelNotReady("Another model answered than the one that was asked.", state=run.model.state)
    run.draws = report.draws
    run.save(update_fields=["draws"])
    codes = [choice.code for choice in choices_of(run.model.task)]
    with connection.cursor() as cursor:
        said = _rows(run, codes)
        while rows := list(islice(said, AT_ONCE)):
            columns = [list(column) for column in zip(*rows, strict=True)]
            cursor.execute(_KEEP, [run.model_id, run.pk, *columns])
    _forget_what_was_replaced(run)


def _rows(run: PredictionRun, codes: Sequence[str]) -> Iterator[tuple[str, str, str, int, str]]:
    """Yield field, probabilities, indices named, votes read and uncertainty of every field with cells."""
    asked = pq.read_table(settings.ML_STORAGE / run.folder / ASKED)
    names = asked["field"].to_pylist()
    votes = asked["classifications"].to_pylist() if run.model.reads_crowd else [0] * len(names)
    read = dict(zip(names, votes, strict=True))
    said = read_said(settings.ML_STORAGE / run.said, codes)
    for row, field in enumerate(said.fields):
        unsure = [] if said.uncertainty is None else said.uncertainty[row].tolist()
        yield (
            field,
            _array(said.probabilities[row].tolist()),
            _array(said.named[row]),
            read[field],
            _array(unsure),
        )


def _forget_what_was_replaced(run: PredictionRun) -> None:
    """Delete the files of the model's earlier runs of which no word stands any more."""
    earlier = PredictionRun.objects.filter(model=run.model, pk__lt=run.pk, job__state=Job.State.DONE)
    for old in earlier.exclude(pk__in=Prediction.objects.filter(model=run.model).values("run_id")):
        folder = settings.ML_STORAGE / old.folder
        transaction.on_commit(partial(shutil.rmtree, folder, ignore_errors=True))


def _array(values: Sequence[float]) -> str:
    return "{" + ",".join(map(str, values)) + "}"
