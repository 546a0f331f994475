"""Features of cells as Parquet parts: a row per cell, a float32 column per feature, origin in the schema."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from mlworker.datasets.dataset import DatasetInvalid, Names

INFO, CONTENTS = b"quorum.cells", b"quorum.part"
Stored = TypeVar("Stored")
PLACE = ("row", "column", "area")


@dataclass(frozen=True)
class CellTableInfo:
    """What made the features: their digest and the version of each family, the segmentation, the code."""

    features_digest: str
    family_versions: Mapping[str, int]
    segmentation: str
    code_version: str


@dataclass(frozen=True)
class CellTable:
    """Cells of some fields: `field` (cells,) ids, `place` (cells, 3) centre in pixels and area, `features`."""

    info: CellTableInfo
    feature_names: tuple[str, ...]
    field: Names
    place: NDArray[np.float32]
    features: NDArray[np.float32]


@dataclass(frozen=True)
class Refusal:
    """A field that could not be measured: the error's stable code and its sentence."""

    field: str
    code: str
    message: str


@dataclass(frozen=True)
class PartContents:
    """What a part covers: fields measured, those without cells included, and fields refused."""

    cells: int
    fields: tuple[str, ...]
    refused: tuple[Refusal, ...]


def write_part(path: Path, table: CellTable, contents: PartContents) -> None:
    """Write a part so that it appears whole or not at all."""
    columns: dict[str, pa.Array] = {
        "field": pa.array(table.field.tolist(), pa.string()),
        **{name: pa.array(table.place[:, k]) for k, name in enumerate(PLACE)},
        **{name: pa.array(table.features[:, k]) for k, name in enumerate(table.feature_names)},
    }
    made = pa.table(columns).replace_schema_metadata(
        {INFO: json.dumps(asdict(table.info)).encode(), CONTENTS: json.dumps(asdict(contents)).encode()}
    )
    draft = path.with_suffix(".draft")
    pq.write_table(made, draft, compression="zstd", row_group_size=1 << 16)
    draft.replace(path)


def read_info(path: Path) -> CellTableInfo:
    """Read what made a part; raises DatasetInvalid when it is not one."""
    return _stored(path, INFO, CellTableInfo)


def read_contents(path: Path) -> PartContents:
    """Read what a part covers; raises DatasetInvalid when it is not one."""
    return _stored(path, CONTENTS, PartContents)


def _stored(path: Path, key: bytes, kind: type[Stored]) -> Stored:
    try:
        return msgspec.json.decode((pq.read_schema(path).metadata or {})[key], type=kind)
    except (OSError, pa.ArrowInvalid, KeyError, msgspec.DecodeError) as error:
        raise DatasetInvalid(f"{path} is no table of cells.", file=str(path)) from error


def read_cells(folder: Path) -> CellTable:
    """Read all parts of a folder and the folders in it, or one file, in the order of their names.

    Raises DatasetInvalid when there is none, or when they were not made alike.
    """
    parts = sorted(folder.rglob("*.parquet")) if folder.is_dir() else [folder]
    if not parts:
        raise DatasetInvalid(f"{folder} holds no table of cells.", folder=str(folder))
    tables = [_read_part(path) for path in parts]
    first = tables[0]
    for path, table in zip(parts, tables, strict=True):
        if table.info != first.info or table.feature_names != first.feature_names:
            raise DatasetInvalid(f"{path} was not made like {parts[0]}: extract both again.", file=str(path))
    return CellTable(
        first.info,
        first.feature_names,
        np.concatenate([table.field for table in tables]),
        np.concatenate([table.place for table in tables]),
        np.concatenate([table.features for table in tables]),
    )


def _read_part(path: Path) -> CellTable:
    info = read_info(path)
    table = pq.read_table(path)
    names = tuple(name for name in table.column_names if name != "field" and name not in PLACE)
    return CellTable(
        info,
        names,
        np.array(table.column("field").to_pylist(), dtype=np.str_),
        _matrix(table, PLACE),
        _matrix(table, names),
    )


def _matrix(table: pa.Table, names: Sequence[str]) -> NDArray[np.float32]:
    values = np.empty((table.num_rows, len(names)), dtype=np.float32)
    for k, name in enumerate(names):
        values[:, k] = table.column(name).to_numpy()
    return values
