"""Reading CSV tables that people save from spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from quorum.subjects.errors import ImportInvalid

DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Line:
    """A row of a table: its line in the file (the header is line 1), its cells by column, cells beyond."""

    number: int
    cells: dict[str, str]
    surplus: int


@dataclass(frozen=True)
class Table:
    """A CSV file: column names as written, stripped, and its rows."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]


def read_table(path: Path) -> Table:
    """Read a CSV in UTF-8, separated by comma, semicolon or tab; raise `ImportInvalid`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ImportInvalid(
            f"{path.name} cannot be read; save it as CSV in UTF-8.", code="table_unreadable"
        ) from error
    header = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=header.count)
    try:
        rows = list(_numbered(text, delimiter))
    except csv.Error as error:
        raise ImportInvalid(f"{path.name} is not a CSV file: {error}.", code="table_unreadable") from error
    if not rows:
        raise ImportInvalid(f"{path.name} is empty.", code="table_unreadable")
    columns = tuple(name.strip() for name in rows[0][1])
    if "\0" in "".join(columns):
        raise ImportInvalid(f"{path.name} has a zero byte in its first line.", code="table_unreadable")
    if len(set(columns)) < len(columns):
        raise ImportInvalid(f"{path.name} has two columns of the same name.", code="table_unreadable")
    lines = tuple(
        Line(
            number,
            {name: cell.strip() for name, cell in zip(columns, cells, strict=False)},
            max(0, len(cells) - len(columns)),
        )
        for number, cells in rows[1:]
        if any(cell.strip() for cell in cells)
    )
    return Table(columns, lines)


def _numbered(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    start = 1
    for cells in reader:
        yield start, cells
        start = reader.line_num + 1
