"""Small makers of models and of what they say, for tests that need no worker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from quorum.classifications.models import SubjectRoundTask
from quorum.domain.requests import TrainingRequest
from quorum.learning.jobs import request_job
from quorum.learning.models import (
    Arrangement,
    JoinedPosterior,
    ModelVersion,
    Prediction,
    PredictionRun,
    TrainingTable,
)
from quorum.projects.models import Project, Round
from quorum.projects.rounds import choices_of
from quorum.selection.rounds import open_round
from quorum.subjects.models import Subject, SubjectSet
from tests.factories import make_project, task_of, version_of


def make_model(
    project: Project, recipe: str = "loccat", *, reads_crowd: bool = False, **fields: Any
) -> ModelVersion:
    """Return a live model of the project's task, with a training table and a job that are mere rows."""
    task, number = task_of(project), ModelVersion.objects.filter(project=project).count() + 1
    table = TrainingTable.objects.create(
        project=project, task=task, targets="labels", digest=f"table{number}".ljust(64, "0"), folder="t",
        fields=1, labelled=1, holdout=1, kept_away=0,
    )  # fmt: skip
    training = TrainingRequest(
        job="", recipe=recipe, cells="c", fields="f", classes="c", output="m", workflow_version="1"
    )
    known = {
        "number": number,
        "digest": f"model{number}".ljust(64, "0"),
        "state": ModelVersion.State.LIVE,
        "folder": f"models/{number}",
    }
    return ModelVersion.objects.create(
        project=project, task=task, table=table, recipe=recipe, reads_crowd=reads_crowd,
        job=request_job(project=project, request=training, by=None), **(known | fields),
    )  # fmt: skip


def make_run(model: ModelVersion) -> PredictionRun:
    """Return one time that a model was asked, done."""
    training = TrainingRequest(
        job="", recipe=model.recipe, cells="c", fields="f", classes="c", output="m", workflow_version="1"
    )
    job = request_job(project=model.project, request=training, by=None)
    return PredictionRun.objects.create(project=model.project, model=model, job=job, subjects=1)


def make_prediction(
    run: PredictionRun,
    subject: Subject,
    probabilities: Sequence[float],
    *,
    votes: int = 0,
    uncertainty: Sequence[float] = (),
) -> Prediction:
    """Return a model's word on a subject: the given probabilities, 0 for the other classes; named from 0.5."""
    classes = len(choices_of(run.model.task))
    row = [*probabilities, *[0.0] * (classes - len(probabilities))]
    named = [index for index, probability in enumerate(row) if probability >= 0.5]
    return Prediction.objects.create(
        model=run.model, subject=subject, run=run, probabilities=row, named=named, votes=votes,
        uncertainty=list(uncertainty),
    )  # fmt: skip


def make_arrangement(round_: Round) -> Arrangement:
    """Return one time that the queue of a round's task was put in order."""
    return Arrangement.objects.create(
        project=round_.project, round=round_, task=task_of(round_.project), generation=1, method="joined",
        shares={}, exploration=0.1, seed=1, front=20, votes=0, entries=0, in_force_at=timezone.now(),
    )  # fmt: skip


def make_joined(
    arrangement: Arrangement, subject: Subject, probabilities: Sequence[float] = (), *, blind: bool = False,
    model: ModelVersion | None = None, **fields: Any,
) -> JoinedPosterior:  # fmt: skip
    """Return what votes and model together say of a subject: accepted from 0.5 on, 0 for classes not given."""
    classes = len(choices_of(arrangement.task))
    row = [*probabilities, *[0.0] * (classes - len(probabilities))]
    known = {"n": 0, "enough": False, "open_classes": [], "computed_at": timezone.now()}
    return JoinedPosterior.objects.create(
        task=arrangement.task, subject=subject, arrangement=arrangement, model=model, probabilities=row,
        accepted=[index for index, one in enumerate(row) if one >= 0.5], blind=blind, **(known | fields),
    )  # fmt: skip


def make_compared_project(slug: str, subjects: int = 120) -> Project:
    """Return a project of which every third subject is blind; all are decided but the first, which waits.

    Class 0 is in every other subject, and class 1 in all those that a model may choose.
    """
    project = make_project(slug)
    subject_set = SubjectSet.objects.create(project=project, name="drawn")
    Subject.objects.bulk_create(
        Subject(project=project, external_id=f"{number:03}", subject_set=subject_set, width=1, height=1)
        for number in range(subjects)
    )
    arrangement = make_arrangement(open_round(workflow_version=version_of(project), actor=None))
    of = SubjectRoundTask.objects.filter(task=arrangement.task).select_related("subject")
    for number, tally in enumerate(of.order_by("subject__external_id")):
        is_blind = number % 3 == 0
        make_joined(arrangement, tally.subject, blind=is_blind)
        tally.accepted = [0] * (number % 2) + [1] * (not is_blind)
        tally.counts = [8 if index in tally.accepted else 1 for index in range(10)]
        tally.n, tally.state = 10 if is_blind else 12, "reached"
        tally.retired_at = timezone.now()
        tally.save()
    SubjectRoundTask.objects.filter(task=arrangement.task, subject__external_id="000").update(
        state="open", retired_at=None
    )
    return project
