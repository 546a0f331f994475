"""Looking after jobs: hearing what workers say, sending again what was lost, ending what is over."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import msgspec
from django.conf import settings
from django.db import transaction

from quorum.domain.requests import CALLED_OFF, JobFailure, RequestInvalid
from quorum.learning.errors import WorkerLost
from quorum.learning.jobs import begin_again, send_job, write_line
from quorum.learning.messages import Report, folder_of, kind_named
from quorum.learning.models import Job
from quorum.learning.models.job import NOT_ENDED
from quorum.learning.outcomes import give_up, take_up
from quorum.learning.queues import why_it_waits

logger = logging.getLogger(__name__)
FIRST_WAIT = timedelta(minutes=5)
"""How long a message may lie unheard before it is sent again; twice as long each time, to `LONGEST_WAIT`."""
LONGEST_WAIT = timedelta(hours=1)


def tend_jobs(*, now: datetime) -> int:
    """Look after every job that has not ended, also from several processes at once; return how many."""
    waiting = list(Job.objects.filter(state__in=NOT_ENDED).order_by("pk").values_list("pk", flat=True))
    for pk in waiting:
        try:
            _with_lock(pk, partial(tend, now=now))
        except Exception as error:
            # What this job left cannot be taken up; the others must not wait for it.
            logger.exception("Job %s cannot be tended.", pk)
            failure = JobFailure(str(pk), "internal_error", f"{type(error).__name__}: {error}", False)
            _with_lock(pk, partial(_fail, failure=failure, now=now))
    return len(waiting)


@transaction.atomic
def _with_lock(pk: int, act: Callable[[Job], None]) -> None:
    job = Job.objects.select_for_update(skip_locked=True).filter(pk=pk, state__in=NOT_ENDED).first()
    if job is not None:
        act(job)


def tend(job: Job, now: datetime) -> None:
    """Look after one job that the caller has locked."""
    try:
        _listen(job, now)
        failure, report = folder_of(job).failure, folder_of(job).report(kind_named(job.kind).report)
    except RequestInvalid as error:
        failure, report = JobFailure(str(job.public_id), error.code, error.message, False), None
    if failure is not None and failure.code == CALLED_OFF:
        # It was, but is wanted again: the worker had not stopped yet when the job was tried again.
        _lost(job, now)
    elif failure is not None:
        _fail(job, failure, now)
    elif report is not None:
        _complete(job, report, now)
    elif job.state == Job.State.RUNNING and now - (job.heard_at or job.created_at) > settings.ML_SILENCE:
        _lost(job, now)
    elif job.state == Job.State.WAITING and _is_due(job, now):
        _say_why_it_waits(job)
        send_job(job)


def _listen(job: Job, now: datetime) -> None:
    folder = folder_of(job)
    beat, progress = folder.last_beat, folder.progress
    if beat != job.beat:
        job.beat, job.heard_at, job.state = beat, now, Job.State.RUNNING
        job.started_at = job.started_at or now
    if progress is not None and beat:
        job.share = min(max(progress.share, 0.0), 1.0)
        if progress.line != job.line:
            job.line = progress.line[:200]
            write_line(job, progress.line)
    job.save(update_fields=["beat", "heard_at", "state", "started_at", "share", "line"])


def _is_due(job: Job, now: datetime) -> bool:
    if job.sent_at is None:
        return True
    wait: timedelta = min(FIRST_WAIT * 2 ** min(job.sendings - 1, 10), LONGEST_WAIT)
    return now - job.sent_at > wait


def _say_why_it_waits(job: Job) -> None:
    if job.sent_at is None:
        return
    line = why_it_waits(job)
    if line != job.line:
        job.line = line
        job.save(update_fields=["line"])
        write_line(job, line)


def _complete(job: Job, report: Report, now: datetime) -> None:
    job.report = msgspec.to_builtins(report)
    job.state, job.share, job.ended_at = Job.State.DONE, 1.0, now
    job.save()
    write_line(job, "Done.")
    take_up(job, report)


def _fail(job: Job, failure: JobFailure, now: datetime) -> None:
    job.error_code, job.error_message = failure.code[:40], failure.message
    job.is_users_fault = failure.is_users_fault
    job.state, job.ended_at = Job.State.FAILED, now
    job.save()
    write_line(job, f"Failed: {failure.message}")
    give_up(job)


def _lost(job: Job, now: datetime) -> None:
    if job.attempt < job.attempts_allowed:
        begin_again(job, "The worker stopped before the end; sent again.")
        return
    message = f"The worker stopped before the end in each of {job.attempt} attempts."
    _fail(job, JobFailure(str(job.public_id), WorkerLost.code, message, False), now)
