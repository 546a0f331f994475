"""Locks between processes, held by open files and let go by the kernel when a process dies."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from quorum.config.postgres.errors import PostgresUnavailable


@contextlib.contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock alone, waiting for every other holder."""
    with opened(path) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def opened(path: Path) -> IO[bytes]:
    """Return the lock's file, made when missing."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("ab")
    except OSError as error:
        raise PostgresUnavailable(
            f"Cannot write {path}: {error.strerror}. Run Quorum as the owner of {path.parent}, or name "
            "another folder in QUORUM_VAR."
        ) from error
