"""Reading what a job is about: cells, fields and classes from files, joined."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mlworker.datasets.assembly import assemble
from mlworker.datasets.cell_tables import read_cells
from mlworker.datasets.classes import ClassList, read_classes
from mlworker.datasets.dataset import Dataset
from mlworker.datasets.field_tables import read_fields


@dataclass(frozen=True)
class Material:
    """A dataset with its label set, and the digest of the features that its cells have."""

    data: Dataset
    classes: ClassList
    features_digest: str


def load_material(*, cells: Path, fields: Path, classes: ClassList) -> Material:
    """Read and join tables; raises DatasetInvalid."""
    table = read_cells(cells)
    return Material(assemble(table, read_fields(fields, classes), classes), classes, table.info.features_digest)


def load_labelled(*, cells: Path, fields: Path, classes: Path) -> Material:
    """Read and join tables with the label set in a file; raises DatasetInvalid."""
    return load_material(cells=cells, fields=fields, classes=read_classes(classes))
