"""The address of the embedded PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from quorum.config import secret_file
from quorum.config.postgres.errors import PostgresUnavailable
from quorum.config.postgres.placement import place

ROLE = "quorum"
DATABASE = "quorum"


def embedded_url(folder: Path) -> str:
    """Return the URL of the embedded server of `folder`, running or not.

    The host is the socket's folder, percent-encoded; the password is made once and kept beside the
    data in a file that only its owner can read.
    """
    sockets = quote(str(place(folder).sockets), safe="")
    return f"postgres://{ROLE}:{password(folder)}@{sockets}:5432/{DATABASE}"


def password(folder: Path) -> str:
    """Return the password of the embedded server of `folder`, making it at first use."""
    path = folder / "password"
    try:
        return secret_file.read_or_make(path)
    except OSError as error:
        raise PostgresUnavailable(
            f"Cannot read or write {path}: {error.strerror}. Run Quorum as the owner of {folder}, name "
            "another folder in QUORUM_VAR, or set DATABASE_URL."
        ) from error
