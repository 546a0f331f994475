"""Rows out of PostgreSQL in constant memory, and into CSV as bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection

FETCH = 5000
CHUNK_CHARACTERS = 64 * 1024
# Spreadsheets run a cell that begins with one of these. The apostrophe is among them so that
# taking one leading apostrophe away always gives back what was written.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "'")


def stream(query: str, parameters: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield a query's rows through a server-side cursor: one snapshot, `FETCH` rows in memory.

    The cursor outlives its transaction, so that a slow download holds back no vacuum.
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, parameters)
        while rows := cursor.fetchmany(FETCH):
            yield from rows


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Yield a CSV file (RFC 4180, UTF-8) in pieces; None is an empty field."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    # The header goes out at once: the first row may take the database a while.
    yield text.getvalue().encode()
    text.seek(0)
    text.truncate()
    for row in rows:
        writer.writerow(row)
        if text.tell() >= CHUNK_CHARACTERS:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def harmless(text: str) -> str:
    """Return free text so that no spreadsheet runs it: an apostrophe goes before a dangerous start.

    Lossless: a reader who removes one leading apostrophe has the original.
    """
    return "'" + text if text.startswith(_DANGEROUS) else text


def utc(moment: datetime | None) -> str:
    """Return a time as ISO 8601 UTC with milliseconds and Z; empty for none."""
    if moment is None:
        return ""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def truth(value: bool) -> str:
    """Return true or false, as CSV readers of R, pandas and DuckDB understand it."""
    return "true" if value else "false"
