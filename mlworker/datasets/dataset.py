"""What networks learn from: cells with features, and the fields that they lie in with labels and votes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quorum.domain.errors import UserFault

Names = NDArray[np.str_]
Rows = NDArray[np.int64]


class DatasetInvalid(UserFault):
    """Tables of cells and fields that do not fit each other."""

    code = "dataset_invalid"


@dataclass(frozen=True)
class Crowd:
    """What volunteers said of each field: `n` (fields,) classifications, `counts` (fields, classes) votes."""

    n: NDArray[np.int32]
    counts: NDArray[np.int32]
    maximum_choices: int

    def of(self, rows: Rows) -> Crowd:
        """Return the crowd of the fields at `rows`."""
        return Crowd(self.n[rows], self.counts[rows], self.maximum_choices)


@dataclass(frozen=True)
class Fields:
    """Facts of each field, arrays (fields, ...).

    `sample` is antibody x cell line, `well` the place on a plate, `antibody` the reagent: the groups that
    cross-validation keeps together. `labels` are booleans (fields, classes), trusted where `labelled`
    (fields,) is true and all False elsewhere. `fold` is the fold of a cross-validation by sample that asks
    each field, where the table says so.
    """

    ids: Names
    sample: Names
    well: Names
    antibody: Names
    cell_line: Names
    labels: NDArray[np.bool_]
    labelled: NDArray[np.bool_]
    crowd: Crowd | None = None
    fold: Rows | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def of(self, rows: Rows) -> Fields:
        """Return the fields at `rows`."""
        return Fields(
            ids=self.ids[rows],
            sample=self.sample[rows],
            well=self.well[rows],
            antibody=self.antibody[rows],
            cell_line=self.cell_line[rows],
            labels=self.labels[rows],
            labelled=self.labelled[rows],
            crowd=self.crowd.of(rows) if self.crowd is not None else None,
            fold=self.fold[rows] if self.fold is not None else None,
        )


@dataclass(frozen=True)
class Dataset:
    """Cells sorted by field, and the fields they lie in.

    `features` are float32 (cells, features), `field` (cells,) the rising rows of `fields`. A field may have
    no cell: no network says anything about it. Raises DatasetInvalid.
    """

    feature_names: tuple[str, ...]
    classes: tuple[str, ...]
    features: NDArray[np.float32]
    field: Rows
    fields: Fields

    def __post_init__(self) -> None:
        if self.features.shape != (len(self.field), len(self.feature_names)):
            raise DatasetInvalid("Features, their names and the cells' fields differ in number.")
        if self.fields.labels.shape != (len(self.fields), len(self.classes)):
            raise DatasetInvalid("Labels must be (fields, classes).")
        if len(self.field) and ((np.diff(self.field) < 0).any() or self.field[-1] >= len(self.fields)):
            raise DatasetInvalid("Cells must be sorted by field, and name fields that are there.")
        if not np.isfinite(self.features).all():
            raise DatasetInvalid("Features must be finite numbers.")

    def of(self, rows: Rows) -> Dataset:
        """Return the fields at rising `rows` with their cells, fields numbered anew."""
        place = np.full(len(self.fields), -1, dtype=np.int64)
        place[rows] = np.arange(len(rows))
        kept = place[self.field] >= 0
        return Dataset(
            feature_names=self.feature_names,
            classes=self.classes,
            features=self.features[kept],
            field=place[self.field[kept]],
            fields=self.fields.of(rows),
        )
