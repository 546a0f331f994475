"""Where an embedded PostgreSQL lives and which account runs it.

A normal user runs the server as himself. PostgreSQL refuses to run as root, so root hands it to an
unprivileged account: the owner of existing data, else `postgres`, else `nobody`.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from quorum.config.postgres.errors import PostgresUnavailable

# Where root keeps what an unprivileged account must reach when the checkout is closed to it.
SYSTEM_FOLDER = Path("/var/lib/quorum")
UNPRIVILEGED = ("postgres", "nobody")
# A socket address holds 108 bytes on Linux and 104 on macOS.
SOCKET_PATH_LIMIT = 99
SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True)
class Account:
    """An unprivileged account of this machine."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Placement:
    """The files of one embedded server.

    `folder` is what the caller named and holds the password and the locks; `home` belongs to the
    server's account; `account` is None when the server runs as the caller.
    """

    folder: Path
    home: Path
    sockets: Path
    account: Account | None

    @property
    def data(self) -> Path:
        """Return the data folder, which exists only once complete."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """Return the server's log file."""
        return self.home / "server.log"

    @property
    def socket(self) -> Path:
        """Return the server's socket."""
        return self.sockets / SOCKET_NAME


def place(folder: Path) -> Placement:
    """Return the placement of the server of `folder`; the same answer in every process."""
    folder = folder.resolve()
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    near, far = folder / "cluster", SYSTEM_FOLDER / digest
    account = _server_account((near, far))
    home = near
    if account and not (near / "data").exists() and ((far / "data").exists() or not reaches(account, folder)):
        home = far
    sockets = home
    if len(os.fsencode(home / SOCKET_NAME)) > SOCKET_PATH_LIMIT:
        sockets = Path("/tmp") / f"quorum-{account.uid if account else os.geteuid()}-{digest}"
    return Placement(folder, home, sockets, account)


def reaches(account: Account, path: Path) -> bool:
    """Return whether `account` may pass through `path` and every folder above it."""
    for folder in (path, *path.parents):
        if not folder.exists():
            continue
        facts = folder.stat()
        if facts.st_uid == account.uid:
            bit = stat.S_IXUSR
        elif facts.st_gid == account.gid:
            bit = stat.S_IXGRP
        else:
            bit = stat.S_IXOTH
        if not facts.st_mode & bit:
            return False
    return True


def make_private(folder: Path, account: Account | None) -> None:
    """Make `folder` with mode 0700 for the server's account; refuse one that somebody else owns."""
    owner = account.uid if account else os.geteuid()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if folder.parent == SYSTEM_FOLDER:
            SYSTEM_FOLDER.chmod(0o755)
        folder.mkdir(mode=0o700, exist_ok=True)
        if account and folder.lstat().st_uid == 0:
            os.chown(folder, account.uid, account.gid, follow_symlinks=False)
    except OSError as error:
        raise PostgresUnavailable(f"Cannot make {folder}: {error.strerror}.") from error
    facts = folder.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != owner:
        raise PostgresUnavailable(
            f"{folder} belongs to another account (uid {facts.st_uid}). Run Quorum as that account, "
            "or name another folder in QUORUM_VAR."
        )


def _server_account(homes: tuple[Path, ...]) -> Account | None:
    if os.geteuid() != 0:
        return None
    for home in homes:
        if (home / "data").exists() and (owner := (home / "data").stat().st_uid) != 0:
            entry = pwd.getpwuid(owner)
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise PostgresUnavailable(
        "PostgreSQL refuses to run as root, and this machine has neither of the accounts postgres and "
        "nobody. Run Quorum as a normal user, or set DATABASE_URL."
    )
