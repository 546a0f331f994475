"""A real PostgreSQL for the tests: DATABASE_URL's, else an embedded one that is thrown away."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.contrib.contenttypes.management import create_contenttypes
from django.db import connection
from django.db.models.signals import post_migrate
from psycopg.sql import SQL, Identifier

from quorum.config import postgres
from tests.runs import lives


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[None]:
    """Keep the embedded server up for this run; the last of several runs at once stops it."""
    if settings.EMBEDDED_POSTGRES is None:
        yield
        return
    with postgres.lease(settings.EMBEDDED_POSTGRES, throwaway=True):
        _drop_databases_of_dead_runs()
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(postgres_server: None) -> None:
    """Start the server before pytest-django makes this run's database in it, as a copy of a migrated one."""
    connection.settings_dict["TEST"]["TEMPLATE"] = _migrated_template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Write permissions and content types once, and not again after every emptying of the tables."""
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    post_migrate.disconnect(create_contenttypes)
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("select rolsuper from pg_roles where rolname = current_user")
        if cursor.fetchone()[0]:
            connection.ops.sql_flush = _emptying


@pytest.fixture(scope="session")
def database_url(django_db_setup: None) -> str:
    """Return the URL of this run's database, for processes that a test starts."""
    return _url_of(settings.DATABASES["default"]["NAME"])


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Return a fresh folder that the account of root's embedded server can pass through.

    Pytest's own temporary folders are closed to other accounts.
    """
    with tempfile.TemporaryDirectory(prefix="quorum-", dir="/tmp") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def _url_of(name: str) -> str:
    database = settings.DATABASES["default"]
    user, password, host = (quote(str(database[key]), safe="") for key in ("USER", "PASSWORD", "HOST"))
    return f"postgres://{user}:{password}@{host}:{database['PORT'] or 5432}/{name}"


def _migrated_template() -> str:
    """Return the name of a database with all migrations, which is made when they have changed.

    Migrating takes twenty seconds of each process, and copying a fraction of one.
    """
    name, draft = f"quorum_template_{_digest_of_migrations()}", f"quorum_draft_{os.getpid()}"
    with psycopg.connect(_url_of("postgres"), autocommit=True) as server:
        server.execute("select pg_advisory_lock(hashtext('quorum test template'))")
        known = {row[0] for row in server.execute("select datname from pg_database")}
        if name not in known:
            for old in (one for one in known if one.startswith(("quorum_template_", "quorum_draft_"))):
                server.execute(SQL("drop database if exists {} with (force)").format(Identifier(old)))
            server.execute(SQL("create database {}").format(Identifier(draft)))
            command = [sys.executable, str(settings.REPOSITORY / "manage.py"), "migrate", "--verbosity", "0"]
            subprocess.run(command, env={**os.environ, "DATABASE_URL": _url_of(draft)}, check=True)
            server.execute(SQL("alter database {} rename to {}").format(Identifier(draft), Identifier(name)))
    return name


def _digest_of_migrations() -> str:
    """Return what changes with our migrations, and with the releases of packages that have some."""
    digest = hashlib.sha256("".join(map(version, ("django", "django-allauth"))).encode())
    for path in sorted((settings.REPOSITORY / "platform").glob("quorum/*/migrations/*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


_PARTITIONS = "select inhrelid::regclass from pg_inherits where inhparent = 'classification'::regclass"


def _emptying(style: Any, tables: Sequence[str], **options: bool) -> list[str]:
    """Return what empties the tables that have rows; TRUNCATE would cost the same for each of all.

    Partitions of the rounds go: thousands of them would make every later statement slow.
    """
    asked = " union all ".join(f"(select '{table}' from \"{table}\" limit 1)" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(asked)
        filled = [row[0] for row in cursor.fetchall()]
        cursor.execute(_PARTITIONS)
        partitions = [row[0] for row in cursor.fetchall()]
    return [
        # Without triggers: neither references nor what keeps the audit log from being changed.
        "set local session_replication_role = replica",
        *(f'delete from "{table}"' for table in filled),
        *(f"drop table {partition}" for partition in partitions),
    ]


def _drop_databases_of_dead_runs() -> None:
    with psycopg.connect(_url_of("postgres"), autocommit=True) as server:
        query = r"SELECT datname FROM pg_database WHERE datname ~ '^test_quorum_\d+(_gw\d+)?$'"
        for (name,) in server.execute(query).fetchall():
            if not lives(int(name.split("_")[2])):
                server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
