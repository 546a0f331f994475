"""Columns of CSV and Parquet files as places in their lists of distinct values."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
from numpy.typing import NDArray
from pyarrow import parquet
from tqdm import tqdm

from quorum.domain.errors import UserFault

CSV_SUFFIXES = {".csv": ",", ".tsv": "\t"}
PARQUET_SUFFIXES = {".parquet", ".pq"}
EMPTY = -1
_CODED_TEXT = pa.dictionary(pa.int32(), pa.string())


class TableInvalid(UserFault):
    """A file cannot be read, or does not hold what it should."""

    code = "table_invalid"


@dataclass(frozen=True)
class Coded:
    """One column: `codes` (rows,) are places in `values`, the distinct texts in order of appearance.

    An empty or missing value has the code EMPTY; every value is used by some row.
    """

    codes: NDArray[np.int32]
    values: pa.StringArray

    def first_row_without_value(self) -> int | None:
        """Return the first row whose value is missing, None when there is none."""
        missing = self.codes == EMPTY
        return int(missing.argmax()) if missing.any() else None

    def first_row_of(self, codes: Sequence[int]) -> int:
        """Return the first row that holds one of `codes`."""
        return int(np.isin(self.codes, np.asarray(codes, np.int32)).argmax())


@dataclass(frozen=True)
class Table:
    """Some columns of a file under the names that Quorum gives them."""

    path: Path
    columns: Mapping[str, Coded]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())).codes)

    def place(self, row: int) -> str:
        """Return how a message names a row: counted from 1, the header of a CSV file being row 1."""
        return f"{self.path.name}, row {row + (2 if self.path.suffix.lower() in CSV_SUFFIXES else 1)}"


def near(wanted: str, known: Sequence[str]) -> list[str]:
    """Return up to three of `known` that read like `wanted`, whatever their case."""
    folded: dict[str, str] = {}
    for text in known:
        folded.setdefault(text.casefold(), text)
    return [folded[match] for match in get_close_matches(wanted.casefold(), list(folded), n=3, cutoff=0.6)]


def column_names(path: Path) -> list[str]:
    """Return the header of a file; raises TableInvalid when there is no file or no header to read."""
    _check_kind(path)
    with _explained(path):
        if path.suffix.lower() in PARQUET_SUFFIXES:
            names = list(parquet.read_schema(path).names)
        else:
            with path.open(encoding="utf-8-sig", newline="") as file:
                names = next(csv.reader(file, delimiter=CSV_SUFFIXES[path.suffix.lower()]), [])
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise TableInvalid(
            f"{path.name}: the column {twice[0]!r} stands twice in the header.", code="column_twice"
        )
    return names


def choose_columns(
    path: Path, *, forms: Sequence[Sequence[str]], optional: Sequence[str], renamed: Mapping[str, str]
) -> dict[str, str]:
    """Return our column names with those of the file, for the first of `forms` that the file has in full.

    `renamed` says what the file calls a column. Raises TableInvalid, naming what the file does have.
    """
    header = column_names(path)
    known = sorted({*optional, *(name for form in forms for name in form)})
    for ours, theirs in renamed.items():
        if ours not in known:
            raise TableInvalid(
                f"{ours!r} is no column of this file: {', '.join(known)}.", code="column_unknown"
            )
        if theirs not in header:
            raise _column_missing(path, ours, theirs, header)
    for form in forms:
        chosen = {name: renamed.get(name, name) for name in [*form, *optional]}
        present = {ours: theirs for ours, theirs in chosen.items() if theirs in header}
        # A column that was renamed settles which form is meant: the other form's name is an extra column.
        if all(name in present for name in form) and not (renamed.keys() - set(form) - set(optional)):
            return present
    best = max(forms, key=lambda form: sum(renamed.get(name, name) in header for name in form))
    missing = next((name for name in best if renamed.get(name, name) not in header), best[-1])
    raise _column_missing(path, missing, renamed.get(missing, missing), header)


def _column_missing(path: Path, ours: str, name: str, header: Sequence[str]) -> TableInvalid:
    return TableInvalid(
        f"{path.name} has no column {name!r}; it has {', '.join(header) or 'none'}. "
        f"Say which one is meant, as in {ours}={(near(name, header) or header or ['NAME'])[0]}.",
        code="column_missing",
        column=name,
    )


def read_table(path: Path, columns: Mapping[str, str]) -> Table:
    """Return the columns {our name: the file's name} of a file; raises TableInvalid."""
    _check_kind(path)
    read = _read_parquet if path.suffix.lower() in PARQUET_SUFFIXES else _read_csv
    with _explained(path):
        return Table(path, read(path, columns))


def _check_kind(path: Path) -> None:
    if path.suffix.lower() not in PARQUET_SUFFIXES | CSV_SUFFIXES.keys():
        raise TableInvalid(
            f"{path.name}: the file must end in .csv, .tsv or .parquet.", code="file_kind_unknown"
        )


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise TableInvalid(f"{path} does not exist.", code="file_missing") from error
    except (OSError, UnicodeDecodeError, csv.Error, pa.ArrowException) as error:
        reason = " ".join(str(error).split())
        raise TableInvalid(f"{path.name} cannot be read: {reason}", code="file_unreadable") from error


def _read_parquet(path: Path, columns: Mapping[str, str]) -> dict[str, Coded]:
    schema = parquet.read_schema(path)
    texts = [name for name in columns.values() if pa.types.is_string(schema.field(name).type)]
    file = parquet.ParquetFile(path, read_dictionary=texts)
    chunks: dict[str, list[pa.Array]] = {name: [] for name in columns}
    for group in tqdm(range(file.num_row_groups), desc="Reading", leave=False, disable=None):
        part = file.read_row_group(group, columns=sorted(set(columns.values())))
        for ours, theirs in columns.items():
            chunks[ours] += map(_as_coded, part.column(theirs).chunks)
    return {name: _joined(pa.chunked_array(chunks.pop(name), type=_CODED_TEXT)) for name in columns}


def _as_coded(chunk: pa.Array) -> pa.DictionaryArray:
    encoded = chunk if pa.types.is_dictionary(chunk.type) else chunk.dictionary_encode()
    return pa.DictionaryArray.from_arrays(
        encoded.indices.cast(pa.int32()), encoded.dictionary.cast(pa.string())
    )


def _read_csv(path: Path, columns: Mapping[str, str]) -> dict[str, Coded]:
    try:
        table = _parse_csv(path, columns, breaks_in_values=False)
    except pa.ArrowInvalid:
        # Line breaks inside quotes are rare, and looking out for them costs time on large files.
        table = _parse_csv(path, columns, breaks_in_values=True)
    return {ours: _joined(table.column(theirs)) for ours, theirs in columns.items()}


def _parse_csv(path: Path, columns: Mapping[str, str], *, breaks_in_values: bool) -> pa.Table:
    size = path.stat().st_size
    uneven: list[arrow_csv.InvalidRow] = []

    def note(row: arrow_csv.InvalidRow) -> str:
        uneven.append(row)
        return "error"

    with (
        path.open("rb") as raw,
        tqdm.wrapattr(
            raw, "read", total=size, desc="Reading", leave=False, disable=None, unit="B", unit_scale=True
        ) as file,
    ):
        try:
            return arrow_csv.read_csv(
                file,
                # Only one thread knows the numbers of rows.
                read_options=arrow_csv.ReadOptions(use_threads=not breaks_in_values),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=CSV_SUFFIXES[path.suffix.lower()],
                    newlines_in_values=breaks_in_values,
                    invalid_row_handler=note if breaks_in_values else None,
                ),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(columns.values(), _CODED_TEXT),
                    include_columns=list(columns.values()),
                    strings_can_be_null=False,
                ),
            )
        except pa.ArrowInvalid as error:
            if not uneven:
                raise
            row = uneven[0]
            raise TableInvalid(
                f"{path.name}, row {row.number}: {row.actual_columns} values where the header names "
                f"{row.expected_columns}.",
                code="rows_uneven",
            ) from error


def _joined(column: pa.ChunkedArray) -> Coded:
    """Return the chunks of a column over one list of values, without those that no row uses."""
    whole = column.unify_dictionaries().combine_chunks()
    chunks: list[Any] = whole.chunks if isinstance(whole, pa.ChunkedArray) else [whole]
    if not chunks:
        return Coded(np.empty(0, np.int32), pa.array([], pa.string()))
    array = chunks[0]
    codes = np.asarray(array.indices.fill_null(EMPTY), dtype=np.int32)
    values = array.dictionary
    used = np.zeros(len(values) + 1, bool)
    used[codes] = True
    filled = used[:-1] & np.asarray(pc.fill_null(pc.not_equal(values, ""), False))
    if filled.all():
        return Coded(codes, values)
    places = np.full(len(values) + 1, EMPTY, np.int32)
    places[:-1][filled] = np.arange(filled.sum(), dtype=np.int32)
    return Coded(places[codes], values.filter(pa.array(filled)))
