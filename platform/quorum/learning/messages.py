"""What goes out to the ML worker and comes back: the one place that knows both ends of a job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from celery import current_app
from django.conf import settings

from quorum.domain.requests import (
    ExtractionReport,
    ExtractionRequest,
    PredictionReport,
    PredictionRequest,
    TrainingReport,
    TrainingRequest,
)
from quorum.learning.models import Job
from quorum.messaging.job_folder import JobFolder

Request = ExtractionRequest | TrainingRequest | PredictionRequest
Report = ExtractionReport | TrainingReport | PredictionReport


@dataclass(frozen=True)
class Kind:
    """A kind of job: the worker's task, and what is said to it and by it."""

    job: Job.Kind
    task: str
    request: type[Request]
    report: type[Report]


KINDS = (
    Kind(Job.Kind.EXTRACTION, "mlworker.extract", ExtractionRequest, ExtractionReport),
    Kind(Job.Kind.TRAINING, "mlworker.train", TrainingRequest, TrainingReport),
    Kind(Job.Kind.PREDICTION, "mlworker.predict", PredictionRequest, PredictionReport),
)


def kind_of(request: Request) -> Kind:
    """Return the kind of job that a request asks for."""
    return next(kind for kind in KINDS if isinstance(request, kind.request))


def kind_named(name: str) -> Kind:
    """Return the kind of job of that name."""
    return next(kind for kind in KINDS if kind.job == name)


def folder_of(job: Job) -> JobFolder:
    """Return where the worker leaves what it says of a job."""
    return JobFolder(settings.ML_STORAGE, str(job.public_id))


def send(job: Job) -> None:
    """Tell the workers of the job's queue; raises what the broker raises when it cannot be reached."""
    message: dict[str, Any] = job.request
    current_app.send_task(kind_named(job.kind).task, args=[message], queue=job.queue, retry=False)
