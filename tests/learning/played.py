"""The ML worker's part in the making of models, played through its files."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.utils import timezone

from quorum.domain.requests import JobFailure, PredictionReport, TrainingReport
from quorum.learning.jobs import request_job
from quorum.learning.messages import folder_of
from quorum.learning.models import FeatureSet, Job, ModelVersion
from quorum.learning.tending import tend_jobs
from quorum.projects.models import Choice, Project
from quorum.selection.rounds import open_round
from quorum.subjects.models import ReferenceLabel, Subject, SubjectSet
from tests.factories import make_project, version_of
from tests.learning.test_jobs import REQUEST

HELD, CLASSES = 40, 10


def make_labelled_project(slug: str = "one", *, held: int = HELD, classes: int = CLASSES) -> Project:
    """Return a project of `held` labelled subjects in the model hold-out and 20 to learn from, measured."""
    project = make_project(slug, choices=classes)
    version = version_of(project).label_set_version
    choices = list(Choice.objects.filter(label_set_version=version, selectable=True).order_by("position"))
    subject_set = SubjectSet.objects.create(project=project, name="drawn")
    # Nobody looks at these images.
    facts = {"project": project, "subject_set": subject_set, "width": 1, "height": 1, "thumbnail": "none"}
    subjects = Subject.objects.bulk_create(Subject(external_id=f"f{n}", **facts) for n in range(held + 20))
    ReferenceLabel.objects.bulk_create(
        ReferenceLabel(
            project=project,
            subject=subject,
            label_set_version=version,
            source="expert",
            split="model_holdout" if number < held else "train",
            choice_ids=[choices[number % classes].pk],
        )
        for number, subject in enumerate(subjects)
    )
    open_round(workflow_version=version_of(project), actor=None)
    job = request_job(project=project, request=REQUEST, by=None)
    FeatureSet.objects.create(
        project=project, job=job, subject_ids=[one.pk for one in subjects], folder="cells/x", digest="f"
    )
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)
    return project


def finish(job: Job, report: TrainingReport | PredictionReport | JobFailure) -> None:
    """End a job as the worker does, and let the platform hear of it."""
    folder = folder_of(job)
    with folder.taken():
        folder.beat()
        folder.finish(report)
    tend_jobs(now=timezone.now())


def train(model: ModelVersion) -> ModelVersion:
    """Leave a model's artefact and report, as a training does."""
    folder = settings.ML_STORAGE / model.folder
    folder.mkdir(parents=True)
    manifest = {
        "features_digest": "f" * 64, "data_digest": "d" * 64, "code_version": "0.1.0",
        "workflow_version": "1", "seed": 2018, "training_fields": 20, "training_cells": 180,
        "class_codes": [], "cutoffs": [], "recipe": model.recipe,
    }  # fmt: skip
    losses = [1.0 / (epoch + 1) for epoch in range(12)]
    learnt = [
        {"epoch": epoch, "training_loss": loss, "validation_loss": loss * 1.2 + 0.004 * epoch}
        for epoch, loss in enumerate(losses)
    ]
    (folder / "model.json").write_text(json.dumps(manifest))
    (folder / "card.md").write_text(f"# Model {model.number}\n\nIt answers for images like its own.\n")
    (folder / "learning.json").write_text(json.dumps({"network": {"epochs": learnt, "best_epoch": 9}}))
    (folder / "model.safetensors").write_bytes(bytes(range(256)) * 8192)
    name = str(model.job.public_id)
    finish(model.job, TrainingReport(name, f"{model.number:064x}", 0.6, 0.7, 0.65, 20, 75.0))
    model.refresh_from_db()
    return model


def answer(model: ModelVersion, *, wrong: float) -> ModelVersion:
    """Let a trained model answer the hold-out, wrong in that share of pairs of subject and class."""
    held = pq.read_table(settings.ML_STORAGE / model.table.folder / "holdout.parquet")
    codes = sorted({code for labels in held["labels"].to_pylist() for code in labels.split(";")})
    rng = np.random.default_rng(model.number)
    said = [
        ";".join(code for code in codes if (code in labels.split(";")) ^ (rng.random() < wrong))
        for labels in held["labels"].to_pylist()
    ]
    assert model.holdout_job is not None
    output = settings.ML_STORAGE / model.holdout_job.request["output"]
    pq.write_table(pa.table({"field": held["field"], "classes": said}), output)
    name = str(model.holdout_job.public_id)
    finish(model.holdout_job, PredictionReport(name, model.digest, len(said), 0))
    model.refresh_from_db()
    return model
