"""When a loop tries again by itself what has failed or was refused."""

from __future__ import annotations

from datetime import datetime, timedelta

from quorum.learning.models import Job

RETRIES = 3
FIRST_REST = timedelta(minutes=30)
"""After the first failure; four times as long after each further one."""
ATTEMPTS = 3
"""What a job begins with, for workers that die; each retry, by hand as well, allows one more."""
REST = timedelta(minutes=30)
"""How long a step that was refused is left alone, unless the loop's settings are changed."""


def next_try(job: Job) -> datetime | None:
    """Return when a failed job is tried again; None where only a person can say that it is of use.

    The same question gets the same answer where the fault lies with what was asked.
    """
    retries = job.attempts_allowed - ATTEMPTS
    if job.state != Job.State.FAILED or job.is_users_fault or job.ended_at is None or retries >= RETRIES:
        return None
    rest: timedelta = FIRST_REST * 4**retries
    return job.ended_at + rest
