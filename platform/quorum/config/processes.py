"""Child processes: started in groups of their own, watched, and stopped to the last grandchild."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from quorum.domain.errors import OurFault

STOP_TIMEOUT_S = 15.0
TAIL_LINES = 20
REVIVE_AFTER_S = 5.0


class ChildDied(OurFault):
    """A child process ended although it should have kept running."""

    code = "child_died"


class Child:
    """One running child process, leader of its own process group.

    A group of its own keeps Ctrl-C in the terminal away from the child, so that the parent decides
    in which order things stop. Output goes to `log`, or into the pipe `output` without one.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.log = log
        self._command = command
        self._environment = environment or {}
        self._process = self._started("w")

    def _started(self, mode: str) -> subprocess.Popen[str]:
        self._started_at = time.monotonic()
        self._asked = False
        with _opened(self.log, mode) as sink:
            return subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=sink if self.log else subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self._environment},
                start_new_session=True,
                text=True,
            )

    @property
    def pid(self) -> int:
        """Return the process id, which is the group's id too."""
        return self._process.pid

    @property
    def output(self) -> IO[str]:
        """Return the pipe of a child without a log."""
        if self._process.stdout is None:
            raise ValueError(f"The output of {self.name} goes to {self.log}.")
        return self._process.stdout

    def exit_status(self) -> int | None:
        """Return the exit status, negative for a signal; None while running."""
        return self._process.poll()

    def check(self) -> None:
        """Raise `ChildDied` with the log's last lines when the child has ended."""
        status = self.exit_status()
        if status is not None:
            raise ChildDied(f"{self.name} ended unexpectedly ({_in_words(status)}).{self._last_words()}")

    def revive(self, *, after_s: float = REVIVE_AFTER_S) -> None:
        """Start the child again if it has ended, and had been started at least `after_s` ago."""
        if self.exit_status() is not None and time.monotonic() - self._started_at >= after_s:
            # Why it ended stays in the log.
            self._process = self._started("a")

    def ask_to_stop(self) -> None:
        """Tell the child's group to end, once: a Celery worker that is told twice drops what it is doing."""
        if not self._asked:
            self._asked = True
            self._signal(signal.SIGTERM)

    def stop(self, *, timeout_s: float = STOP_TIMEOUT_S) -> None:
        """End the child and everything that it started: politely first, then by force."""
        self.ask_to_stop()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout_s)
        self._signal(signal.SIGKILL)
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def _signal(self, number: signal.Signals) -> None:
        # The group outlives its leader while grandchildren run.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)

    def _last_words(self) -> str:
        if self.log is None or not self.log.exists():
            return ""
        lines = self.log.read_text(errors="replace").splitlines()[-TAIL_LINES:]
        return "\n".join([f" {self.log} ends with:", *(f"    {line}" for line in lines)])


class Supervisor:
    """Children that stand and fall together; leaving the block stops them all at once.

    Those in `spare` are started again instead when they end: the others do without them for a while.
    """

    def __init__(self) -> None:
        self._children: list[Child] = []
        self._spare: list[Child] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        leaving = [*self._spare, *self._children]
        for child in leaving:
            child.ask_to_stop()
        for child in leaving:
            child.stop()

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Child:
        """Start one more child."""
        child = Child(name, command, log=log, environment=environment)
        self._children.append(child)
        return child

    def start_spare(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
    ) -> Child:
        """Start a child that the others can do without for a while."""
        child = Child(name, command, log=log, environment=environment)
        self._spare.append(child)
        return child

    def release(self, child: Child) -> None:
        """Stop `child` and no longer expect it to run."""
        self._children.remove(child)
        child.stop()

    def check(self, *, but: Child | None = None) -> None:
        """Raise `ChildDied` when any child has ended, except one that may; revive the spare ones."""
        for child in self._spare:
            child.revive()
        for child in self._children:
            if child is not but:
                child.check()

    def watch(self, *, interval_s: float = 0.5) -> None:
        """Wait for ever; raise `ChildDied` when any child ends."""
        while True:
            self.check()
            time.sleep(interval_s)


def interrupt_on_termination() -> None:
    """Treat SIGTERM and a closed terminal like Ctrl-C, so that they unwind the same way."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)


def ignore_interrupts() -> None:
    """Let the way out run to its end, however often somebody presses Ctrl-C."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _opened(log: Path | None, mode: str) -> IO[str]:
    if log is None:
        return Path(os.devnull).open("w")
    log.parent.mkdir(parents=True, exist_ok=True)
    return log.open(mode)


def _in_words(status: int) -> str:
    return f"signal {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
