"""Measures: features declared beside the formulas that compute them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from mlworker.features.family import FeatureSpec, Floats
from mlworker.features.runs import Integers

Facts = TypeVar("Facts")


@dataclass(frozen=True)
class Measure(Generic[Facts]):
    """One value of a cell: its short name, and how to get it, (cells,), from the facts of a field.

    `undefined` and `scale` are as in `FeatureSpec`.
    """

    name: str
    of: Callable[[Facts], Floats | Integers]
    undefined: float | None = None
    scale: int = 1

    def spec(self, family: str, *, reference: str | None = None, level: str | None = None) -> FeatureSpec:
        """Return the spec `family[.reference].name[.level][.x scale]`."""
        parts = [family, reference, self.name, level, f"x{self.scale}" if self.scale > 1 else None]
        return FeatureSpec(
            name=".".join(part for part in parts if part is not None),
            family=family,
            reference=reference,
            scale=self.scale,
            level=level,
            undefined=self.undefined,
        )


def columns(measures: Sequence[Measure[Facts]], facts: Facts) -> Floats:
    """Return the values of all measures, (cells, measures)."""
    return np.column_stack([measure.of(facts) for measure in measures]).astype(np.float64)
