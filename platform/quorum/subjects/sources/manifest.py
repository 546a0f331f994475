"""A CSV manifest: one row per subject, its channels as paths, everything else as columns.

Columns: `external_id`, `location:<channel>` or `location` (a stack with all channels),
`metadata:<name>`, `label` or `labels`, `pixel_size_um`, `credit`, `licence`, `source`.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from quorum.subjects.archives import unpacked_folder
from quorum.subjects.errors import ImageRefused, ImportInvalid, ProblemCode
from quorum.subjects.options import ImportOptions
from quorum.subjects.rows import Listing, Location, PlaneChoice, Problem, Refusal, Row, WholeStack
from quorum.subjects.sources.paths import find_table, invalid_id_reason, path_inside
from quorum.subjects.sources.tables import Line, Table, read_table

MANIFEST_FILE = "manifest.csv"
# Length limits of the texts that have a column of their own in the database.
LIMITS = {
    "credit": 300,
    "licence": 120,
    "source": 300,
    "metadata:antibody": 64,
    "metadata:gene": 64,
    "metadata:cell_line": 64,
    "metadata:plate": 64,
    "metadata:well": 16,
}
OTHER_COLUMNS = frozenset({"external_id", "location", "label", "labels", "pixel_size_um", *LIMITS})


@dataclass(frozen=True)
class _Places:
    """Where files of a manifest may be: `bases` are tried in order, all of them within `folder`."""

    folder: Path
    bases: tuple[Path, ...]

    def find(self, text: str) -> Path:
        """Return the file of that name; raise `ImageRefused`."""
        for base in self.bases[:-1]:
            try:
                return path_inside(self.folder, text, base=base)
            except ImageRefused as refusal:
                if refusal.problem is not ProblemCode.FILE_MISSING:
                    raise
        return path_inside(self.folder, text, base=self.bases[-1])

    def has(self, text: str) -> bool:
        """Say whether there is a file of that name."""
        return any((base / text).is_file() for base in self.bases)


def list_rows(*, folder: Path, channels: Collection[str], options: ImportOptions) -> Listing:
    """List the rows of the manifest, `manifest.csv` or the only CSV of the folder, in its order."""
    path = _manifest_file(folder, options)
    table = read_table(path)
    if "external_id" not in table.columns:
        raise ImportInvalid(f"{path.name} has no column external_id.", code="column_missing")
    places = _Places(folder, _bases(folder, path, options))
    entries: list[Row | Refusal] = []
    earlier: dict[str, int] = {}
    for line in table.lines:
        entries.append(_entry(line, places, channels, earlier))
        earlier.setdefault(line.cells.get("external_id", ""), line.number)
    return Listing(tuple(entries), tuple(_remarks(table, channels)), path.name)


def _manifest_file(folder: Path, options: ImportOptions) -> Path:
    path = folder / options.manifest if options.manifest else find_table(folder, MANIFEST_FILE, "*.csv")
    if path is None or not path.is_file():
        name = path.name if path else MANIFEST_FILE
        raise ImportInvalid(f"There is no file {name}.", code="manifest_missing")
    return path


def _bases(folder: Path, table: Path, options: ImportOptions) -> tuple[Path, ...]:
    """Return where relative paths start: beside the manifest, else in the archives that came with it."""
    archives = tuple(unpacked_folder(folder, name) for name in options.archives)
    return (table.parent if table.is_relative_to(folder) else folder, *archives)


def _remarks(table: Table, channels: Collection[str]) -> Iterator[Problem]:
    for column in table.columns:
        kind, _, name = column.partition(":")
        if kind == "location" and name and name not in channels:
            reason = "The column is left out: the project has no channel of that name."
            yield Problem(1, "", column[:64], ProblemCode.UNKNOWN_CHANNEL, reason)
        elif column not in OTHER_COLUMNS and not (name and kind in {"location", "metadata"}):
            reason = f"The column is left out; call it metadata:{column[:60]} to keep it."
            yield Problem(1, "", column[:64], ProblemCode.UNKNOWN_COLUMN, reason)


def _entry(line: Line, places: _Places, channels: Collection[str], earlier: dict[str, int]) -> Row | Refusal:
    external_id = line.cells.get("external_id", "")
    row = Row(line.number, external_id[:200], {})
    reason = invalid_id_reason(external_id)
    if reason:
        return Refusal((row.problem("external_id", ProblemCode.INVALID_ID, reason),))
    if external_id in earlier:
        reason = f"The id stands in row {earlier[external_id]} already."
        return Refusal((row.problem("external_id", ProblemCode.DUPLICATE_ID, reason),))
    problems = list(_value_problems(line, row))
    locations: dict[str, Location] = {}
    for column, key in _location_columns(line, channels):
        try:
            locations |= _located(places, line.cells[column], key, channels)
        except ImageRefused as refusal:
            problems.append(row.problem(column, refusal.problem, refusal.message))
    if problems:
        return Refusal(tuple(problems))
    pixel_size = line.cells.get("pixel_size_um", "")
    return Row(
        number=line.number,
        external_id=external_id,
        locations=locations,
        metadata={
            name.removeprefix("metadata:"): cell
            for name, cell in line.cells.items()
            if name.startswith("metadata:") and cell
        },
        labels=_labels(line),
        pixel_size_um=float(pixel_size) if pixel_size else None,
        credit=line.cells.get("credit", ""),
        licence=line.cells.get("licence", ""),
        source=line.cells.get("source", ""),
    )


def _value_problems(line: Line, row: Row) -> Iterator[Problem]:
    if line.surplus:
        yield row.problem("", ProblemCode.INVALID_VALUE, "The row has more cells than the header.")
    for name, limit in LIMITS.items():
        if len(line.cells.get(name, "")) > limit:
            yield row.problem(name, ProblemCode.INVALID_VALUE, f"Longer than {limit} characters.")
    for name, cell in line.cells.items():
        if "\0" in cell:
            yield row.problem(name[:64], ProblemCode.INVALID_VALUE, "The cell holds a zero byte.")
    size = line.cells.get("pixel_size_um", "")
    if size and not _is_positive(size):
        yield row.problem("pixel_size_um", ProblemCode.INVALID_VALUE, "Not a number above 0.")


def _location_columns(line: Line, channels: Collection[str]) -> Iterator[tuple[str, str | None]]:
    """Yield the columns that name files: a stack first, so that a channel's own column beats it."""
    if line.cells.get("location"):
        yield "location", None
    for key in channels:
        if line.cells.get(f"location:{key}"):
            yield f"location:{key}", key


def _located(places: _Places, text: str, key: str | None, channels: Collection[str]) -> dict[str, Location]:
    if key is None:
        path = places.find(text)
        return {channel: Location(path, WholeStack.BY_CHANNEL) for channel in channels}
    name, mark, plane = text.rpartition("#")
    if not mark or places.has(text):
        return {key: Location(places.find(text))}
    return {key: Location(places.find(name), _plane_choice(plane))}


def _plane_choice(text: str) -> PlaneChoice:
    """Read what stands behind `#`: a page counted from 1, as image viewers do, or a channel's name."""
    return int(text) - 1 if text.isascii() and text.isdigit() else text


def _labels(line: Line) -> tuple[str, ...] | None:
    text = line.cells.get("labels") or line.cells.get("label") or ""
    labels = tuple(label.strip() for label in text.replace("|", ";").split(";") if label.strip())
    return labels or None


def _is_positive(text: str) -> bool:
    try:
        number = float(text)
    except ValueError:
        return False
    return math.isfinite(number) and number > 0
