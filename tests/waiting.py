"""Waiting for what other processes, threads and sessions of the tests' database do."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import connection

PATIENCE_S = 30


def eventually(fact: Callable[[], bool]) -> None:
    """Wait until `fact()`, which asks the database, say."""
    deadline = time.monotonic() + PATIENCE_S
    while not fact():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)


def wait_for_a_waiting_session() -> None:
    """Return once a session of this database waits for a lock; raise TimeoutError after ten seconds."""
    deadline = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(
                "select count(*) from pg_stat_activity"
                " where datname = current_database() and wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise TimeoutError("nobody waits")


def wait_until_nobody_works() -> None:
    """Return once no other session of this database has been in a transaction for a quarter of a second.

    Emptying the tables beside a session that works is a deadlock, and the loser is not always the session.
    """
    deadline = time.monotonic() + 30
    quiet_since = time.monotonic()
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(
                "select count(*) from pg_stat_activity where datname = current_database()"
                " and pid <> pg_backend_pid() and xact_start is not null and backend_type = 'client backend'"
            )
            if cursor.fetchone()[0]:
                quiet_since = time.monotonic()
            elif time.monotonic() - quiet_since > 0.25:
                return
            time.sleep(0.02)
    raise TimeoutError("somebody works on")
