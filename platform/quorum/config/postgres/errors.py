"""What goes wrong with the embedded PostgreSQL."""

from __future__ import annotations

from quorum.domain.errors import OurFault


class PostgresUnavailable(OurFault):
    """The embedded PostgreSQL cannot be used; the message says what to do about it."""

    code = "postgres_unavailable"
