"""Joining tables of cells and fields into a dataset."""

from __future__ import annotations

import hashlib

import numpy as np

from mlworker.datasets.cell_tables import CellTable
from mlworker.datasets.classes import ClassList
from mlworker.datasets.dataset import Dataset, DatasetInvalid, Fields


def assemble(cells: CellTable, fields: Fields, classes: ClassList) -> Dataset:
    """Join cells to the fields that they lie in; cells of other fields are left out.

    Raises DatasetInvalid when no cell lies in any of the fields.
    """
    place = {name: row for row, name in enumerate(fields.ids.tolist())}
    rows = np.array([place.get(name, -1) for name in cells.field.tolist()], dtype=np.int64)
    known = np.flatnonzero(rows >= 0)
    if not len(known):
        raise DatasetInvalid("None of the cells lies in a field of the table: do the ids agree?")
    order = known[np.argsort(rows[known], kind="stable")]
    return Dataset(
        feature_names=cells.feature_names,
        classes=classes.codes,
        features=np.ascontiguousarray(cells.features[order]),
        field=rows[order],
        fields=fields,
    )


def digest_of(data: Dataset) -> str:
    """Return the SHA-256 of everything that a model could learn from, in hexadecimal."""
    digest = hashlib.sha256()
    digest.update("\n".join([*data.feature_names, "", *data.classes]).encode())
    fields = data.fields
    for names in (fields.ids, fields.sample, fields.well, fields.antibody, fields.cell_line):
        digest.update("\n".join(names.tolist()).encode() + b"\0")
    arrays = [data.features, data.field, fields.labels, fields.labelled]
    if fields.crowd is not None:
        arrays += [fields.crowd.n, fields.crowd.counts, np.array([fields.crowd.maximum_choices])]
    for array in arrays:
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()
