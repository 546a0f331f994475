"""From a field and its cells to the declared features of every cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlworker.features.family import Family, FeatureSpec, Floats
from mlworker.features.table import CORE, specs_for, table_digest, versions_of
from mlworker.fields import CellField
from quorum.domain.errors import QuorumError


class FeatureUndefined(QuorumError):
    """A feature has no value in a cell, and none is declared for that case."""

    code = "feature_undefined"


@dataclass(frozen=True)
class CellFeatures:
    """The features of the cells of one field, finite float32 (cells, features).

    Row i is cell i + 1 of the masks. `versions` holds the version of each family by name, `digest` the
    table's digest (`table.table_digest`).
    """

    names: tuple[str, ...]
    values: NDArray[np.float32]
    versions: Mapping[str, int]
    digest: str


def extract_features(cells: CellField, families: Sequence[Family] = CORE) -> CellFeatures:
    """Return the features of `families` for each cell, those of missing reference channels left out.

    A value that a definition leaves undefined becomes the one declared for it in the table. A field without
    cells gives (0, features). Raises FeatureUndefined where none is declared, and for infinite values.
    """
    specs = specs_for(families, cells.field.references)
    versions = versions_of(families)
    values = np.empty((cells.count, len(specs)), dtype=np.float32)
    end = 0
    for family in families:
        kept = specs_for((family,), cells.field.references)
        start, end = end, end + len(kept)
        if kept and cells.count:
            values[:, start:end] = _defined(kept, _computed(family, kept, cells))
    return CellFeatures(tuple(spec.name for spec in specs), values, versions, table_digest(specs, versions))


def _computed(family: Family, kept: Sequence[FeatureSpec], cells: CellField) -> Floats:
    """Return what a family computes for the features `kept`, (cells, kept)."""
    computed = family.compute(cells)
    if computed.shape != (cells.count, len(family.specs)):
        raise QuorumError(
            f"The family {family.name} computed {computed.shape} instead of "
            f"{(cells.count, len(family.specs))} values.",
            family=family.name,
        )
    if len(kept) == len(family.specs):
        return computed
    names = {spec.name for spec in kept}
    return computed[:, [spec.name in names for spec in family.specs]]


def _defined(specs: Sequence[FeatureSpec], values: Floats) -> Floats:
    """Return the values with declared ones in place of undefined ones, (cells, specs)."""
    declared = np.array([np.nan if spec.undefined is None else spec.undefined for spec in specs])
    filled = np.where(np.isnan(values), declared, values)
    largest = np.finfo(np.float32).max
    # Written so that NaN fails the comparison as well.
    refused = np.argwhere(~(np.abs(filled) <= largest))
    if len(refused):
        cell, feature = (int(place) for place in refused[0])
        name = specs[feature].name
        raise FeatureUndefined(
            f"The feature {name} has no finite value in cell {cell + 1}.", feature=name, cell=cell + 1
        )
    return filled
