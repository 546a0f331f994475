"""What was right and wrong in one answer of several choices."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Feedback(Generic[Name]):
    """The choices of an answer and of the truth: rightly chosen, missed, and chosen without being there.

    `hits` and `missed` stand in the order of the truth, `extra` in that of the answer.
    """

    hits: tuple[Name, ...]
    missed: tuple[Name, ...]
    extra: tuple[Name, ...]

    @property
    def right(self) -> bool:
        """Return whether nothing was missed and nothing added."""
        return not self.missed and not self.extra

    @property
    def score(self) -> float:
        """Return |hits| / |hits, missed and extra|, 0 to 1 (Jaccard 1912); 1 where all three are empty."""
        named = len(self.hits) + len(self.missed) + len(self.extra)
        return len(self.hits) / named if named else 1.0


def compare(truth: Collection[Name], chosen: Collection[Name]) -> Feedback[Name]:
    """Return how the chosen choices meet the true ones; each is named once on either side."""
    return Feedback(
        hits=tuple(name for name in truth if name in chosen),
        missed=tuple(name for name in truth if name not in chosen),
        extra=tuple(name for name in chosen if name not in truth),
    )
