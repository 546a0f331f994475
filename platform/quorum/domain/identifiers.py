"""Public identifiers: time-ordered UUIDs (version 7, RFC 9562)."""

from __future__ import annotations

from uuid import UUID

from uuid_utils import compat


def new_public_id() -> UUID:
    """Return a fresh UUIDv7; database keys inside stay bigint and never leave the server."""
    return UUID(bytes=compat.uuid7().bytes)
