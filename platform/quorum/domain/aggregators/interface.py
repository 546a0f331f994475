"""What every way of turning votes into labels takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from quorum.domain.errors import UserFault

if TYPE_CHECKING:  # it compiles, and the web reads expert labels
    from quorum.domain.votes import Votes

Booleans = NDArray[np.bool_]
Floats = NDArray[np.float64]


class ReferenceMissing(UserFault):
    """The method learns from expert labels, and none were given."""

    code = "reference_missing"


class ReferenceInvalid(UserFault):
    """The expert labels do not fit the votes."""

    code = "reference_invalid"


@dataclass(frozen=True)
class Question:
    """What volunteers were asked: N = `classes`, of which one answer names at most m = `maximum_choices`."""

    classes: int
    maximum_choices: int

    @property
    def is_exclusive(self) -> bool:
        """Return whether exactly one class is true of a subject (m = 1)."""
        return self.maximum_choices == 1


@dataclass(frozen=True)
class Reference:
    """Expert labels of the cutoff hold-out, and how often each class is expected.

    `known` (subjects,) marks the subjects whose `labels` (subjects, classes) are given; other rows
    are ignored. `frequencies` (classes,) are shares of subjects; NaN for a novel class, which the
    experts never had. Raises ReferenceInvalid when shapes differ.
    """

    known: Booleans
    labels: Booleans
    frequencies: Floats

    def __post_init__(self) -> None:
        subjects, classes = self.labels.shape
        if self.known.shape != (subjects,) or self.frequencies.shape != (classes,):
            raise ReferenceInvalid("Expert labels, their mask and the frequencies differ in shape.")

    def frequencies_only(self) -> Reference:
        """Return the same expectations without the label of any subject."""
        return Reference(np.zeros_like(self.known), np.zeros_like(self.labels), self.frequencies)

    @property
    def novel(self) -> Booleans:
        """Return which classes have no reference frequency, (classes,)."""
        return np.isnan(self.frequencies)


class Scale(StrEnum):
    """What a method ranks subjects by: low p-values, or high shares or posteriors, speak for a class."""

    P = "p"
    SHARE = "share"
    POSTERIOR = "posterior"


@dataclass(frozen=True)
class Decisions:
    """Accepted classes (subjects, classes), and the cutoff of each class (classes,) on `scale`.

    A class is accepted below its cutoff on the scale of p-values, and above it on the others; an
    exclusive question takes the class of the highest score instead, and its cutoffs are NaN.
    """

    accepted: Booleans
    cutoffs: Floats
    scale: Scale


class FittedAggregator(Protocol):
    """A method that has seen the votes; both calls take votes over the same classes and volunteers."""

    def predict_proba(self, votes: Votes) -> Floats:
        """Return the probability that each class is true of each subject, (subjects, classes)."""
        ...

    def decide(self, votes: Votes) -> Decisions:
        """Return which classes each subject is said to show."""
        ...


@runtime_checkable
class RatesVolunteers(Protocol):
    """A fitted method that says how good each volunteer is."""

    @property
    def volunteer_quality(self) -> Floats:
        """Return how good each volunteer is, (volunteers,): higher is better, 1 perfect, NaN unknown.

        The method says what it measures: the chance of being right, say, or informedness.
        """
        ...


class Aggregator(Protocol):
    """A method and its settings."""

    def fit(self, votes: Votes, reference: Reference | None = None) -> FittedAggregator:
        """Learn from votes, and from the expert labels of some subjects; raises ReferenceMissing."""
        ...
