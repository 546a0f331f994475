"""Which fields are drawn: antibodies, wells, cell lines and label sets like those of the real collection."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from quorum.synthesis.cell_lines import CELL_LINES
from quorum.synthesis.classes import CELL_TO_CELL_VARIABILITY, CLASS_CODES, NEGATIVE, UNSPECIFIC
from quorum.synthesis.label_sets import draw_label_sets

# Names of the reference labels that are not the classes' own.
CODES_OF_NAMES = {
    "Nucleus": (101,),
    "Nucleoplasm": (102,),
    # The collection does not tell few from many: a label becomes one or the other at random.
    "Nuclear bodies": (111, 112),
    "Nuclear speckles": (113,),
    "Nucleoli": (121,),
    "Nucleoli (Fibrillar center)": (123,),
    "Nuclear membrane": (131,),
    "Cytoplasm": (201,),
    "Aggresome": (202,),
    "Mitochondria": (203,),
    "Cytoskeleton (Intermediate filaments)": (211,),
    "Cytoskeleton (Microtubule end)": (212,),
    "Cytoskeleton (Microtubules)": (213,),
    "Cytoskeleton (Actin filaments)": (214,),
    "Cytoskeleton (Cytokinetic bridge)": (215,),
    "Microtubule organizing center": (221,),
    "Centrosome": (222,),
    "Endoplasmic reticulum": (231,),
    "Golgi apparatus": (232,),
    "Vesicles": (233,),
    "Cell Junctions": (301,),
    "Focal Adhesions": (302,),
    "Plasma membrane": (303,),
    "NULL": (NEGATIVE,),
}
# Classes that the reference labels do not have take the place of one that they look like.
STANDS_FOR = {122: 121, 204: 201, UNSPECIFIC: NEGATIVE, CELL_TO_CELL_VARIABILITY: None}


@dataclass(frozen=True)
class FieldPlan:
    """One field to draw: its place in the collection, what it shows and the seed of its picture."""

    number: int
    antibody: str
    well: str
    cell_line: int
    codes: tuple[int, ...]
    seed: int

    @property
    def identifier(self) -> str:
        """Return the field's id."""
        return f"field-{self.number:05d}"

    @property
    def sample(self) -> str:
        """Return antibody and cell line, the unit of the published folds."""
        return f"{self.antibody}.{CELL_LINES[self.cell_line].name}"


Well = list[tuple[int, ...]]
Antibody = list[Well]


def read_antibodies(path: Path, *, rng: np.random.Generator) -> list[Antibody]:
    """Read antibodies, their wells and the label set of each image from the reference labels' CSV file."""
    wells: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            wells[row["antibody"]][f"{row['if_plate_id']}_{row['position']}"].append(row["locations"])
    return [[[_codes(cell, rng) for cell in well] for well in one.values()] for one in wells.values()]


def _codes(cell: str, rng: np.random.Generator) -> tuple[int, ...]:
    names = [name.strip() for name in cell.split(",")]
    return _tidy({int(rng.choice(CODES_OF_NAMES[name])) for name in names})


def _tidy(codes: set[int]) -> tuple[int, ...]:
    # Nothing is drawn beside a negative stain, so another label wins over it.
    return tuple(sorted(codes - {NEGATIVE} or {NEGATIVE}))


def invented_antibodies(count: int, *, rng: np.random.Generator) -> list[Antibody]:
    """Return antibodies of two wells with two images each, for when the reference labels are not at hand."""
    sets = draw_label_sets(count, rng=rng, at_least=0)
    return [[[codes] * 2] * 2 for codes in sets]


def _with_class(antibody: Antibody, code: int) -> Antibody | None:
    """Return the antibody showing a class that the reference labels lack, None where it would not fit."""
    if code not in STANDS_FOR:
        return antibody if any(code in codes for well in antibody for codes in well) else None
    replaced = STANDS_FOR[code]
    if replaced is None:
        if any(NEGATIVE in codes for well in antibody for codes in well):
            return None
        return [[tuple(sorted({*codes, code})) for codes in well] for well in antibody]
    if not all(replaced in codes for well in antibody for codes in well):
        return None
    return [[tuple(sorted({*codes, code} - {replaced})) for codes in well] for well in antibody]


def plan_collection(
    antibodies: list[Antibody], *, fields: int, at_least: int, rng: np.random.Generator
) -> list[FieldPlan]:
    """Plan `fields` fields: first enough antibodies for `at_least` fields of every class, then any.

    Rare classes come first and antibodies may be taken again under another name when they run out; the rest
    is a random draw of antibodies, so that frequencies and co-occurrence are those of the collection.
    """
    chosen: list[Antibody] = []
    shown: Counter[int] = Counter()
    frequency = Counter(code for one in antibodies for well in one for codes in well for code in codes)

    def take(antibody: Antibody) -> None:
        chosen.append(antibody)
        shown.update(code for well in antibody for codes in well for code in codes)

    for code in sorted(CLASS_CODES, key=lambda one: (frequency[one], one)):
        suited = [made for one in antibodies if (made := _with_class(one, code)) is not None]
        while shown[code] < at_least:
            take(suited[int(rng.integers(len(suited)))])
    order = iter(rng.permutation(len(antibodies)))
    while sum(len(well) for one in chosen for well in one) < fields:
        take(antibodies[int(next(order))])
    return _number(chosen, rng)[:fields]


def _number(chosen: list[Antibody], rng: np.random.Generator) -> list[FieldPlan]:
    plans: list[FieldPlan] = []
    for number, antibody in enumerate(chosen):
        lines = rng.permutation(len(CELL_LINES))
        for place, well in enumerate(antibody):
            for codes in well:
                plans.append(
                    FieldPlan(
                        number=len(plans),
                        antibody=f"AB{number:05d}",
                        well=f"AB{number:05d}.W{place}",
                        cell_line=int(lines[place % len(lines)]),
                        codes=codes,
                        seed=int(rng.integers(2**31)),
                    )
                )
    return plans
