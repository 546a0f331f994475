"""Fields that are drawn when they are measured, and never stored: sources for the extraction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlworker.datasets.classes import ClassList
from mlworker.datasets.dataset import Crowd, Fields
from mlworker.fields import Field
from quorum.domain.channel_roles import ROLE_OF_COLOUR
from quorum.synthesis.cell_lines import CELL_LINES
from quorum.synthesis.classes import CLASS_CODES, CLASS_NAMES
from quorum.synthesis.fields import draw_field
from tests.load.bench_models.collection import FieldPlan

SIDE = 512


@dataclass(frozen=True)
class DrawnField:
    """One planned field, drawn in 16 bits each time that it is asked for."""

    plan: FieldPlan

    @property
    def identifier(self) -> str:
        """Return the field's id."""
        return self.plan.identifier

    def load(self) -> Field:
        """Draw the field."""
        drawn = draw_field(
            codes=self.plan.codes,
            cell_line=CELL_LINES[self.plan.cell_line],
            size=SIDE,
            bit_depth=16,
            rng=np.random.default_rng(self.plan.seed),
        )
        planes = {ROLE_OF_COLOUR[colour]: plane for colour, plane in drawn.channels.items()}
        return Field(planes.pop("protein"), planes, drawn.pixel_size_um)


def class_list() -> ClassList:
    """Return the 29 classes, each below its meta class."""
    return ClassList(
        codes=tuple(str(code) for code in CLASS_CODES),
        names=tuple(CLASS_NAMES[code] for code in CLASS_CODES),
        parents=tuple(str(code // 10) for code in CLASS_CODES),
    )


def true_fields(plans: list[FieldPlan], crowd: Crowd | None) -> Fields:
    """Return the table of fields with what they truly show."""
    # A field of cell-to-cell variability alone shows a location as well, which its plan names already.
    labels = np.array([[code in plan.codes for code in CLASS_CODES] for plan in plans])
    return Fields(
        ids=np.array([plan.identifier for plan in plans]),
        sample=np.array([plan.sample for plan in plans]),
        well=np.array([plan.well for plan in plans]),
        antibody=np.array([plan.antibody for plan in plans]),
        cell_line=np.array([CELL_LINES[plan.cell_line].name for plan in plans]),
        labels=labels,
        labelled=np.ones(len(plans), dtype=bool),
        crowd=crowd,
    )
