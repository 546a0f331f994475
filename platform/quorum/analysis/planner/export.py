"""A drawn campaign as files: votes as `task,worker,labels`, the truth as `task,labels`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from numpy.typing import NDArray

from quorum.analysis.planner.truth import Truth
from quorum.domain.errors import UserFault
from quorum.domain.votes import Votes

CAMPAIGN = (".csv", ".parquet")
WORLD = (".json",)


class TargetUnwritable(UserFault):
    """A file cannot be written there."""

    code = "target_unwritable"


def check_target(path: Path, suffixes: tuple[str, ...]) -> None:
    """Raise TargetUnwritable unless `path` could be written: before the long work, not after."""
    if path.suffix not in suffixes:
        raise TargetUnwritable(f"{path.name}: the file must end in {' or '.join(suffixes)}.")
    if path.is_dir() or not path.parent.is_dir():
        raise TargetUnwritable(f"{path} cannot be written: its folder does not exist, or it is one.")


def write_votes(path: Path, votes: Votes, names: tuple[str, ...]) -> None:
    """Write one row per classification, in order of arrival within each task; .parquet or .csv."""
    patterns, place = np.unique(votes.chosen[:, 0], return_inverse=True)
    joined = ["|".join(name for bit, name in enumerate(names) if int(mask) >> bit & 1) for mask in patterns]
    table = pa.table(
        {
            "task": _numbered(votes.subject, "image", votes.subjects),
            "worker": _numbered(votes.volunteer, "volunteer", votes.volunteers),
            "labels": pa.DictionaryArray.from_arrays(place.astype(np.int32), joined),
        }
    )
    _write(path, table)


def write_truth(path: Path, truth: Truth) -> None:
    """Write one row per image with all its true labels; .parquet or .csv."""
    named = np.array(truth.names, dtype=object)
    labels = ["|".join(named[row]) for row in truth.labels]
    index = np.arange(len(labels), dtype=np.int32)
    _write(path, pa.table({"task": _numbered(index, "image", len(labels)), "labels": labels}))


def _numbered(index: NDArray[np.int32], noun: str, count: int) -> pa.DictionaryArray:
    width = len(str(count - 1))
    return pa.DictionaryArray.from_arrays(index, [f"{noun}{number:0{width}}" for number in range(count)])


def _write(path: Path, table: pa.Table) -> None:
    if path.suffix == ".parquet":
        pyarrow.parquet.write_table(table, path)
    else:
        plain = table.cast(pa.schema([(name, pa.string()) for name in table.column_names]))
        pyarrow.csv.write_csv(plain, path)
