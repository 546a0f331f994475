"""A table of somebody's own data: a query, its columns with their meanings, and rows fit for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quorum.releases.rows import harmless, stream, truth, utc


@dataclass(frozen=True)
class OwnTable:
    """One CSV file. `query` asks for the columns in order, by the ids `%(volunteers)s` of one person."""

    name: str
    about: str
    columns: Mapping[str, str]
    query: str

    def rows(self, volunteer_ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows: times as ISO 8601 in UTC, texts so that no spreadsheet runs them."""
        if volunteer_ids:
            for row in stream(self.query, {"volunteers": list(volunteer_ids)}):
                yield tuple(_cell(value) for value in row)


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return utc(value)
    if isinstance(value, bool):
        return truth(value)
    return harmless(value) if isinstance(value, str) else value
