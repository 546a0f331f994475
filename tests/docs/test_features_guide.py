"""What docs/features.md says of the table of features, and what the table declares."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from mlworker.features.extended import EXTENDED
from mlworker.features.family import Family
from mlworker.features.table import CORE, specs_for

GUIDE = (Path(__file__).parents[2] / "docs" / "features.md").read_text()


def counts_told() -> dict[str, int]:
    """Return the number of features in each row of the guide's first table, sums included."""
    rows = re.findall(r"^\| \**(\w+)\** \| \**(\d+)\** \|", GUIDE, flags=re.MULTILINE)
    return {name: int(count) for name, count in rows}


@pytest.mark.parametrize(("name", "families"), [("core", CORE), ("extended", EXTENDED)])
def test_the_guide_counts_the_features_that_the_table_declares(name: str, families: Sequence[Family]) -> None:
    declared = {family.name: len(family.specs) for family in families}
    told = counts_told()
    assert {family: told.get(family) for family in declared} == declared
    assert told[name] == sum(declared.values())


def test_the_guide_has_a_section_for_every_family_and_for_no_other() -> None:
    sections = re.findall(r"^### (\w+)$", GUIDE, flags=re.MULTILINE)
    assert sections == [family.name for family in (*CORE, *EXTENDED)]


@pytest.mark.parametrize("family", [*CORE, *EXTENDED], ids=lambda family: family.name)
def test_the_section_of_a_family_names_what_it_measures(family: Family) -> None:
    start = GUIDE.index(f"### {family.name}\n")
    section = GUIDE[start : GUIDE.find("\n### ", start + 1)]
    # The words of a name that are neither the family, a channel, a level, a number nor a scale.
    for spec in family.specs:
        known = {family.name, spec.reference, f"x{spec.scale}", *(spec.level or "").split(".")}
        for word in spec.name.split("."):
            assert word in known or word.isdigit() or word in section, spec.name


def test_the_guide_says_how_many_features_need_no_reference() -> None:
    assert f"without any, {len(specs_for(CORE, ()))} of the {len(specs_for(CORE))} are left" in GUIDE
