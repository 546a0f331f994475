"""The badges that can be earned; names and drawings are the frontend's."""

from __future__ import annotations

from dataclasses import dataclass, fields

CREDITS_BY_TIER = (10, 20, 30, 50, 80, 120, 160)
GOALS = {
    "images": (1, 10, 100, 500, 1_000, 5_000, 10_000),
    "level": (5, 10, 25),
    "streak": (3, 7, 30, 100),
    "mastered": (1, 5, 10),
    "discoveries": (1, 5, 25),
    "helpful": (1, 10, 50),
}


@dataclass(frozen=True, slots=True)
class Badge:
    """A badge: `goal` of the measure `family` must be reached; `tier` counts from 1 within the family."""

    family: str
    goal: int
    tier: int
    credits: int

    @property
    def code(self) -> str:
        """Return the badge's name in the ledger."""
        return f"{self.family}-{self.goal}"


@dataclass(frozen=True, slots=True)
class Standing:
    """What badges are given for: one field per family. Nothing here depends on others' answers.

    `images` paid, `level` reached, longest `streak` in days, choices `mastered` on controls,
    `discoveries` (first remarks), `helpful` remarks by a curator's word.
    """

    images: int = 0
    level: int = 1
    streak: int = 0
    mastered: int = 0
    discoveries: int = 0
    helpful: int = 0


NOBODY = Standing()
BADGES = tuple(
    Badge(family, goal, tier, credit)
    for family in (field.name for field in fields(Standing))
    for tier, (goal, credit) in enumerate(zip(GOALS[family], CREDITS_BY_TIER, strict=False), start=1)
)


def badges_between(before: Standing, after: Standing) -> list[Badge]:
    """Return the badges whose goal is reached after, and was not before."""
    return [
        badge for badge in BADGES if getattr(before, badge.family) < badge.goal <= getattr(after, badge.family)
    ]
