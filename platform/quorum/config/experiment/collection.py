"""The images of an experiment: some labelled by experts, others that only volunteers and networks see."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from quorum.config.demo.images import MANIFEST, draw_fields
from quorum.synthesis.label_sets import PLAUSIBLE_FREQUENCIES, draw_label_sets

LABELLED, WAITING, WAITING_MANIFEST = "labelled", "waiting", "manifest-without-labels.csv"


@dataclass(frozen=True)
class CollectionPlan:
    """How many images there are of either kind, how many classes they show, how large they are."""

    labelled: int
    waiting: int
    classes: int
    size: int
    seed: int

    @property
    def codes(self) -> tuple[int, ...]:
        """Return the classes that are drawn, the most frequent ones, by their codes."""
        by_frequency = sorted(PLAUSIBLE_FREQUENCIES, key=lambda code: (-PLAUSIBLE_FREQUENCIES[code], code))
        return tuple(sorted(by_frequency[: self.classes]))

    @property
    def name(self) -> str:
        """Return a folder's name that says all of it."""
        return f"{self.labelled}+{self.waiting}-{self.classes}x{self.size}-{self.seed}"


@dataclass(frozen=True)
class Collection:
    """What has been drawn, in `folder`; `truth` has the codes of the waiting images by their external ids.

    The waiting images come with a manifest that does not tell them.
    """

    folder: Path
    truth: Mapping[str, tuple[str, ...]]
    plan: CollectionPlan


def draw_collection(folder: Path, plan: CollectionPlan, *, on_drawn: Callable[[], object]) -> Collection:
    """Draw the images once; a folder that is complete already is read."""
    frequencies = {code: PLAUSIBLE_FREQUENCIES[code] for code in plan.codes}
    label_sets = draw_label_sets(
        plan.labelled + plan.waiting, rng=np.random.default_rng(plan.seed), frequencies=frequencies
    )
    parts = {LABELLED: label_sets[: plan.labelled], WAITING: label_sets[plan.labelled :]}
    for number, (part, sets) in enumerate(parts.items()):
        draw_fields(
            folder / part, sets, size=plan.size, seed=2 * plan.seed + number, on_drawn=on_drawn, prefix=part
        )
    return Collection(folder, _truth(folder / WAITING), plan)


def _truth(folder: Path) -> dict[str, tuple[str, ...]]:
    with (folder / MANIFEST).open(newline="") as file:
        rows = list(csv.DictReader(file))
    truth = {row["external_id"]: tuple(row.pop("labels").split("|")) for row in rows}
    with (folder / WAITING_MANIFEST).open("w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return truth
