"""Arranging the queue of a task by what votes and a model say of its subjects."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from random import Random

import numpy as np
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from quorum.audit.models import AuditEvent
from quorum.classifications.models import SubjectRoundTask
from quorum.learning.arrangements_due import arrange_queues, is_due
from quorum.learning.arranging import arrange_queue
from quorum.learning.errors import ArrangementRunning, PredictionsReadVotes
from quorum.learning.jobs import request_job
from quorum.learning.models import (
    Arrangement,
    JoinedPosterior,
    Loop,
    ModelVersion,
    Prediction,
    PredictionRun,
    TrainingTable,
)
from quorum.learning.placing import why
from quorum.learning.predictions import known_predictions
from quorum.learning.subjects_known import joinable_rows
from quorum.projects.models import Project, Round, Task
from quorum.projects.services import TaskSpec, publish_workflow_version
from quorum.selection.assignments import Assignment
from quorum.selection.errors import NoRoundOpen
from quorum.selection.models import QueueEntry
from quorum.selection.rounds import close_round, open_round
from quorum.selection.services import next_assignments
from quorum.subjects.models import ReferenceLabel, Subject
from quorum.subjects.signals import subjects_added
from tests.factories import (
    make_classification,
    make_project,
    make_subject,
    make_volunteer,
    task_of,
    version_of,
)
from tests.learning.test_jobs import REQUEST

pytestmark = pytest.mark.django_db
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


@pytest.fixture
def field() -> Field:
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


def test_what_is_served_first_is_what_votes_can_mend_most(field: Field) -> None:
    model = predict(field, sure=0.97, unsure=(10, 13, 18))
    vote(field, list(range(HOLDOUT)), times=3)
    arrangement = arrange(field, shares={"error-reduction": 1.0})
    assert (arrangement.method, arrangement.model) == (Arrangement.Method.JOINED, model)
    first = served(field, 4)
    # The model learnt from the last subject, so that its word on it does not count.
    assert {each.subject_id for each in first} == set(field.ids(10, 13, 18, 23))
    assert {(each.strategy, each.model_version_id, each.blind) for each in first} == {
        ("error-reduction", model.pk, False)
    }
    assert arrangement.in_force_at is not None
    assert arrangement.counts == {"exploration": 0, "error-reduction": SUBJECTS}
    reasons = QueueEntry.objects.values_list("why", flat=True)
    assert all("A vote is expected to mend" in reason and " c" in reason for reason in reasons)
    event = AuditEvent.objects.get(verb="queue.arranged")
    assert (event.actor_id, event.details["entries"]) == (None, SUBJECTS)


def test_both_figures_are_kept_for_every_subject(field: Field) -> None:
    model = predict(field)
    vote(field, [0, 1, 9])
    arrange(field)
    assert JoinedPosterior.objects.count() == SUBJECTS
    kept = JoinedPosterior.objects.get(subject=field.subjects[9])
    assert (kept.n, kept.model_id, kept.accepted, kept.blind) == (1, model.pk, [1], False)
    assert len(kept.probabilities) == CLASSES
    assert max(kept.probabilities) == kept.probabilities[1] < 1
    assert JoinedPosterior.objects.get(subject=field.subjects[-1]).model_id is None
    tally = SubjectRoundTask.objects.get(subject=field.subjects[9])
    assert (tally.n, tally.counts, tally.state) == (1, [0, 1, 0, 0], "open")


def test_predictions_of_a_model_that_read_the_votes_are_never_joined_with_them(field: Field) -> None:
    predict(field, reads_crowd=True)
    vote(field, list(range(10)))
    assert arrange(field).model is None
    assert not JoinedPosterior.objects.exclude(model=None).exists()
    said = known_predictions(task=task_of(field.project), plain=False)
    with pytest.raises(PredictionsReadVotes):
        joinable_rows(said, np.array(field.ids(0, 1)))


def test_without_a_hold_out_no_model_is_believed_and_votes_alone_arrange(field: Field) -> None:
    ReferenceLabel.objects.all().delete()
    predict(field)
    vote(field, [0, 1, 2, 8, 9], times=2)
    arrangement = arrange(field, stops_early=True, tolerated=5.0)
    assert (arrangement.method, arrangement.model, arrangement.settled) == ("votes", None, 0)
    assert {one["strategy"] for one in arrangement.replaced} == {
        "error-reduction", "unsettled-bald", "model-against-crowd", "coverage",
    }  # fmt: skip
    # No model had a hand in it, so that every pick is a blind one.
    assert {(each.model_version_id, each.blind) for each in served(field)} == {(None, True)}


def test_with_neither_a_hold_out_nor_votes_the_queue_is_random(field: Field) -> None:
    ReferenceLabel.objects.all().delete()
    arrangement = arrange(field)
    assert (arrangement.method, arrangement.entries) == ("random", SUBJECTS)
    assert not JoinedPosterior.objects.exists()
    assert {each.strategy for each in served(field)} == {"random"}


def test_subjects_are_drawn_blind_once_and_no_model_ever_chooses_them_or_stops_them(field: Field) -> None:
    predict(field, sure=0.999)
    vote(field, list(range(SUBJECTS)), times=2)
    arrange(field, exploration=0.5, stops_early=True, tolerated=5.0)
    blind = set(JoinedPosterior.objects.filter(blind=True).values_list("subject_id", flat=True))
    assert len(blind) == SUBJECTS / 2
    late = make_subject(field.project)
    subjects_added.send(sender=Subject, project_id=field.project.pk, subject_ids=[late.pk])
    arrange(field, exploration=0.0)
    marks = dict(JoinedPosterior.objects.values_list("subject_id", "blind"))
    assert {subject_id for subject_id, is_blind in marks.items() if is_blind} == blind
    assert marks[late.pk] is False
    waiting = {each.subject_id: each for each in served(field, SUBJECTS + 1)}
    assert blind <= waiting.keys()
    assert {(waiting[pk].strategy, waiting[pk].model_version_id, waiting[pk].blind) for pk in blind} == {
        ("exploration", None, True)
    }


def test_subjects_that_need_no_more_votes_retire_but_not_those_of_a_hold_out(field: Field) -> None:
    predict(field, sure=0.999)
    vote(field, list(range(SUBJECTS)), times=2)
    assert arrange(field, tolerated=0.05).settled == 0
    arrangement = arrange(field, stops_early=True)
    settled = SubjectRoundTask.objects.filter(retirement_reason="settled")
    assert arrangement.settled == settled.count() > 0
    assert not settled.filter(subject__in=field.subjects[:HOLDOUT]).exists()
    assert set(settled.values_list("state", "n")) == {("open", 2)}
    gone = set(settled.values_list("subject_id", flat=True))
    assert not gone & {each.subject_id for each in served(field)}
    assert JoinedPosterior.objects.filter(subject__in=gone, enough=True).count() == len(gone)
    # Whoever takes it back has the subjects collect votes again.
    assert arrange(field, stops_early=False).entries == SUBJECTS
    assert not settled.exists()


def test_the_loop_s_own_minimum_of_votes_holds(field: Field) -> None:
    predict(field, sure=0.999)
    vote(field, list(range(SUBJECTS)), times=2)
    assert arrange(field, stops_early=True, tolerated=0.05, minimum_votes=3).settled == 0


def test_a_yes_or_no_question_is_joined_as_one_class() -> None:
    project = make_project()
    question = TaskSpec(
        question="Any c7?", kind=Task.Kind.YES_NO, choice_codes=["c7"], minimum_votes=7, maximum_votes=12
    )
    label_sets = version_of(project).label_set_version
    publish_workflow_version(project=project, label_set_version=label_sets, tasks=[question])
    task = task_of(project)
    subjects = [make_subject(project) for _ in range(8)]
    choice_id = task.task_choices.get().choice_id
    for number, subject in enumerate(subjects[:4]):
        ReferenceLabel.objects.create(
            project=project, subject=subject, label_set_version=label_sets,
            source="expert", split="cutoff_holdout", choice_ids=[choice_id] if number % 2 else [],
        )  # fmt: skip
    round_ = open_round(workflow_version=version_of(project), actor=None)
    Loop.objects.create(task=task, project=project, is_on=True, front=1)
    for _ in range(3):
        for number, subject in enumerate(subjects[:7]):
            make_classification(subject, ["c7"] if number % 2 else [], round_=round_)
    arrangement = arrange_queue(task=task_of(project), by=None)
    assert arrangement.method == "joined"
    said = {one.subject_id: one.probabilities for one in JoinedPosterior.objects.all()}
    assert len(said[subjects[5].pk]) == 1
    assert said[subjects[5].pk][0] > said[subjects[6].pk][0]


def test_an_arrangement_that_is_killed_in_the_middle_leaves_the_old_order(field: Field) -> None:
    vote(field, list(range(HOLDOUT)))
    arrange(field, shares={"fewest-votes": 1.0})
    before = [each.subject_id for each in served(field)]
    with transaction.atomic():
        arrange(field, shares={"random": 1.0})
        transaction.set_rollback(True)
    assert [each.subject_id for each in served(field)] == before


def test_two_never_arrange_the_same_queue_at_once(field: Field, database_url: str) -> None:
    with psycopg.connect(database_url) as other:
        name = f"quorum.arranging.{task_of(field.project).pk}"
        other.execute("select pg_advisory_lock(hashtextextended(%s, 0))", [name])
        with pytest.raises(ArrangementRunning):
            arrange(field)
        assert arrange_queues() == 0
    # It died, and the lock with it.
    assert arrange_queues() == 1


def test_a_queue_is_due_when_there_are_votes_models_answers_or_settings_that_are_new(field: Field) -> None:
    def is_due_now() -> bool:
        return is_due(field.loop)

    assert is_due_now()
    assert arrange_queues() == 1
    assert not is_due_now()
    vote(field, [0, 1, 2, 8])
    assert not is_due_now()
    vote(field, [9])
    assert is_due_now()
    arrange_queues()
    # As many places are served alike as votes came in since the last time.
    assert Arrangement.objects.latest("pk").front == 5
    model = predict(field)
    assert not is_due_now()
    ModelVersion.objects.filter(pk=model.pk).update(promoted_at=timezone.now())
    assert is_due_now()
    arrange_queues()
    job = PredictionRun.objects.get().job
    job.state, job.ended_at = "done", timezone.now() + timedelta(seconds=1)
    job.save()
    assert is_due_now()
    type(job).objects.filter(pk=job.pk).update(ended_at=NOW)
    assert not is_due_now()
    field.loop.save()
    assert is_due_now()


def test_a_loop_that_is_switched_off_leaves_a_random_queue(field: Field) -> None:
    vote(field, list(range(HOLDOUT)))
    arrange_queues()
    Loop.objects.update(is_on=False)
    assert arrange_queues() == 1
    assert {each.strategy for each in served(field)} == {"random"}
    assert arrange_queues() == 0


def test_a_queue_that_cannot_be_arranged_keeps_its_order_and_the_others_go_on(field: Field) -> None:
    other = make_project()
    make_subject(other)
    open_round(workflow_version=version_of(other), actor=None)
    Loop.objects.create(task=task_of(other), project=other, is_on=True)
    Loop.objects.filter(pk=field.loop.pk).update(shares={"no-such-strategy": 1.0})
    vote(field, [0])
    assert arrange_queues() == 1
    assert Arrangement.objects.get().project == other
    assert len(served(field)) == SUBJECTS


def test_only_the_queue_of_an_open_round_can_be_arranged(field: Field) -> None:
    close_round(round_id=field.round.pk, actor=None)
    with pytest.raises(NoRoundOpen):
        arrange(field)
    assert arrange_queues() == 0


def test_a_reason_fits_its_column_whatever_a_class_is_called() -> None:
    assert len(why("error-reduction", "c" * 200, 0.123456)) == 120
    assert why("rare-classes", None, 0.5) == "May show no class in particular, of which few are known."
    assert why("exploration", None, 0.0) == "Drawn blind: no network has a say."
