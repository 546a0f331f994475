"""Asking for jobs, calling them off, and trying them again."""

from __future__ import annotations

import dataclasses
import logging
from functools import partial

import msgspec
from django.db import models, transaction
from django.utils import timezone

from quorum.audit import services as audit
from quorum.domain.identifiers import new_public_id
from quorum.learning import messages
from quorum.learning.errors import JobHasEnded, JobNotEnded
from quorum.learning.messages import Request
from quorum.learning.models import Job, JobLine
from quorum.learning.queues import for_queue, queue_for
from quorum.projects.models import Project

logger = logging.getLogger(__name__)


@transaction.atomic
def request_job(*, project: Project, request: Request, by: models.Model | None) -> Job:
    """Store a job and send it once that is committed; the request's own `job` is replaced by its public id."""
    public_id, queue = new_public_id(), queue_for(request)
    request = for_queue(dataclasses.replace(request, job=str(public_id)), queue)
    job = Job.objects.create(
        project=project,
        public_id=public_id,
        kind=messages.kind_of(request).job,
        queue=queue,
        request=msgspec.to_builtins(request),
        requested_by_id=by.pk if by is not None else None,
    )
    audit.record("job.requested", job, actor=by, kind=job.kind)
    _send_later(job)
    return job


@transaction.atomic
def cancel_job(*, job: Job, by: models.Model | None) -> Job:
    """End a job that has not ended; a worker that has it stops at its next word. Raises JobHasEnded."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.has_ended:
        raise JobHasEnded("The job has ended already.", state=job.state)
    job.state, job.ended_at = Job.State.CANCELLED, timezone.now()
    job.save(update_fields=["state", "ended_at"])
    write_line(job, "Cancelled.")
    audit.record("job.cancelled", job, actor=by)
    # Before the commit: a worker that stops without need has lost little, one that goes on costs hours.
    messages.folder_of(job).call_off()
    return job


@transaction.atomic
def retry_job(*, job: Job, by: models.Model | None) -> Job:
    """Send a job that failed or was cancelled again; it goes on from what it has kept. Raises JobNotEnded."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.state not in {Job.State.FAILED, Job.State.CANCELLED}:
        raise JobNotEnded("Only a job that failed or was cancelled can be tried again.", state=job.state)
    job.attempts_allowed += 1
    begin_again(job, "Tried again.")
    audit.record("job.retried", job, actor=by)
    return job


def begin_again(job: Job, why: str) -> None:
    """Start another attempt of a job that the caller has locked."""
    job.state, job.attempt = Job.State.WAITING, job.attempt + 1
    job.beat, job.heard_at, job.sent_at, job.sendings = 0, None, None, 0
    job.error_code, job.error_message, job.is_users_fault, job.ended_at = "", "", False, None
    job.save()
    write_line(job, why)
    messages.folder_of(job).make_ready()
    _send_later(job)


def write_line(job: Job, text: str) -> None:
    """Add a line to the job's log."""
    JobLine.objects.create(job=job, attempt=job.attempt, text=text[:300])


def send_job(job: Job) -> bool:
    """Send a job's message and note when; false where the broker cannot be reached: it is sent later."""
    try:
        messages.send(job)
    # Every transport has its own errors.
    except Exception as error:
        logger.warning("Job %s cannot be sent now: %s", job.public_id, error)
        return False
    Job.objects.filter(pk=job.pk).update(sent_at=timezone.now(), sendings=models.F("sendings") + 1)
    return True


def _send_later(job: Job) -> None:
    transaction.on_commit(partial(send_job, job))
