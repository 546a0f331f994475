"""A small project whose queue can be arranged: subjects, experts, votes, and a live model's word."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from random import Random

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from numpy.typing import NDArray

from quorum.learning.arranging import arrange_queue
from quorum.learning.jobs import request_job
from quorum.learning.models import Arrangement, Loop, ModelVersion, Prediction, PredictionRun, TrainingTable
from quorum.projects.models import Project, Round
from quorum.selection.assignments import Assignment
from quorum.selection.rounds import open_round
from quorum.selection.services import next_assignments
from quorum.subjects.models import ReferenceLabel, Subject
from tests.factories import (
    make_classification,
    make_project,
    make_subject,
    make_volunteer,
    task_of,
    version_of,
)
from tests.learning.test_jobs import REQUEST

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLASSES = 4
SUBJECTS = 24
HOLDOUT = 8


@dataclasses.dataclass
class Field:
    """A project whose subject i shows class i % 4 alone; experts have labelled the first eight."""

    project: Project
    round: Round
    subjects: list[Subject]

    @property
    def loop(self) -> Loop:
        return Loop.objects.get(task=task_of(self.project))

    def ids(self, *numbers: int) -> list[int]:
        return [self.subjects[number].pk for number in numbers]


def make_field() -> Field:
    """Return such a project with an open round, whose loop is on and draws nobody blind."""
    project = make_project(choices=CLASSES, minimum_votes=6, maximum_votes=20)
    subjects = [make_subject(project) for _ in range(SUBJECTS)]
    choices = list(task_of(project).task_choices.order_by("index").values_list("choice_id", flat=True))
    for number, subject in enumerate(subjects[:HOLDOUT]):
        ReferenceLabel.objects.create(
            project=project, subject=subject, label_set_version=version_of(project).label_set_version,
            source="expert", split="cutoff_holdout", choice_ids=[choices[number % CLASSES]],
        )  # fmt: skip
    round_ = open_round(workflow_version=version_of(project), actor=None)
    Loop.objects.create(
        task=task_of(project), project=project, is_on=True, front=1, arrange_after=5, exploration=0.0
    )
    return Field(project, round_, subjects)


def vote(field: Field, numbers: list[int], *, times: int = 1) -> None:
    """Let so many volunteers name the true class of these subjects."""
    for _ in range(times):
        volunteer = make_volunteer()
        for number in numbers:
            make_classification(
                field.subjects[number], [f"c{number % CLASSES}"], round_=field.round, volunteer=volunteer
            )


def predict(
    field: Field, *, sure: float = 0.9, unsure: tuple[int, ...] = (), reads_crowd: bool = False
) -> ModelVersion:
    """Make a live model whose word is right: sure of all subjects but some, of which it says nothing new."""
    task, folder = task_of(field.project), f"tables/{field.project.slug}"
    path = settings.ML_STORAGE / folder
    path.mkdir(parents=True, exist_ok=True)
    taught = [str(field.subjects[-1].public_id)]
    pq.write_table(pa.table({"field": taught, "labelled": [True]}), path / "fields.parquet")
    table = TrainingTable.objects.create(
        project=field.project, task=task, targets="labels", digest=str(reads_crowd), folder=folder,
        fields=1, labelled=1, holdout=1, kept_away=0,
    )  # fmt: skip
    model = ModelVersion.objects.create(
        project=field.project, task=task, number=1 + reads_crowd, table=table, recipe="loccat",
        reads_crowd=reads_crowd, folder="m", digest="m", state=ModelVersion.State.LIVE,
        job=request_job(project=field.project, request=REQUEST, by=None),
    )  # fmt: skip
    run = PredictionRun.objects.create(
        project=field.project, model=model, subjects=SUBJECTS,
        job=request_job(project=field.project, request=REQUEST, by=None),
    )  # fmt: skip
    for number, subject in enumerate(field.subjects):
        row = np.full(CLASSES, (1 - sure) / (CLASSES - 1))
        row[number % CLASSES] = sure
        said = np.full(CLASSES, 1 / CLASSES) if number in unsure else row
        Prediction.objects.create(
            model=model, subject=subject, run=run, probabilities=said.tolist(), named=[], votes=0
        )
    return model


def tell_where(field: Field, points: NDArray[np.float32], *, draws: bool = False) -> None:
    """Leave the file of the model's run as its worker does: where subjects lie, NaN for those without cells."""
    run = PredictionRun.objects.get()
    seen = np.isfinite(points).all(axis=1).tolist()
    unseen = [subject for subject, is_seen in zip(field.subjects, seen, strict=True) if not is_seen]
    Prediction.objects.filter(subject__in=unseen).delete()
    columns: dict[str, object] = {"field": [str(subject.public_id) for subject in field.subjects]}
    rows = [row.tolist() if is_seen else None for row, is_seen in zip(points, seen, strict=True)]
    columns["embedding"] = pa.array(rows, pa.list_(pa.float32()))
    if draws:
        columns |= {f"draws_c{k}": [[0.2, 0.4] if one else None for one in seen] for k in range(CLASSES)}
        PredictionRun.objects.update(draws=2)
    path = settings.ML_STORAGE / run.said
    path.parent.mkdir(parents=True)
    pq.write_table(pa.table(columns), path)


def arrange(field: Field, **changes: object) -> Arrangement:
    if changes:
        Loop.objects.filter(pk=field.loop.pk).update(**changes)
    return arrange_queue(task=task_of(field.project), by=None, seed=7)


def served(field: Field, count: int = SUBJECTS) -> list[Assignment]:
    return next_assignments(
        volunteer_id=make_volunteer().pk,
        round_id=field.round.pk,
        task_id=task_of(field.project).pk,
        count=count,
        now=NOW,
        rng=Random(3),
    )
