"""What every strategy of choosing the next subjects takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from quorum.domain.acquisition.candidates import Candidates, Floats, Knowledge, KnowledgeMissing
from quorum.domain.errors import OurFault, UserFault

Indices = NDArray[np.integer]
Known = TypeVar("Known")
NO_CLASS = -1
"""Where no class of a subject stands out."""


class StrategyInvalid(UserFault):
    """A setting of a strategy is out of its range."""

    code = "acquisition_strategy_invalid"


class ScoresInvalid(OurFault):
    """A strategy gave scores that cannot be put into an order."""

    code = "acquisition_scores_invalid"


@dataclass(frozen=True)
class Scores:
    """How soon each subject should be served: `values` (subjects,), higher is sooner, all finite.

    `class_index` (subjects,) is the class that speaks most for it, -1 where none stands out. Raises
    ScoresInvalid.
    """

    values: Floats
    class_index: Indices

    def __post_init__(self) -> None:
        if self.values.ndim != 1 or self.class_index.shape != self.values.shape:
            raise ScoresInvalid("Scores and their classes are one for each subject.")
        if not np.isfinite(self.values).all():
            raise ScoresInvalid("A score is not finite.")

    @classmethod
    def without_class(cls, values: Floats) -> Scores:
        """Return scores of subjects as wholes."""
        return cls(values, np.full(len(values), NO_CLASS))

    @classmethod
    def summed(cls, by_class: Floats) -> Scores:
        """Return the sums over classes of (subjects, classes), led by the class with the largest part."""
        leading = by_class.argmax(axis=1)
        largest = np.take_along_axis(by_class, leading[:, None], axis=1)[:, 0]
        return cls(by_class.sum(axis=1), np.where(largest > 0, leading, NO_CLASS))

    @classmethod
    def largest(cls, by_class: Floats) -> Scores:
        """Return the largest of (subjects, classes) over classes, and which class has it."""
        leading = by_class.argmax(axis=1)
        return cls(np.take_along_axis(by_class, leading[:, None], axis=1)[:, 0], leading)


class AcquisitionStrategy(Protocol):
    """One answer to which subjects' votes are worth most."""

    @property
    def name(self) -> str:
        """Return the name that queue entries keep: at most 24 lower-case ASCII letters and hyphens."""
        ...

    @property
    def needs_model(self) -> bool:
        """Return whether it cannot work before a model has been trained."""
        ...

    @property
    def needs(self) -> tuple[Knowledge, ...]:
        """Return what must be known of the subjects."""
        ...

    def scores(self, candidates: Candidates, rng: np.random.Generator) -> Scores:
        """Return how soon each subject should be served; raises KnowledgeMissing."""
        ...


def missing(strategy: AcquisitionStrategy, candidates: Candidates) -> tuple[Knowledge, ...]:
    """Return what the strategy needs and these candidates lack."""
    return tuple(each for each in strategy.needs if not candidates.knows(each))


def known(knowledge: Knowledge, value: Known | None) -> Known:
    """Return what a strategy needs; raises KnowledgeMissing if it is None."""
    if value is None:
        raise KnowledgeMissing(f"The strategy needs `{knowledge.value}`.", missing=[knowledge.value])
    return value
