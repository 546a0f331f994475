"""Models: trained, judged on the hold-out, promoted, taken back. Its files play the worker's part."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import settings

from quorum.audit.models import AuditEvent
from quorum.classifications.models import SubjectRoundTask
from quorum.domain.requests import JobFailure, PredictionReport, TrainingReport
from quorum.learning.errors import FeaturesMissing, ModelNotReady, TargetsAreInputs
from quorum.learning.models import FeatureSet, ModelVersion, TrainingTable
from quorum.learning.tables import freeze_table
from quorum.learning.versions import READ_CROWD, promote_model, train_model
from quorum.projects.models import Project
from quorum.subjects.models import ReferenceLabel
from tests.factories import make_user, task_of
from tests.learning.played import CLASSES, HELD, finish, make_labelled_project

pytestmark = pytest.mark.django_db
Targets = TrainingTable.Targets


@pytest.fixture
def project() -> Project:
    """A project of 60 labelled subjects, 40 of them in the model hold-out, with features."""
    return make_labelled_project()


def table_of(project: Project, targets: TrainingTable.Targets = Targets.LABELS) -> TrainingTable:
    return freeze_table(task=task_of(project), targets=targets, by=None)


def trained(project: Project, recipe: str = "ga-loccat") -> ModelVersion:
    model = train_model(table=table_of(project), recipe=recipe, by=None)
    finish(model.job, TrainingReport(str(model.job.public_id), f"d{model.number}", 0.6, 0.7, 0.65, 20, 12.0))
    model.refresh_from_db()
    return model


def answer(model: ModelVersion, *, wrong: float) -> ModelVersion:
    """Let the model answer the hold-out, wrong in that share of pairs of subject and class."""
    held = pq.read_table(settings.ML_STORAGE / model.table.folder / "holdout.parquet")
    codes = [f"c{index}" for index in range(CLASSES)]
    rng = np.random.default_rng(model.number)
    said = [
        ";".join(code for code in codes if (code in labels) ^ (rng.random() < wrong))
        for labels in held["labels"].to_pylist()
    ]
    assert model.holdout_job is not None
    output = settings.ML_STORAGE / model.holdout_job.request["output"]
    output.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table({"field": held["field"], "classes": said}), output)
    finish(model.holdout_job, PredictionReport(str(model.holdout_job.public_id), model.digest, HELD, 0))
    model.refresh_from_db()
    return model


def test_the_first_model_answers_the_hold_out_and_goes_live(project: Project) -> None:
    model = trained(project)
    assert (model.state, model.number, model.digest, model.reads_crowd) == ("training", 1, "d1", True)
    assert model.job.request["fields"].endswith("fields.parquet")
    assert model.holdout_job.request["fields"].endswith("holdout.parquet")
    model = answer(model, wrong=0.02)
    assert (model.state, model.judgement["verdict"], model.judgement["subjects"]) == ("live", "first", HELD)
    assert 0.8 < model.judgement["macro_f1"] < 1
    assert AuditEvent.objects.filter(verb="model.promoted", object_id=str(model.pk)).count() == 1


def test_a_better_model_takes_the_place_and_a_worse_one_does_not(project: Project) -> None:
    first = answer(trained(project), wrong=0.1)
    better = answer(trained(project), wrong=0.01)
    first.refresh_from_db()
    assert (first.state, better.state, better.judgement["verdict"]) == ("retired", "live", "better")
    assert better.judgement["against"] == 1
    worse = answer(trained(project), wrong=0.2)
    better.refresh_from_db()
    assert (worse.state, worse.judgement["verdict"], better.state) == ("candidate", "not_better", "live")


def test_somebody_can_go_back_to_an_earlier_model_and_is_on_record_for_it(project: Project) -> None:
    first, better = answer(trained(project), wrong=0.1), answer(trained(project), wrong=0.01)
    user = make_user()
    promote_model(model=first, by=user, reason="It names too many Golgi.")
    first.refresh_from_db()
    better.refresh_from_db()
    assert (first.state, better.state) == ("live", "retired")
    event = AuditEvent.objects.get(verb="model.promoted", actor_id=user.pk)
    assert (event.reason, event.details["before"]) == ("It names too many Golgi.", 2)
    with pytest.raises(ModelNotReady):
        promote_model(model=first, by=user, reason="")


def test_models_with_and_without_votes_are_live_side_by_side(project: Project) -> None:
    answer(trained(project), wrong=0.1)
    plain = answer(trained(project, "loccat-plus"), wrong=0.2)
    assert (plain.state, plain.judgement["against"], plain.reads_crowd) == ("live", None, False)
    assert ModelVersion.objects.filter(state="live").count() == 2


def test_a_training_that_fails_leaves_a_failed_model(project: Project) -> None:
    model = train_model(table=table_of(project), recipe="loccat", by=None)
    finish(model.job, JobFailure(str(model.job.public_id), "dataset_invalid", "No cells.", True))
    model.refresh_from_db()
    assert model.state == "failed"


def test_a_result_that_cannot_be_taken_up_fails_its_job(project: Project) -> None:
    model = trained(project)
    finish(model.holdout_job, PredictionReport(str(model.holdout_job.public_id), "d1", HELD, 0))
    model.refresh_from_db()
    model.holdout_job.refresh_from_db()
    assert (model.state, model.holdout_job.error_code) == ("failed", "internal_error")


def test_no_network_is_trained_to_answer_what_it_reads_or_without_features(project: Project) -> None:
    ReferenceLabel.objects.filter(split="train").delete()
    SubjectRoundTask.objects.filter(project_id=project.pk).update(state="reached", accepted=[1])
    table = table_of(project, Targets.CONSENSUS)
    for reading in READ_CROWD:
        with pytest.raises(TargetsAreInputs):
            train_model(table=table, recipe=reading, by=None)
    for number, taught in enumerate(("loccat", "loccat-plus", "attention"), start=1):
        assert train_model(table=table, recipe=taught, by=None).number == number
    FeatureSet.objects.all().delete()
    with pytest.raises(FeaturesMissing):
        train_model(table=table, recipe="loccat", by=None)
