"""Tables of fields as files: groups, expert labels and votes, one row per field, CSV or Parquet.

Columns: `field` (id); `sample`, `well`, `antibody`, `cell_line` (a missing group column makes every field a
group of its own); `labels` (codes of classes, separated by spaces or semicolons) and, where some fields are
known to show none of the classes, `labelled` (true or false; without it, fields with labels are the labelled
ones); `classifications` (how many were counted), `votes_<code>` for every class, and `maximum_choices`; `fold`,
the number of the fold by sample that asks each field, where folds are not to be drawn anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from mlworker.datasets.classes import ClassList
from mlworker.datasets.dataset import Crowd, DatasetInvalid, Fields, Names

GROUPS = ("sample", "well", "antibody", "cell_line")
TRUE, FALSE = frozenset({"true", "1", "yes"}), frozenset({"false", "0", "no", ""})
_SEPARATORS = re.compile(r"[\s;]+")


def read_fields(path: Path, classes: ClassList) -> Fields:
    """Read a table of fields; raises DatasetInvalid, naming column and field."""
    table = _read(path)
    if "field" not in table.column_names:
        raise DatasetInvalid(f"{path} has no column field.", column="field")
    ids = _texts(table, "field")
    if len(set(ids.tolist())) < len(ids):
        raise DatasetInvalid(f"{path} names a field twice.", column="field")
    sample, well, antibody, cell_line = (
        _texts(table, name) if name in table.column_names else ids for name in GROUPS
    )
    labels, labelled = _labels(table, ids, classes)
    return Fields(
        ids=ids,
        sample=sample,
        well=well,
        antibody=antibody,
        cell_line=cell_line,
        labels=labels,
        labelled=labelled,
        crowd=_crowd(table, classes),
        fold=_integers(table, "fold").astype(np.int64) if "fold" in table.column_names else None,
    )


def write_fields(path: Path, fields: Fields, classes: ClassList) -> None:
    """Write what `read_fields` reads, as Parquet or, by the name's ending, CSV."""
    columns: dict[str, Iterable[object]] = {
        "field": fields.ids,
        **{name: getattr(fields, name) for name in GROUPS},
        "labels": [";".join(np.array(classes.codes)[row].tolist()) for row in fields.labels],
        "labelled": fields.labelled,
    }
    if fields.crowd is not None:
        columns["classifications"] = fields.crowd.n
        columns["maximum_choices"] = np.full(len(fields), fields.crowd.maximum_choices)
        columns |= {f"votes_{code}": fields.crowd.counts[:, k] for k, code in enumerate(classes.codes)}
    if fields.fold is not None:
        columns["fold"] = fields.fold
    table = pa.table({name: pa.array(list(values)) for name, values in columns.items()})
    if path.suffix == ".csv":
        pc.write_csv(table, path)
    else:
        pq.write_table(table, path)


def _read(path: Path) -> pa.Table:
    try:
        if path.suffix == ".csv":
            # Everything as text: an id such as 007 must not become a number.
            names = path.open(encoding="utf-8").readline().strip().replace('"', "").split(",")
            return pc.read_csv(
                path, convert_options=pc.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
            )
        return pq.read_table(path)
    except (OSError, UnicodeDecodeError, pa.ArrowInvalid) as error:
        raise DatasetInvalid(f"{path} cannot be read: {error}", file=str(path)) from error


def _texts(table: pa.Table, name: str) -> Names:
    return np.array([str(value) for value in table.column(name).to_pylist()], dtype=np.str_)


def _labels(table: pa.Table, ids: Names, classes: ClassList) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    place = {code: k for k, code in enumerate(classes.codes)}
    labels = np.zeros((len(ids), len(classes.codes)), dtype=bool)
    if "labels" in table.column_names:
        for row, cell in enumerate(table.column("labels").to_pylist()):
            for code in filter(None, _SEPARATORS.split(str(cell or ""))):
                if code not in place:
                    raise DatasetInvalid(f"Field {ids[row]} has the unknown label {code}.", label=code)
                labels[row, place[code]] = True
    if "labelled" not in table.column_names:
        return labels, np.asarray(labels.any(axis=1))
    return labels, np.array([_truth(value) for value in table.column("labelled").to_pylist()], dtype=bool)


def _truth(value: object) -> bool:
    text = str(value if value is not None else "").lower()
    if text in TRUE | FALSE:
        return text in TRUE
    raise DatasetInvalid(f"labelled must be true or false, not {value}.", column="labelled")


def _crowd(table: pa.Table, classes: ClassList) -> Crowd | None:
    if "classifications" not in table.column_names:
        return None
    missing = [code for code in classes.codes if f"votes_{code}" not in table.column_names]
    if missing or "maximum_choices" not in table.column_names:
        raise DatasetInvalid(
            "Votes need the columns maximum_choices and votes_<code> of every class.", classes=missing
        )
    allowed = set(_integers(table, "maximum_choices").tolist())
    if len(allowed) != 1:
        raise DatasetInvalid("maximum_choices must be one number for all fields.", column="maximum_choices")
    n = _integers(table, "classifications")
    counts = np.stack([_integers(table, f"votes_{code}") for code in classes.codes], axis=1)
    if (counts > n[:, None]).any() or (counts < 0).any():
        raise DatasetInvalid("A class cannot have more votes than its field has classifications.")
    return Crowd(n=n, counts=counts, maximum_choices=allowed.pop())


def _integers(table: pa.Table, name: str) -> NDArray[np.int32]:
    try:
        return np.array([int(value or 0) for value in table.column(name).to_pylist()], dtype=np.int32)
    except (ValueError, TypeError) as error:
        raise DatasetInvalid(f"{name} must hold whole numbers.", column=name) from error
