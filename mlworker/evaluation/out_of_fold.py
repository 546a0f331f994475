"""Out-of-fold probabilities as a Parquet file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from mlworker.datasets.dataset import Fields, Names
from mlworker.evaluation.crossvalidation import CrossValidation

PREFIX = "probability."


@dataclass(frozen=True)
class OutOfFold:
    """What models said of fields that they did not see: ids (fields,), folds (fields,), (fields, classes).

    Probabilities are NaN for fields without cells.
    """

    classes: tuple[str, ...]
    ids: Names
    fold: NDArray[np.int64]
    probabilities: NDArray[np.float64]


def write_out_of_fold(path: Path, found: CrossValidation, fields: Fields) -> None:
    """Write a line per field: its id as `field`, its `fold` counted from 0, a `probability.<code>` per class.

    Probabilities of fields without cells are null.
    """
    columns: dict[str, pa.Array] = {
        "field": pa.array(fields.ids.tolist(), pa.string()),
        "fold": pa.array(found.folds.of_field, pa.int64()),
    }
    for place, code in enumerate(found.classes):
        values = found.probabilities[:, place]
        columns[PREFIX + code] = pa.array(values, pa.float64(), mask=np.isnan(values))
    pq.write_table(pa.table(columns), path, compression="zstd")


def read_out_of_fold(path: Path) -> OutOfFold:
    """Return what `write_out_of_fold` wrote."""
    table = pq.read_table(path)
    classes = tuple(name.removeprefix(PREFIX) for name in table.column_names if name.startswith(PREFIX))
    columns = [table[PREFIX + code].to_numpy() for code in classes]
    return OutOfFold(
        classes,
        np.array(table["field"].to_pylist(), dtype=np.str_),
        table["fold"].to_numpy().astype(np.int64),
        np.column_stack(columns).astype(np.float64),
    )
