"""The one table of features and its digest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mlworker.features.table import CORE, specs_for, table_digest, versions_of
from quorum.domain.channel_roles import REFERENCES

ALL = specs_for(CORE)
COUNTS = {
    "correlation": 60,
    "background": 8,
    "objects": 36,
    "overlap": 78,
    "haralick": 468,
    "adjacency": 36,
    "regions": 27,
    "intensities": 6,
}


def test_eight_families_have_719_features_together() -> None:
    assert {family.name: len(family.specs) for family in CORE} == COUNTS
    assert [family.name for family in CORE] == list(COUNTS)
    assert len(ALL) == 719


def test_names_are_unique_and_begin_with_their_family() -> None:
    assert len({spec.name for spec in ALL}) == len(ALL)
    for family in CORE:
        assert all(
            spec.family == family.name and spec.name.startswith(f"{family.name}.") for spec in family.specs
        )


def test_references_are_channels_that_fields_know() -> None:
    assert {spec.reference for spec in ALL} <= {None, *REFERENCES}


def test_a_field_with_fewer_reference_channels_has_a_part_of_the_table_in_the_same_order() -> None:
    for references in ((), ("nucleus",), ("er", "nucleus")):
        some = specs_for(CORE, references)
        assert some == tuple(spec for spec in ALL if spec.reference in {None, *references})


def test_the_digest_changes_with_a_name_the_order_or_a_version_and_with_nothing_else() -> None:
    versions = versions_of(CORE)
    digest = table_digest(ALL, versions)
    assert table_digest(ALL, dict(versions)) == digest
    assert table_digest(ALL, {**versions, "another": 1}) == digest
    assert table_digest((replace(ALL[0], name="haralick.other"), *ALL[1:]), versions) != digest
    assert table_digest((ALL[1], ALL[0], *ALL[2:]), versions) != digest
    assert table_digest(ALL[:-1], versions) != digest
    assert table_digest(ALL, {**versions, ALL[0].family: 99}) != digest


def test_a_feature_of_a_family_without_a_version_has_no_digest() -> None:
    with pytest.raises(KeyError):
        table_digest(ALL, {})
