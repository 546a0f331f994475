"""A real PostgreSQL for the tests: DATABASE_URL's, else an embedded one that is thrown away."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.contrib.contenttypes.management import create_contenttypes
from django.db.models.signals import post_migrate

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
    """Start the server before pytest-django makes this run's database in it."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Write permissions and content types once, and not again after every emptying of the tables."""
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    post_migrate.disconnect(create_contenttypes)


@pytest.fixture(scope="session")
def database_url(django_db_setup: None) -> str:
    """Return the URL of this run's database, for processes that a test starts."""
    database = settings.DATABASES["default"]
    user, password, host = (quote(str(database[key]), safe="") for key in ("USER", "PASSWORD", "HOST"))
    return f"postgres://{user}:{password}@{host}:{database['PORT'] or 5432}/{database['NAME']}"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Return a fresh folder that the account of root's embedded server can pass through.

    Pytest's own temporary folders are closed to other accounts.
    """
    with tempfile.TemporaryDirectory(prefix="quorum-", dir="/tmp") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def _drop_databases_of_dead_runs() -> None:
    database = settings.DATABASES["default"]
    with psycopg.connect(
        host=database["HOST"],
        port=database["PORT"],
        user=database["USER"],
        password=database["PASSWORD"],
        dbname="postgres",
        autocommit=True,
    ) as connection:
        query = r"SELECT datname FROM pg_database WHERE datname ~ '^test_quorum_\d+(_gw\d+)?$'"
        for (name,) in connection.execute(query).fetchall():
            if not lives(int(name.split("_")[2])):
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
