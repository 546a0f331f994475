"""Loops by themselves: what a beat starts, what it leaves alone, and what people are told."""

from __future__ import annotations

from datetime import datetime, timedelta

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from quorum.aggregation.models import ConsensusRun, VolunteerSkill
from quorum.domain.requests import JobFailure, PredictionReport
from quorum.learning import features
from quorum.learning.loop_state import LoopState, Wait, state_of_loop
from quorum.learning.loop_steps import advance_loops
from quorum.learning.models import (
    FeatureSet,
    Job,
    Loop,
    LoopRefusal,
    ModelVersion,
    Prediction,
    PredictionRun,
    TrainingTable,
)
from quorum.learning.retries import FIRST_REST, REST
from quorum.learning.tables import FIELDS, VOLUNTEERS, freeze_table
from quorum.projects.models import Project
from quorum.subjects.models import ReferenceLabel, Subject
from tests.factories import make_volunteer, task_of
from tests.learning.played import answer, finish, make_labelled_project, train

pytestmark = pytest.mark.django_db
LEARN, MINUTE = 20, timedelta(minutes=1)


@pytest.fixture
def project() -> Project:
    return make_labelled_project()


def switch_on(project: Project, **settings: object) -> Loop:
    usual = {"targets": "labels", "recipe": "loccat", "train_after": LEARN}
    task = task_of(project)
    return Loop.objects.create(task=task, project=project, is_on=True, **{**usual, **settings})


def beat(now: datetime | None = None) -> None:
    advance_loops(now=now or timezone.now())


def state(project: Project) -> LoopState:
    return state_of_loop(task_of(project))


def waits(project: Project) -> list[Wait]:
    return [one.wait for one in state(project).waits]


def say(run: PredictionRun) -> None:
    """Answer every subject as the worker does."""
    fields = pq.read_table(settings.ML_STORAGE / run.job.request["fields"])["field"]
    codes = [f"c{index}" for index in range(10)]
    columns = {f"probability_{code}": [0.25] * len(fields) for code in codes}
    table = pa.table({"field": fields, "classes": [""] * len(fields)} | columns)
    pq.write_table(table, settings.ML_STORAGE / run.said)
    finish(run.job, PredictionReport(str(run.job.public_id), run.model.digest, len(fields), 0))


def test_a_loop_that_is_off_or_has_too_little_to_learn_from_starts_nothing(project: Project) -> None:
    beat()
    assert waits(project) == [Wait.SWITCHED_OFF]
    loop = switch_on(project, train_after=LEARN + 1)
    beat()
    assert not TrainingTable.objects.exists()
    found = state(project)
    assert (found.subjects, found.measured, found.answered, found.new) == (60, 60, LEARN, LEARN)
    assert [one.wait for one in found.waits] == [Wait.ANSWERS]
    assert not found.needs_a_person
    loop.is_on = False
    loop.save()
    assert waits(project) == [Wait.SWITCHED_OFF]


def test_from_new_answers_to_predictions_without_anybody(project: Project) -> None:
    switch_on(project, crowd_recipe="ga-loccat")
    for _ in range(3):
        beat()
    plain, crowd = ModelVersion.objects.order_by("number")
    assert (plain.recipe, crowd.recipe, plain.table) == ("loccat", "ga-loccat", crowd.table)
    assert waits(project) == [Wait.TRAINING, Wait.TRAINING]
    answer(train(plain), wrong=0.0)
    assert waits(project) == [Wait.TRAINING]
    for _ in range(3):
        beat()
    (run,) = PredictionRun.objects.all()
    assert (run.model, run.subjects, run.measured) == (plain, 60, 60)
    assert waits(project) == [Wait.PREDICTIONS, Wait.TRAINING]
    say(run)
    assert Prediction.objects.count() == 60
    for _ in range(3):
        beat()
    assert (Job.objects.count(), PredictionRun.objects.count()) == (5, 1), "and now it waits for more"
    [model, _] = state(project).models
    assert (model.live, model.predicted, model.asked_at) == (1, 60, run.created_at)


