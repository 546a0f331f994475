"""Share one embedded PostgreSQL between processes: the first starts it, the last stops it."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path

from quorum.config.postgres.locks import opened
from quorum.config.postgres.server import ensure_running, stop


@contextlib.contextmanager
def lease(folder: Path, *, throwaway: bool = False) -> Iterator[None]:
    """Keep the server of `folder` running inside the block; stop it after the last lease anywhere."""
    with opened(folder / "lease.lock") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        ensure_running(folder, throwaway=throwaway)
        try:
            yield
        finally:
            if _is_last(file.fileno()):
                stop(folder)


def _is_last(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
