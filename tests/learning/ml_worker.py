"""A real ML worker with a network that learns in a second, on this run's broker and storage."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from quorum.config.processes import Child
from quorum.messaging.broker import make_folders


class MlWorker:
    """A real ML worker on the run's broker and storage; it can be killed, and another one started."""

    def __init__(self, folder: Path) -> None:
        self.log, self._child = folder / "ml-worker.log", None

    def start(self) -> None:
        messages = Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"])
        environment = {
            "QUORUM_VAR": str(messages.parent.parent),
            "QUORUM_ML_STORAGE": str(settings.ML_STORAGE),
            "REDIS_URL": settings.REDIS_URL,
        }
        command = [sys.executable, "-m", "celery", "--app", "tests.learning.quick_worker", "worker"]
        command += ["--queues", "ml", "--pool", "solo", "--without-gossip", "--without-mingle"]
        self._child = Child("ML worker", command, log=self.log, environment=environment)

    def kill(self) -> None:
        """End the worker without a word."""
        assert self._child is not None
        os.killpg(self._child.pid, signal.SIGKILL)
        self.stop()

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop(timeout_s=0.1)
            self._child = None


def forget_messages() -> int:
    """Lose what the broker holds; return how many messages that were."""
    messages = list(Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"]).glob("*.msg"))
    for path in messages:
        path.unlink(missing_ok=True)
    return len(messages)


@contextmanager
def ml_worker(folder: Path) -> Iterator[MlWorker]:
    """Lend a worker, which has not been started; its messages are gone before and after."""
    make_folders(settings.CELERY_BROKER_TRANSPORT_OPTIONS)
    forget_messages()
    found = MlWorker(folder)
    yield found
    found.stop()
    forget_messages()