def test_networks_learn_again_once_as_many_answers_are_new_as_was_said(project: Project) -> None:
    switch_on(project, train_after=8)
    ReferenceLabel.objects.filter(subject__external_id__in=["f58", "f59"]).delete()
    beat()
    answer(train(ModelVersion.objects.get()), wrong=0.0)
    assert (state(project).learnt_from, state(project).new) == (18, 0)
    label = ReferenceLabel.objects.filter(split="train").first()
    FeatureSet.objects.update(subject_ids=list(Subject.objects.order_by("pk").values_list("pk", flat=True)))
    for number in range(8):
        subject = Subject.objects.get(external_id=f"f{52 + number}") if number > 5 else Subject.objects.create(
            project=project, subject_set=label.subject.subject_set, external_id=f"n{number}",
            width=1, height=1, thumbnail="none",
        )  # fmt: skip
        ReferenceLabel.objects.create(
            project=project, subject=subject, label_set_version=label.label_set_version, source="expert",
            split="train", choice_ids=label.choice_ids,
        )  # fmt: skip
    found = state(project)
    assert (found.answered, found.learnable, found.new) == (26, 20, 2), "six have no features yet"
    pks = list(Subject.objects.values_list("pk", flat=True))
    FeatureSet.objects.update(subject_ids=pks)
    beat()
    assert list(ModelVersion.objects.order_by("number").values_list("state", flat=True)) == ["live", "training"]
    assert TrainingTable.objects.latest("pk").labelled == 26


def test_a_failed_training_is_tried_again_after_rests_that_grow_and_then_left_to_people(
    project: Project,
) -> None:
    switch_on(project)
    beat()
    model, now = ModelVersion.objects.get(), timezone.now()
    for retry in range(4):
        finish(model.job, JobFailure(str(model.job.public_id), "internal_error", "It broke.", False))
        waiting, _ = state(project).waits
        if retry < 3:
            model.job.refresh_from_db()
            assert (waiting.wait, waiting.again_at) == (Wait.RETRY, model.job.ended_at + FIRST_REST * 4**retry)
            beat(now)
            assert Job.objects.get(pk=model.job_id).state == "failed"
            beat(waiting.again_at)
            assert Job.objects.get(pk=model.job_id).state == "waiting"
    assert (waiting.wait, waiting.code, waiting.job) == (Wait.JOB_FAILED, "internal_error", model.job.public_id)
    assert state(project).needs_a_person
    beat(now + timedelta(days=30))
    assert (Job.objects.get(pk=model.job_id).state, ModelVersion.objects.count()) == ("failed", 1)


def test_what_was_asked_wrongly_is_not_asked_again(project: Project) -> None:
    switch_on(project)
    beat()
    model = ModelVersion.objects.get()
    finish(model.job, JobFailure(str(model.job.public_id), "dataset_invalid", "No cells.", True))
    assert waits(project) == [Wait.JOB_FAILED, Wait.ANSWERS]
    beat(timezone.now() + timedelta(days=1))
    assert (ModelVersion.objects.count(), Job.objects.get(pk=model.job_id).state) == (1, "failed")


def test_a_step_that_is_refused_says_why_and_rests_until_the_settings_change(project: Project) -> None:
    loop, now = switch_on(project), timezone.now()
    ReferenceLabel.objects.filter(subject__external_id="f50").update(source="another")
    beat(now)
    refused = LoopRefusal.objects.get()
    assert (refused.step, refused.code, refused.at) == ("learn", "reference_ambiguous", now)
    [waiting] = state(project).waits
    assert (waiting.wait, waiting.code, waiting.again_at) == (Wait.REFUSED, "reference_ambiguous", now + REST)
    ReferenceLabel.objects.update(source="expert")
    beat(now + REST / 2)
    assert not ModelVersion.objects.exists()
    loop.save()
    beat(now + REST / 2 + MINUTE)
    assert (ModelVersion.objects.count(), LoopRefusal.objects.count()) == (1, 0)


