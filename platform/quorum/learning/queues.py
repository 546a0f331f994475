"""Which workers may take a job."""

from __future__ import annotations

import dataclasses

from django.conf import settings

from quorum.domain.requests import PredictionRequest, TrainingRequest
from quorum.learning.messages import Request, kind_of
from quorum.learning.models import Job

ML, ML_GPU = "ml", "ml-gpu"


def queue_for(request: Request) -> str:
    """Return the queue of a request: that of the GPU workers where an operator says that they take its kind."""
    return ML_GPU if kind_of(request).job in settings.ML_GPU else ML


def for_queue(request: Request, queue: str) -> Request:
    """Return the request as workers of a queue get it: those of `ml-gpu` compute on the GPU or not at all."""
    if queue == ML_GPU and isinstance(request, TrainingRequest | PredictionRequest):
        return dataclasses.replace(request, device="cuda")
    return request


def why_it_waits(job: Job) -> str:
    """Return a line about a job that no worker has taken for a while."""
    if Job.objects.filter(queue=job.queue, state=Job.State.RUNNING).exists():
        return f"Waits behind other jobs of the queue {job.queue}."
    return f"No worker of the queue {job.queue} has taken it; is one running?"
