"""The command lines of Quorum's own processes, each written down once."""

from __future__ import annotations

import importlib.util
import sys
import urllib.error
import urllib.request
from pathlib import Path

from django.conf import settings

QUEUE, ML_QUEUE = "platform", "ml"


def web_server(*, host: str, port: int, workers: int = 2) -> list[str]:
    """Return the command of the web server: sync views on `workers` processes with 32 threads each."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--http", "1"),
        *("--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", "32"),
        *("--backlog", "1024", "--workers-kill-timeout", "10", "--respawn-failed-workers"),
        "quorum.config.wsgi:application",
    ]


def worker(*, beat_schedule: Path | None = None) -> list[str]:
    """Return the command of the Celery worker, with the clock of periodic tasks when given its file."""
    beat = ["--beat", "--schedule", str(beat_schedule)] if beat_schedule else []
    return [
        *(sys.executable, "-m", "celery", "--app", "quorum.config.celery", "worker"),
        *("--queues", QUEUE, "--concurrency", "1", "--loglevel", "INFO"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        *beat,
    ]


def ml_worker() -> list[str] | None:
    """Return the command of the worker that measures images and trains networks; None without torch.

    It takes what the others leave of the machine.
    """
    if importlib.util.find_spec("torch") is None:
        return None
    return [
        *("nice", "-n", "10", sys.executable, "-m", "celery", "--app", "mlworker.tasks", "worker"),
        *("--queues", ML_QUEUE, "--concurrency", "1", "--loglevel", "INFO"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]


def campaign(*, project: str, url: str, answers: int) -> list[str]:
    """Return the command of a small, leisurely simulated campaign against the server at `url`."""
    # Who watches does not want to wait; who thinks is paid for it.
    pace = ("--volunteers", "40", "--clients", "2", "--pace", "0.1", "--told-pace", "6")
    return manage("simulate_volunteers", project, "--url", url, "--answers", str(answers), *pace)


def guide(*, project: str) -> list[str]:
    """Return the command that draws what is missing in a project's field guide."""
    return manage("draw_guide", project)


def manage(*arguments: str) -> list[str]:
    """Return the command line of `manage.py` with these arguments."""
    return [sys.executable, "-u", str(settings.REPOSITORY / "manage.py"), *arguments]


def answers(url: str) -> bool:
    """Return whether `url` answers with success."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
