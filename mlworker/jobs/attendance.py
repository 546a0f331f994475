"""Being at work on a job: a heartbeat that others can see, and an ear for being called off."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from quorum.domain.errors import UserFault
from quorum.domain.requests import CALLED_OFF, JobProgress
from quorum.messaging.job_folder import JobFolder

SECONDS_BETWEEN_BEATS = 2.0
SECONDS_BETWEEN_NEWS = 1.0


class JobCalledOff(UserFault):
    """The job is not wanted any more; what it has kept of its work stays."""

    code = CALLED_OFF


@contextmanager
def attended(folder: JobFolder, *, every_s: float = SECONDS_BETWEEN_BEATS) -> Iterator[None]:
    """Beat while the block runs, from a thread of its own."""
    left = threading.Event()

    def beat() -> None:
        while not left.wait(every_s):
            folder.beat()

    folder.beat()
    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        left.set()
        thread.join()


def teller(folder: JobFolder, job: str) -> Callable[[float, str], None]:
    """Return what tells progress, at most once a second; it raises JobCalledOff when the job is called off."""
    told = 0.0

    def tell(share: float, line: str) -> None:
        nonlocal told
        if folder.is_called_off:
            raise JobCalledOff("The job was called off.")
        if time.monotonic() - told >= SECONDS_BETWEEN_NEWS or share >= 1:
            told = time.monotonic()
            folder.tell(JobProgress(job, share, line))

    return tell
