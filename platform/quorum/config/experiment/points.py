"""What an experiment finds: F1 after so many votes, and how many votes an F1 takes."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Self

from quorum.domain.metrics import Scores


@dataclass(frozen=True)
class Point:
    """F1 of one way of deciding, on the images that nobody has labelled, at so many votes per image."""

    arm: str
    method: str
    votes: float
    macro_f1: float
    micro_f1: float

    @classmethod
    def of(cls, arm: str, method: str, votes: float, scores: Scores) -> Self:
        """Return the point of some scores."""
        return cls(arm, method, votes, scores.overall.macro_f1, scores.overall.micro_f1)


def votes_until(points: Iterable[Point], target: Point) -> float | None:
    """Return the votes per image from which on both F1 are at least the target's; None if they never are."""
    needed: float | None = None
    for point in sorted(points, key=lambda one: one.votes):
        is_met = point.macro_f1 >= target.macro_f1 and point.micro_f1 >= target.micro_f1
        if not is_met:
            needed = None
        elif needed is None:
            needed = point.votes
    return needed


def write_points(path: Path, points: Sequence[Point]) -> None:
    """Write points as a CSV file."""
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Point)])
        writer.writeheader()
        writer.writerows(asdict(point) for point in points)
