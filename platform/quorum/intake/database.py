"""The writer's connection to the database of the settings."""

from __future__ import annotations

from typing import Any

import psycopg
from django.conf import settings
from django.db import connections
from psycopg.rows import tuple_row

from quorum.intake.standing import Connection

# Every statement touches a few rows by key. Planned once, for index probes, whatever the statistics
# of a table that was filled a moment ago may say.
_PLANNING = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin")


def connect() -> Connection:
    """Open a connection for the intake alone: prepared statements, no waiting beyond the requests' patience."""
    # Address and options (TLS, say) as Django has them; adapters and cursors are psycopg's own.
    parameters: dict[str, Any] = connections["default"].get_connection_params()
    for name in ("context", "cursor_factory", "prepare_threshold"):
        parameters.pop(name, None)
    connection = psycopg.connect(
        **{"connect_timeout": 5} | parameters,
        application_name="quorum intake",
        autocommit=True,
        prepare_threshold=0,
        row_factory=tuple_row,
    )
    timeout_ms = round(settings.INTAKE_TIMEOUT_S * 1000 / 3)
    connection.execute("select set_config('statement_timeout', %s, false)", (str(timeout_ms),))
    connection.execute("select set_config('plan_cache_mode', 'force_generic_plan', false)")
    connection.execute("select set_config('TimeZone', 'UTC', false)")
    for name in _PLANNING:
        connection.execute("select set_config(%s, 'off', false)", (name,))
    return connection
