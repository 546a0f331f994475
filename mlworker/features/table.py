"""The one table of features: which there are, in which order, and the digest by which models refuse others."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence

from mlworker.features import (
    adjacency,
    background,
    correlation,
    haralick,
    intensities,
    objects,
    overlap,
    regions,
)
from mlworker.features.family import Family, FeatureSpec
from quorum.domain.channel_roles import REFERENCES

# 719 features where all three references are there, in this order for good: digests and models hang on it.
CORE: tuple[Family, ...] = (
    correlation.FAMILY,
    background.FAMILY,
    objects.FAMILY,
    overlap.FAMILY,
    haralick.FAMILY,
    adjacency.FAMILY,
    regions.FAMILY,
    intensities.FAMILY,
)


def specs_for(families: Sequence[Family], references: Collection[str] = REFERENCES) -> tuple[FeatureSpec, ...]:
    """Return the features of a field that has these reference channels, in the table's order.

    Features that pair the protein with a channel that is not there are left out: a project with fewer
    channels has fewer features.
    """
    return tuple(
        spec
        for family in families
        for spec in family.specs
        if spec.reference is None or spec.reference in references
    )


def versions_of(families: Sequence[Family]) -> dict[str, int]:
    """Return the version of each family by its name."""
    return {family.name: family.version for family in families}


def table_digest(specs: Sequence[FeatureSpec], versions: Mapping[str, int]) -> str:
    """Return a SHA-256 of the features' names, their order and the versions of their families, in hex.

    Two tables with one digest hold the same values for the same field. Families in `versions` without a
    feature in `specs` do not matter. Raises KeyError for a feature whose family has no version.
    """
    rows = [[spec.name, versions[spec.family]] for spec in specs]
    return hashlib.sha256(json.dumps(rows, separators=(",", ":")).encode()).hexdigest()
