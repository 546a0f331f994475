"""TCP ports of this machine."""

from __future__ import annotations

import errno
import socket
from pathlib import Path

from quorum.domain.errors import OurFault


class PortTaken(OurFault):
    """Another process listens on the wanted port."""

    code = "port_taken"


def check_free(host: str, port: int) -> None:
    """Raise `PortTaken`, naming the holder where the system tells, unless `port` can be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except PermissionError as error:
            raise PortTaken(f"Only root may listen on port {port}. Choose another, e.g. PORT=8000.") from error
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise PortTaken(f"Cannot listen on {host}:{port}: {error.strerror}.") from error
            raise PortTaken(
                f"Port {port} is taken{_by_whom(port)}. Stop that process or choose another port, "
                f"e.g. PORT={port + 1}."
            ) from error


def free_port(host: str = "127.0.0.1") -> int:
    """Return a port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _by_whom(port: int) -> str:
    """Name the process that listens on `port`; empty where the system does not tell."""
    inodes = _listening_inodes(port)
    for descriptor in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            target = str(descriptor.readlink())
            process = descriptor.parents[1]
            if target.startswith("socket:[") and target[8:-1] in inodes:
                command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                return f" by process {process.name} ({command.strip()[:80]})"
        except OSError:
            continue
    return ""


def _listening_inodes(port: int) -> set[str]:
    found = set()
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        if not table.exists():
            continue
        for line in table.read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and int(fields[1].rsplit(":", 1)[1], 16) == port:
                found.add(fields[9])
    return found
