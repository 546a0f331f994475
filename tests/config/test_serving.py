"""`manage.py serve` as a real command: its address, its children, and the ways it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from quorum.config import postgres, programs
from quorum.config.ports import free_port

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
START_TIMEOUT_S = 120


class Served:
    """A running `manage.py serve` with data of its own."""

    def __init__(self, var: Path, port: int) -> None:
        self.output = var.parent / f"output-{port}"
        self.port = port
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("QUORUM_", "DJANGO_"))}
        for name in ("DATABASE_URL", "REDIS_URL"):
            kept.pop(name, None)
        with self.output.open("w") as sink:
            self.process = subprocess.Popen(
                [sys.executable, settings.REPOSITORY / "manage.py", "serve", "--port", str(port)],
                stdout=sink,
                stderr=subprocess.STDOUT,
                env={**kept, "QUORUM_VAR": str(var)},
                start_new_session=True,
            )

    def said(self) -> str:
        return self.output.read_text()

    def wait_for(self, text: str) -> None:
        deadline = time.monotonic() + START_TIMEOUT_S
        while text not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)

    def wait_until_healthy(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT_S
        while not programs.answers(f"http://127.0.0.1:{self.port}/healthz"):
            assert time.monotonic() < deadline, self.said()

    def children(self) -> dict[int, str]:
        """Return every process below the command: id and command line."""
        found: dict[int, str] = {}
        parents = [self.process.pid]
        while parents:
            tasks = Path(f"/proc/{parents.pop()}/task").glob("*/children")
            for child in (int(word) for path in tasks for word in path.read_text().split()):
                found[child] = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()
                parents.append(child)
        return found


def lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture(autouse=True)
def hears_interrupts() -> Iterator[None]:
    """Let children hear SIGINT: a run in the background ignores it, and its children would too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before or signal.SIG_DFL)


@pytest.fixture
def var(open_folder: Path) -> Path:
    return open_folder / "var"


@pytest.fixture
def served(var: Path) -> Iterator[Served]:
    running = Served(var, free_port())
    yield running
    running.process.send_signal(signal.SIGTERM)
    running.process.wait(60)


def connect(var: Path) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(postgres.embedded_url(var / "postgres"))


def server_process(var: Path) -> int:
    (pid_file,) = var.rglob("postmaster.pid")
    return int(pid_file.read_text().split()[0])


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupting_ends_every_process_and_a_second_start_keeps_the_data(
    served: Served, var: Path, number: signal.Signals
) -> None:
    served.wait_for("Quorum runs at")
    served.wait_until_healthy()
    children = served.children()
    assert any("granian" in command for command in children.values())
    assert any("celery" in command for command in children.values())
    database = server_process(var)
    with connect(var) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS n")
    served.process.send_signal(number)
    assert served.process.wait(60) == 0
    assert "Stopped" in served.said()
    assert not any(lives(process) for process in (*children, database))

    again = Served(var, served.port)
    again.wait_for("Quorum runs at")
    with connect(var) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (1,)
    again.process.send_signal(signal.SIGINT)
    again.process.wait(60)


@pytest.mark.slow
def test_a_dead_child_ends_the_command_with_the_childs_last_words(served: Served, var: Path) -> None:
    served.wait_for("Quorum runs at")
    children = served.children()
    worker = min(process for process, command in children.items() if "worker --queues" in command)
    os.kill(worker, signal.SIGKILL)
    assert served.process.wait(60) != 0
    assert re.search(r"worker ended unexpectedly \(signal SIGKILL\).*worker\.log ends with:", served.said())
    assert not any(lives(process) for process in children)


def test_a_taken_port_stops_the_command_before_it_touches_anything(var: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        command = [sys.executable, "-m", "quorum.config.preflight", "port", "127.0.0.1", str(port)]
        environment = {**os.environ, "QUORUM_VAR": str(var)}
        answer = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        assert answer.returncode == 1
        assert f"Port {port} is taken by process {os.getpid()}" in answer.stderr
        assert len(answer.stderr.strip().splitlines()) == 1
        assert not var.exists()
