"""What becomes of a job's result, in the transaction that ends the job."""

from __future__ import annotations

from django.db import models

from quorum.domain.requests import ExtractionReport, TrainingReport
from quorum.learning.features import keep_features
from quorum.learning.messages import Report
from quorum.learning.models import Job, ModelVersion
from quorum.learning.predictions import keep_predictions
from quorum.learning.versions import judge_model, keep_model


def take_up(job: Job, report: Report) -> None:
    """Keep what a job that is done has left."""
    if isinstance(report, ExtractionReport):
        keep_features(job, report)
    elif isinstance(report, TrainingReport):
        keep_model(job, report)
    else:
        judge_model(job)
        keep_predictions(job, report)


def give_up(job: Job) -> None:
    """Note that a model will not come; trying the job again brings it after all."""
    of_job = models.Q(job=job) | models.Q(holdout_job=job)
    ModelVersion.objects.filter(of_job).update(state=ModelVersion.State.FAILED)
