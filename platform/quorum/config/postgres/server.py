"""Make, start and stop the embedded PostgreSQL."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from quorum.config.postgres.binaries import Binaries, find
from quorum.config.postgres.errors import PostgresUnavailable
from quorum.config.postgres.locks import exclusive
from quorum.config.postgres.placement import Account, Placement, make_private, place
from quorum.config.postgres.url import DATABASE, ROLE, password

NEW_CLUSTER_BYTES = 300_000_000
RUNNING_BYTES = 50_000_000
START_TIMEOUT_S = 60
Command = list[str | Path]
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_wal_size": "2GB",
    # Hash partitions of many rounds are locked one by one.
    "max_locks_per_transaction": "256",
    # Compiling costs more than it saves on statements of milliseconds.
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # An acknowledged vote survives a power cut.
    "fsync": "on",
    "synchronous_commit": "on",
}
THROWAWAY_SETTINGS = {"fsync": "off", "full_page_writes": "off"}


def ensure_running(folder: Path, *, throwaway: bool = False) -> bool:
    """Start the server of `folder`, made at first use; return whether this call started it.

    Safe to call from several processes at once. A `throwaway` server gives up durability for
    speed: only for data that can be lost, such as a test's.
    """
    placement = place(folder)
    if _accepts(placement):
        return False
    password(folder)
    with exclusive(folder / "start.lock"):
        if _accepts(placement):
            return False
        _check_space(placement)
        make_private(placement.home, placement.account)
        make_private(placement.sockets, placement.account)
        binaries = find(account=placement.account, major=_data_version(placement))
        if not placement.data.exists():
            _make_cluster(placement, binaries)
        _start(placement, binaries, SETTINGS | (THROWAWAY_SETTINGS if throwaway else {}))
        return True


def stop(folder: Path) -> bool:
    """Stop the server of `folder`, ending its connections; return whether there was one to stop."""
    placement = place(folder)
    with exclusive(folder / "start.lock"):
        if _server_process(placement) is None:
            return False
        binaries = find(account=placement.account, major=_data_version(placement))
        command: Command = [binaries.folder / "pg_ctl", "stop", "-D", placement.data, "-m", "fast", "-w"]
        answer = _run(command, placement.account)
        if answer.returncode != 0 and _server_process(placement) is not None:
            raise PostgresUnavailable(f"PostgreSQL does not stop: {answer.stderr.strip()}")
        if placement.sockets != placement.home:
            with contextlib.suppress(OSError):
                placement.sockets.rmdir()
        return True


def is_running(folder: Path) -> bool:
    """Return whether the server of `folder` accepts connections."""
    return _accepts(place(folder))


def server_process(folder: Path) -> int | None:
    """Return the process id of the server of `folder`, or None without one."""
    return _server_process(place(folder))


def _accepts(placement: Placement) -> bool:
    lines = _pid_file(placement)
    if len(lines) < 8 or lines[7].strip() != "ready":
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(placement.socket))
        except OSError:
            return False
    return True


def _pid_file(placement: Placement) -> list[str]:
    try:
        return (placement.data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []
    except PermissionError as error:
        raise PostgresUnavailable(
            f"{placement.data} belongs to another account. Run Quorum as that account, name another "
            "folder in QUORUM_VAR, or set DATABASE_URL."
        ) from error


def _server_process(placement: Placement) -> int | None:
    """Return the id of the live server process, and None when the file names a dead or foreign one."""
    lines = _pid_file(placement)
    if not lines:
        return None
    process = int(lines[0])
    try:
        os.kill(process, 0)
    except OSError:
        return None
    try:
        command = Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        # Without /proc the file is all there is to go by.
        return None if Path("/proc/self").exists() else process
    return process if os.fsencode(placement.data) in command.split(b"\0") else None


def _data_version(placement: Placement) -> int | None:
    path = placement.data / "PG_VERSION"
    return int(path.read_text()) if path.exists() else None


def _check_space(placement: Placement) -> None:
    placed = placement.data.exists()
    needed = RUNNING_BYTES if placed else NEW_CLUSTER_BYTES
    # The home may not exist yet; the nearest folder above it does.
    folder = next(path for path in (placement.home, *placement.home.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise PostgresUnavailable(
            f"Only {free // 1_000_000} MB are free at {folder}; PostgreSQL needs {needed // 1_000_000} MB. "
            "Free some disk space, or name another folder in QUORUM_VAR."
        )


def _make_cluster(placement: Placement, binaries: Binaries) -> None:
    """Make the data folder with its role and database; it appears only once complete."""
    draft = placement.home / "data.new"
    _run(["rm", "-rf", draft], placement.account)
    with tempfile.NamedTemporaryFile("w", dir="/tmp") as secret:
        secret.write(password(placement.folder))
        secret.flush()
        if placement.account:
            os.fchown(secret.fileno(), placement.account.uid, placement.account.gid)
        command: Command = [
            *(binaries.folder / "initdb", "-D", draft, "--username", ROLE, "--pwfile", secret.name),
            *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C"),
            *(() if os.uname().sysname == "Darwin" else ("--lc-ctype", "C.UTF-8")),
        ]
        answer = _run(command, placement.account)
    if answer.returncode == 0:
        single: Command = [binaries.folder / "postgres", "--single", "-D", draft, "postgres"]
        answer = _run(single, placement.account, text=f"CREATE DATABASE {DATABASE};\n")
    if answer.returncode == 0:
        answer = _run(["mv", draft, placement.data], placement.account)
    if answer.returncode != 0:
        raise PostgresUnavailable(f"Cannot make {placement.data}: {_tail(answer.stdout + answer.stderr)}")


def _start(placement: Placement, binaries: Binaries, settings: dict[str, str]) -> None:
    if _server_process(placement) is None:
        # The number in a file left by a killed server may be some other process's by now, and
        # PostgreSQL would take that process for itself.
        _run(["rm", "-f", placement.data / "postmaster.pid", f"{placement.socket}.lock"], placement.account)
    options = settings | {"unix_socket_directories": f'"{placement.sockets}"'}
    command: Command = [
        *(binaries.folder / "pg_ctl", "start", "-D", placement.data, "-l", placement.log),
        *("-w", "-t", str(START_TIMEOUT_S)),
        *("-o", " ".join(f"-c {name}={shlex.quote(value)}" for name, value in options.items())),
    ]
    deadline = time.monotonic() + START_TIMEOUT_S
    while not _accepts(placement):
        if time.monotonic() > deadline:
            raise PostgresUnavailable(f"PostgreSQL does not become ready; see {placement.log}.")
        if _server_process(placement) is None and _run(command, placement.account).returncode != 0:
            last = _tail(_log_text(placement))
            # Backends of a killed server take a moment to notice and let go of its memory.
            if "shared memory block" not in last:
                raise PostgresUnavailable(f"PostgreSQL does not start; {placement.log} ends with: {last}")
        time.sleep(0.02)


def _log_text(placement: Placement) -> str:
    return placement.log.read_text(errors="replace") if placement.log.exists() else ""


def _tail(text: str) -> str:
    return " / ".join(text.strip().splitlines()[-4:])


def _run(command: Command, account: Account | None, *, text: str = "") -> subprocess.CompletedProcess[str]:
    """Run a PostgreSQL program as the server's account, untouched by the caller's PG* variables."""
    identity: dict[str, Any] = {}
    if account:
        identity = {"user": account.uid, "group": account.gid, "extra_groups": []}
    try:
        return subprocess.run(
            command,
            input=text,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            **identity,
        )
    except OSError as error:
        whom = f" as {account.name}" if account else ""
        raise PostgresUnavailable(f"Cannot run {command[0]}{whom}: {error.strerror}.") from error
