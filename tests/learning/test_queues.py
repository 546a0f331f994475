"""Queues: which workers get a job, and what is said of one that nobody takes."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from quorum.config.queues import gpu_kinds
from quorum.domain.requests import ExtractionRequest, PredictionRequest, TrainingRequest
from quorum.learning.jobs import request_job
from quorum.learning.messages import Request, folder_of
from quorum.learning.models import Job
from quorum.learning.tending import FIRST_WAIT, tend_jobs
from tests.factories import make_project

pytestmark = pytest.mark.django_db
EXTRACTION = ExtractionRequest(job="", images="images", output="cells")
TRAINING = TrainingRequest("", "loccat", "cells", "fields", "classes", "model", "1")
PREDICTION = PredictionRequest("", "model", "cells", "fields", "said", "1")


def job_of(request: Request) -> Job:
    return request_job(project=make_project(), request=request, by=None)


def test_all_jobs_go_to_one_queue_unless_an_operator_says_that_there_is_a_gpu() -> None:
    jobs = [job_of(request) for request in (EXTRACTION, TRAINING, PREDICTION)]
    assert [job.queue for job in jobs] == ["ml"] * 3
    assert [job.request.get("device") for job in jobs] == [None, "auto", "auto"]


def test_networks_go_to_the_gpu_and_nowhere_else_where_there_is_one(settings: Any) -> None:
    settings.ML_GPU = gpu_kinds("1")
    jobs = [job_of(request) for request in (EXTRACTION, TRAINING, PREDICTION)]
    assert [job.queue for job in jobs] == ["ml", "ml-gpu", "ml-gpu"]
    assert [job.request.get("device") for job in jobs] == [None, "cuda", "cuda"]
    settings.ML_GPU = gpu_kinds("training")
    assert [job_of(request).queue for request in (TRAINING, PREDICTION)] == ["ml-gpu", "ml"]


def test_what_cannot_compute_on_a_gpu_is_refused_at_the_start() -> None:
    assert gpu_kinds("0") == gpu_kinds("") == frozenset()
    with pytest.raises(ImproperlyConfigured, match="QUORUM_ML_GPU"):
        gpu_kinds("extraction")


def test_a_job_that_nobody_takes_says_so_once_until_a_worker_begins(settings: Any) -> None:
    settings.ML_GPU = gpu_kinds("1")
    job, now = job_of(TRAINING), timezone.now()
    Job.objects.update(sent_at=now, sendings=1)
    tend_jobs(now=now + FIRST_WAIT / 2)
    job.refresh_from_db()
    assert job.line == ""
    for waits in (1.01, 60, 120):
        tend_jobs(now=now + FIRST_WAIT * waits)
    job.refresh_from_db()
    assert job.line == "No worker of the queue ml-gpu has taken it; is one running?"
    assert [line.text for line in job.lines.all()] == [job.line]


def test_a_job_behind_another_one_does_not_ask_for_a_worker() -> None:
    running, waiting, now = job_of(EXTRACTION), job_of(TRAINING), timezone.now()
    Job.objects.update(sent_at=now, sendings=1)
    with folder_of(running).taken():
        folder_of(running).beat()
        tend_jobs(now=now + FIRST_WAIT * 1.1)
    waiting.refresh_from_db()
    assert waiting.line == "Waits behind other jobs of the queue ml."