def test_a_recipe_that_would_read_its_own_answers_is_refused_and_said_so(project: Project) -> None:
    switch_on(project, recipe="ga-loccat", targets="consensus", train_after=0)
    TrainingTable.objects.create(
        project=project, task=task_of(project), targets="consensus", digest="d", folder="t", fields=1,
        labelled=1, holdout=1, kept_away=0, learnable=1,
    )  # fmt: skip
    Loop.objects.update(train_after=500)
    beat()
    assert [one.code for one in state(project).waits] == ["targets_are_inputs", ""]


def test_a_model_that_the_gate_holds_back_waits_for_somebody() -> None:
    project = make_labelled_project(held=20)
    switch_on(project)
    beat()
    answer(train(ModelVersion.objects.get()), wrong=0.0)
    found = state(project).waits[0]
    assert (found.wait, found.needs_a_person) == (Wait.MODEL_NOT_PROMOTED, True)
    assert found.code == ModelVersion.objects.get().judgement["verdict"]


def test_live_models_are_asked_again_when_many_more_images_have_features(project: Project) -> None:
    switch_on(project)
    beat()
    answer(train(ModelVersion.objects.get()), wrong=0.0)
    pks = list(Subject.objects.order_by("pk").values_list("pk", flat=True))
    FeatureSet.objects.update(subject_ids=pks[:50])
    beat()
    say(PredictionRun.objects.get())
    beat()
    assert PredictionRun.objects.count() == 1
    FeatureSet.objects.update(subject_ids=pks)
    beat()
    assert PredictionRun.objects.count() == 2


def test_two_beats_at_once_start_nothing_twice(project: Project) -> None:
    switch_on(project)
    where = connection.get_connection_params()
    with psycopg.connect(
        **{key: where[key] for key in ("host", "dbname", "user", "password", "port") if key in where}
    ) as other:
        other.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"quorum.loops.{project.pk}"])
        beat()
        assert not ModelVersion.objects.exists()
    beat()
    assert ModelVersion.objects.count() == 1


def test_two_jobs_with_images_wait_for_workers_and_no_more(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch_on(project, train_after=500)
    job = FeatureSet.objects.get().job
    FeatureSet.objects.update(subject_ids=[], digest="")
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.FAILED, is_users_fault=True, error_code="image_unreadable"
    )
    # Time for one image at a beat.
    monkeypatch.setattr(features, "COPIED_FOR_S", 0.0)
    sets = FeatureSet.objects.exclude(job=job).order_by("pk")
    for _ in range(4):
        beat()
    assert [len(one.subject_ids) for one in sets.all()] == [1, 1]
    assert waits(project) == [Wait.JOB_FAILED, Wait.FEATURES, Wait.ANSWERS]
    Job.objects.filter(pk=sets[0].job_id).update(state=Job.State.RUNNING)
    monkeypatch.undo()
    for _ in range(2):
        beat()
    assert [len(one.subject_ids) for one in sets.all()] == [1, 1, 58], "all that there are"
    assert state(project).being_measured == 60


def test_a_table_notes_folds_and_how_good_volunteers_are_without_becoming_another_table(
    project: Project,
) -> None:
    task, volunteer = task_of(project), make_volunteer()
    table = freeze_table(task=task, targets=TrainingTable.Targets.LABELS, by=None)
    folder = settings.ML_STORAGE / table.folder
    assert pq.read_table(folder / VOLUNTEERS).num_rows == 0
    folds = pq.read_table(folder / FIELDS)["fold"].to_pylist()
    assert [folds.count(number) for number in range(5)] == [4] * 5
    run = ConsensusRun.objects.create(
        project=project, task=task, number=1, method="skill", pool=[], cutoffs=[], cutoff_meanings=[]
    )
    VolunteerSkill.objects.create(run=run, volunteer=volunteer, n=12, quality=0.8)
    assert freeze_table(task=task, targets=TrainingTable.Targets.LABELS, by=None) == table
    ReferenceLabel.objects.filter(split="train").first().delete()
    another = freeze_table(task=task, targets=TrainingTable.Targets.LABELS, by=None)
    known = pq.read_table(settings.ML_STORAGE / another.folder / VOLUNTEERS)
    assert known.to_pylist() == [{"volunteer": volunteer.pseudonym, "answers": 12, "quality": 0.8}]
    assert known.schema.metadata == {b"run": b"1", b"method": b"skill"}
