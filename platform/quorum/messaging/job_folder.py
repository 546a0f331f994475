"""What platform and ML worker leave for each other about one job: files in `jobs/<job>` of the storage.

The worker needs no database: it writes how far it is and how it ended, and its heartbeat; the platform reads
these, and may call the job off. Every file appears whole or not at all.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from quorum.domain.requests import JobFailure, JobProgress, RequestInvalid

Message = TypeVar("Message")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")


class JobFolder:
    """The files of one job; raises RequestInvalid for a name that no job has."""

    def __init__(self, storage: Path, job: str) -> None:
        if not _NAME.fullmatch(job):
            raise RequestInvalid(f"{job!r} is no name of a job.", job=job)
        self.path = storage / "jobs" / job

    @contextmanager
    def taken(self) -> Iterator[bool]:
        """Hold the job; false where another process holds it. A process that dies lets go."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def beat(self) -> None:
        """Show that somebody works on the job."""
        (self.path / "heartbeat").touch()

    @property
    def last_beat(self) -> int:
        """Return the time of the last heartbeat by the worker's clock, ns; 0 before the first."""
        try:
            return (self.path / "heartbeat").stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    def tell(self, progress: JobProgress) -> None:
        """Say how far the job is."""
        self._write("progress", progress)

    @property
    def progress(self) -> JobProgress | None:
        """Return how far the job is, where it has said so."""
        return self._read("progress", JobProgress)

    def finish(self, report: Any) -> None:
        """Say how the job ended: any report, or a JobFailure."""
        self._write("failure" if isinstance(report, JobFailure) else "report", report)

    @property
    def has_ended(self) -> bool:
        """Return whether the job left a report or a failure."""
        return (self.path / "report.json").exists() or (self.path / "failure.json").exists()

    def report(self, kind: type[Message]) -> Message | None:
        """Return the report of a job that has done its work; raises RequestInvalid for one of another kind."""
        return self._read("report", kind)

    @property
    def failure(self) -> JobFailure | None:
        """Return why the job ended without a result."""
        return self._read("failure", JobFailure)

    def call_off(self) -> None:
        """Ask the worker to stop, now or when it begins."""
        self.path.mkdir(parents=True, exist_ok=True)
        (self.path / "called_off").touch()

    @property
    def is_called_off(self) -> bool:
        """Return whether the job is not wanted any more."""
        return (self.path / "called_off").exists()

    def make_ready(self) -> None:
        """Forget how the job ended, so that it is done again; what it has kept of its work stays."""
        for name in ("failure.json", "report.json", "called_off", "heartbeat"):
            (self.path / name).unlink(missing_ok=True)

    def remove(self) -> None:
        """Delete all files of the job."""
        shutil.rmtree(self.path, ignore_errors=True)

    def _write(self, name: str, message: Any) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        draft = self.path / f".{name}.{os.getpid()}.draft"
        draft.write_bytes(msgspec.json.encode(message))
        draft.replace(self.path / f"{name}.json")

    def _read(self, name: str, kind: type[Message]) -> Message | None:
        try:
            content = (self.path / f"{name}.json").read_bytes()
        except FileNotFoundError:
            return None
        try:
            return msgspec.json.decode(content, type=kind)
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            raise RequestInvalid(f"{name}.json of {self.path.name} is no {kind.__name__}: {error}") from error
