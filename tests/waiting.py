"""Waiting until PostgreSQL says that one session waits for another."""

from __future__ import annotations

import time

from django.db import connection


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
