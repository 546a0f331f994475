"""Child processes and ports, with real processes."""

from __future__ import annotations

import os
import socket
import sys
import time
from pathlib import Path

import pytest

from quorum.config.ports import PortTaken, check_free, free_port
from quorum.config.processes import ChildDied, Supervisor

PARENT_OF_A_STUBBORN_CHILD = """
import signal, subprocess, sys, time
deaf = "signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
child = subprocess.Popen([sys.executable, "-c", "import signal, time; " + deaf], stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
time.sleep(600)
"""


def lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for_text(path: Path) -> str:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if path.exists() and (text := path.read_text()).endswith("\n"):
            return text
        time.sleep(0.02)
    raise AssertionError(f"{path} stays empty")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
def test_leaving_the_block_ends_children_and_stubborn_grandchildren(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with Supervisor() as supervisor:
        child = supervisor.start("parent", [sys.executable, "-c", PARENT_OF_A_STUBBORN_CHILD], log=log)
        grandchild = int(wait_for_text(log))
        assert lives(child.pid)
        assert lives(grandchild)
    assert not lives(child.pid)
    deadline = time.monotonic() + 5
    while lives(grandchild) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not lives(grandchild)


def test_a_spare_child_that_ends_is_started_again_and_the_others_run_on(tmp_path: Path) -> None:
    log = tmp_path / "log"
    script = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
    with Supervisor() as supervisor:
        needed = supervisor.start("web server", [sys.executable, "-c", "import time; time.sleep(600)"])
        spare = supervisor.start_spare("ML worker", [sys.executable, "-c", script], log=log)
        first = int(wait_for_text(log))
        os.kill(first, 9)
        while spare.exit_status() is None:
            time.sleep(0.02)
        supervisor.check()
        assert spare.exit_status() == -9, "not before it had its time"
        spare.revive(after_s=0)
        deadline = time.monotonic() + 10
        while len(words := wait_for_text(log).split()) < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        assert words == [str(first), str(spare.pid)]
        assert lives(spare.pid)
        assert lives(needed.pid)
    assert not lives(spare.pid)


def test_the_death_of_a_child_is_told_with_the_end_of_its_log(tmp_path: Path) -> None:
    script = "import sys; print('the disk is on fire'); sys.exit(3)"
    with Supervisor() as supervisor:
        supervisor.start("web server", [sys.executable, "-c", script], log=tmp_path / "web.log")
        with pytest.raises(ChildDied, match=r"(?s)web server ended .*exit status 3.*the disk is on fire"):
            supervisor.watch(interval_s=0.02)


def test_children_stop_at_once_and_each_is_told_only_once(tmp_path: Path) -> None:
    # Each leaves when it has seen the other one leaving: told one after the other, they would be killed.
    script = (
        "import signal, sys, time, pathlib\n"
        "own, other = map(pathlib.Path, sys.argv[1:])\n"
        "def leave(*_):\n"
        "    with own.open('a') as file: file.write('told ')\n"
        "    while not other.exists(): time.sleep(0.01)\n"
        "    with own.open('a') as file: file.write('left ')\n"
        "    sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, leave)\n"
        "print('up', flush=True); time.sleep(600)"
    )
    first, second = tmp_path / "first", tmp_path / "second"
    logs = [tmp_path / "first.log", tmp_path / "second.log"]
    with Supervisor() as supervisor:
        command = [sys.executable, "-c", script]
        supervisor.start("first", [*command, first, second], log=logs[0])
        supervisor.start_spare("second", [*command, second, first], log=logs[1])
        for log in logs:
            wait_for_text(log)
    assert [mark.read_text() for mark in (first, second)] == ["told left ", "told left "]


def test_a_taken_port_is_named_with_its_holder() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"Port {port} is taken.*PORT={port + 1}") as caught:
            check_free("127.0.0.1", port)
        if Path("/proc/net/tcp").exists():
            assert f"process {os.getpid()}" in str(caught.value)


def test_a_free_port_passes() -> None:
    check_free("127.0.0.1", free_port())
