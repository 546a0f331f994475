"""The file of results: one row per task and label."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
from numpy.typing import NDArray
from pyarrow import parquet
from tqdm import tqdm

from quorum.analysis.choice_files import Choices
from quorum.analysis.tables import CSV_SUFFIXES, PARQUET_SUFFIXES, TableInvalid
from quorum.domain.aggregators.interface import Decisions, Floats
from quorum.domain.votes import Tally

ROWS_AT_ONCE = 500_000
_TEXT = pa.dictionary(pa.int32(), pa.string())
_NUMBERS = [
    ("votes", pa.int32()),
    ("n", pa.int32()),
    ("share", pa.float64()),
    ("p", pa.float64()),
    ("posterior", pa.float64()),
    ("decision", pa.bool_()),
    ("cutoff", pa.float64()),
]


class ResultsUnwritable(TableInvalid):
    """The file of results cannot be written there."""

    code = "results_unwritable"


@dataclass(frozen=True)
class Results:
    """What was counted and decided: arrays are (tasks, classes), in the order of `tasks` and `choices`.

    `p` are p-values of the hypergeometric test, whatever the method; `posterior` and `decisions` are
    the method's.
    """

    tasks: pa.StringArray
    choices: Choices
    tally: Tally
    p: Floats
    posterior: Floats
    decisions: Decisions


def check_target(path: Path) -> None:
    """Raise ResultsUnwritable unless results could be written to `path`: before the long work, not after."""
    suffix = path.suffix.lower()
    if suffix not in PARQUET_SUFFIXES | CSV_SUFFIXES.keys():
        raise ResultsUnwritable(
            f"{path.name}: the file must end in .csv, .tsv or .parquet.", code="file_kind_unknown"
        )
    if path.is_dir() or not path.parent.is_dir():
        raise ResultsUnwritable(f"{path} cannot be written: its folder does not exist, or it is one.")


def write_results(path: Path, results: Results) -> None:
    """Write one row per task and label as CSV or Parquet; a file of that name is replaced whole or not at all.

    Unknown numbers (the cutoff of an exclusive question) are empty in CSV and null in Parquet.
    """
    check_target(path)
    is_parquet = path.suffix.lower() in PARQUET_SUFFIXES
    text = _TEXT if is_parquet else pa.string()
    schema = pa.schema([("task", text), ("label", text), *_NUMBERS])
    try:
        # A folder beside the target: a rename within one file system replaces in one step.
        with TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as folder:
            part = Path(folder) / path.name
            _write(part, results, schema, is_parquet=is_parquet)
            part.replace(path)
    except OSError as error:
        raise ResultsUnwritable(f"{path} cannot be written: {error.strerror or error}") from error


def _write(path: Path, results: Results, schema: pa.Schema, *, is_parquet: bool) -> None:
    tasks_at_once = max(1, ROWS_AT_ONCE // len(results.choices))
    starts = range(0, len(results.tasks), tasks_at_once)
    if is_parquet:
        writer = parquet.ParquetWriter(path, schema, compression="zstd")
    else:
        options = arrow_csv.WriteOptions(delimiter=CSV_SUFFIXES[path.suffix.lower()])
        writer = arrow_csv.CSVWriter(path, schema, write_options=options)
    with writer:
        for start in tqdm(starts, desc="Writing", leave=False, disable=None):
            writer.write_table(_rows(results, slice(start, start + tasks_at_once), schema))


def _rows(results: Results, part: slice, schema: pa.Schema) -> pa.Table:
    tasks = results.tasks[part]
    classes = len(results.choices)
    numbers: dict[str, NDArray[np.generic]] = {
        "votes": results.tally.counts[part],
        "n": np.repeat(results.tally.n[part], classes),
        "share": results.tally.counts[part] / np.maximum(results.tally.n[part], 1)[:, None],
        "p": results.p[part],
        "posterior": results.posterior[part],
        "decision": results.decisions.accepted[part],
        "cutoff": np.tile(results.decisions.cutoffs, len(tasks)),
    }
    task = np.repeat(np.arange(len(tasks), dtype=np.int32), classes)
    label = np.tile(np.arange(classes, dtype=np.int32), len(tasks))
    codes = pa.array(results.choices.codes, pa.string())
    columns = [
        pa.DictionaryArray.from_arrays(pa.array(task), tasks).cast(schema.field("task").type),
        pa.DictionaryArray.from_arrays(pa.array(label), codes).cast(schema.field("label").type),
        *(pa.array(numbers[name].reshape(-1), kind, from_pandas=True) for name, kind in _NUMBERS),
    ]
    return pa.Table.from_arrays(columns, schema=schema)
