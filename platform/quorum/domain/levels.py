"""Levels: how many points each takes, and what reaching it brings."""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt

STEP = 50


@dataclass(frozen=True, slots=True)
class LevelProgress:
    """A level with the points at which it began and at which the next begins."""

    level: int
    begins_at: int
    next_at: int


def points_for(level: int) -> int:
    """Return the points at which a level (1, 2, …) begins: 50 * level * (level - 1).

    Each level takes 100 points more than the one before: 0, 100, 300, 600, 1000, …
    """
    return STEP * level * (level - 1)


def level_of(points: int) -> int:
    """Return the level of somebody with that many points, from 1 on; the inverse of `points_for`."""
    return (STEP + isqrt(STEP * STEP + 4 * STEP * points)) // (2 * STEP)


def progress_of(points: int) -> LevelProgress:
    """Return the level with its two ends."""
    level = level_of(points)
    return LevelProgress(level, points_for(level), points_for(level + 1))


def credits_for(level: int) -> int:
    """Return the credits paid once when a level is reached; larger for higher levels, none for the first."""
    return 10 + 5 * level if level > 1 else 0
