"""The file of what a model said of fields: probabilities, classes named, each draw's word, where they lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

Reals = NDArray[np.float32]
EMBEDDING = "embedding"


@dataclass(frozen=True)
class Said:
    """A model's word on the `fields` that have cells, in the order of the file.

    `named` are choice indices, rising; `probabilities` (fields, classes); `uncertainty` of that shape, in nats,
    None where it was not asked for.
    """

    fields: tuple[str, ...]
    named: tuple[tuple[int, ...], ...]
    probabilities: Reals
    uncertainty: Reals | None


def read_said(path: Path, codes: Sequence[str]) -> Said:
    """Read what a model said of the classes with these codes."""
    table = pq.read_table(path)
    probabilities = _by_class(table, "probability", codes)
    seen = np.flatnonzero(np.isfinite(probabilities).all(axis=1))
    index = {code: place for place, code in enumerate(codes)}
    fields, classes = (table[name].to_pylist() for name in ("field", "classes"))
    told = f"uncertainty_{codes[0]}" in table.column_names
    return Said(
        fields=tuple(fields[row] for row in seen),
        named=tuple(tuple(sorted(index[code] for code in classes[row].split(";") if code)) for row in seen),
        probabilities=probabilities[seen],
        uncertainty=_by_class(table, "uncertainty", codes)[seen] if told else None,
    )


def read_draws(path: Path, codes: Sequence[str]) -> tuple[list[str], Reals]:
    """Return the fields that have cells, and the draws (members, fields, classes) of them."""
    fields = pq.read_table(path, columns=["field", f"draws_{codes[0]}"])
    names = fields["field"].filter(fields[f"draws_{codes[0]}"].is_valid()).to_pylist()
    # A class at a time: as lists of Python they would take ten times the memory.
    draws: Reals | None = None
    for place, code in enumerate(codes):
        lists = pq.read_table(path, columns=[f"draws_{code}"])[f"draws_{code}"].combine_chunks()
        values = lists.flatten().to_numpy(zero_copy_only=False).reshape(len(names), -1)
        if draws is None:
            draws = np.empty((values.shape[1], len(names), len(codes)), dtype=np.float32)
        draws[:, :, place] = values.T
    return names, np.empty((0, 0, 0), np.float32) if draws is None else draws


def read_embedding(path: Path) -> tuple[list[str], Reals] | None:
    """Return the fields that have cells, and where they lie (fields, dimensions); None where it does not tell.

    Files of runs before there was an embedding tell nothing.
    """
    if EMBEDDING not in pq.read_schema(path).names:
        return None
    fields = pq.read_table(path, columns=["field", EMBEDDING])
    fields = fields.filter(fields[EMBEDDING].is_valid())
    if not len(fields):
        return None
    points = fields[EMBEDDING].combine_chunks().flatten().to_numpy(zero_copy_only=False)
    return fields["field"].to_pylist(), points.astype(np.float32).reshape(len(fields), -1)


def _by_class(table: Any, name: str, codes: Sequence[str]) -> Reals:
    columns = [table[f"{name}_{code}"].to_numpy(zero_copy_only=False) for code in codes]
    return np.stack(columns, axis=1).astype(np.float32)
