"""Precision against recall of every class, before and after the method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from quorum.plotting.precision_recall import ClassPanel, Floats, Mark, Point, Ranking, draw_precision_recall
from quorum.plotting.style import AFTER, BEFORE


@dataclass(frozen=True)
class Curve:
    """One class: `recall` and `precision` (points,) down the ranking, and where two decisions lie."""

    name: str
    positives: int
    recall: Floats
    precision: Floats
    average_precision: float
    before: Point
    after: Point


def draw_curves(curves: Sequence[Curve], *, words: tuple[str, str]) -> Figure:
    """Draw every class with two decisions, which `words` name."""
    return draw_precision_recall(
        [
            ClassPanel(
                one.name,
                one.positives,
                one.average_precision,
                (Ranking(one.recall, one.precision),),
                ((one.before,), (one.after,)),
            )
            for one in curves
        ],
        ranking="down the ranking",
        marks=(Mark(f"before: {words[0]}", "s", BEFORE), Mark(f"after: {words[1]}", "o", AFTER)),
    )
