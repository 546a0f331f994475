"""Reading jobs and what was said of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from quorum.learning.errors import JobUnknown
from quorum.learning.models import Job, JobLine
from quorum.learning.models.job import NOT_ENDED
from quorum.projects.models import Project


def jobs_of(
    project: Project, *, state: str = "", kind: str = "", before: int | None = None, limit: int
) -> list[Job]:
    """Return up to `limit` jobs of a project, newest first, from below the key `before`."""
    jobs = Job.objects.filter(project=project).prefetch_related("requested_by")
    if state:
        jobs = jobs.filter(state=state)
    if kind:
        jobs = jobs.filter(kind=kind)
    if before is not None:
        jobs = jobs.filter(pk__lt=before)
    return list(jobs.order_by("-pk")[:limit])


def job_by_id(*, project: Project, public_id: UUID) -> Job:
    """Return a job of a project; raise `JobUnknown`."""
    job = Job.objects.filter(project=project, public_id=public_id).prefetch_related("requested_by").first()
    if job is None:
        raise JobUnknown("This project has no such job.")
    return job


def last_lines_of(job: Job, *, before: int | None = None, limit: int) -> list[JobLine]:
    """Return the last lines of a job's log, oldest first; from below the key `before`."""
    lines = JobLine.objects.filter(job=job)
    if before is not None:
        lines = lines.filter(pk__lt=before)
    return list(lines.order_by("-pk")[:limit])[::-1]


def jobs_in_the_news(*, projects: Collection[int], ended_since: datetime) -> list[Job]:
    """Return the jobs of projects that have not ended, and those that ended since then, newest first.

    One statement for each table: emptying the tables beside a join could be a deadlock.
    """
    wanted = Q(state__in=NOT_ENDED) | Q(ended_at__gte=ended_since)
    jobs = Job.objects.filter(wanted, project_id__in=projects).prefetch_related("requested_by")
    return list(jobs.order_by("-pk"))


def is_silent(job: Job, *, now: datetime) -> bool:
    """Say whether a job that runs gives less signs of life than a healthy worker does."""
    if job.state != Job.State.RUNNING or job.heard_at is None:
        return False
    return now - job.heard_at > settings.ML_SILENCE / 3
