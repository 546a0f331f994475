"""What the demonstration teaches with: drawn fields whose answer is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from quorum.config.demo.images import draw_fields

PREFIX = "lesson"
# Other images than those to be labelled, however many of those there are.
SEED_OFFSET = 1_000_000


@dataclass(frozen=True)
class Lesson:
    """A field to be drawn: for the tutorial, for a stage of training (its position), or as a control."""

    use: Literal["tutorial", "control"] | int
    codes: tuple[int, ...]
    hints: dict[str, str] = field(default_factory=dict)


LESSONS: tuple[Lesson, ...] = (
    Lesson(
        "tutorial", (102,), {"102": "The nuclei are filled with green, and the round holes in them stay dark."}
    ),
    Lesson("tutorial", (303,), {"303": "A thin green line goes all around each cell."}),
    # One place, clearly seen.
    Lesson(0, (102,)),
    Lesson(0, (303,)),
    Lesson(0, (203,)),
    Lesson(0, (213,)),
    Lesson(0, (121,)),
    # Two places at once.
    Lesson(1, (102, 303)),
    Lesson(1, (121, 201)),
    Lesson(1, (131, 203)),
    Lesson(1, (112, 213)),
    # Nothing there, nothing real, and the finer distinctions.
    Lesson(2, (901,)),
    Lesson(2, (902,)),
    Lesson(2, (214,)),
    Lesson(2, (101, 233)),
    Lesson("control", (102,)),
    Lesson("control", (201,)),
    Lesson("control", (303,)),
    Lesson("control", (203,)),
    Lesson("control", (121,)),
    Lesson("control", (213,)),
    Lesson("control", (901,)),
    Lesson("control", (233,)),
    Lesson("control", (102, 201)),
    Lesson("control", (131,)),
    Lesson("control", (121, 303)),
    Lesson("control", (232,)),
)


def external_id(number: int) -> str:
    """Return the name of the lesson with this number, counted from 1."""
    return f"{PREFIX}-{number:04d}"


def draw_lessons(folder: Path, *, size: int, seed: int, on_drawn: Callable[[], object]) -> Path:
    """Draw the lessons as large as the other fields, so that nothing tells a control; return the manifest."""
    return draw_fields(
        folder,
        [lesson.codes for lesson in LESSONS],
        size=size,
        seed=seed + SEED_OFFSET,
        on_drawn=on_drawn,
        prefix=PREFIX,
    )
