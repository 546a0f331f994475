"""Which classes volunteers add where experts see another: a chord plot with directed ribbons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch, Wedge
from matplotlib.path import Path

from quorum.plotting.style import DISTANCES, INK, LINE, MUTED, short

MOST_RIBBONS = 80
GAP = 0.035
SMALLEST_ARC = 0.025
RADIUS = 1.0
RIM = 0.045
HEAD = 0.11
WIDTH = 10.5
# Height of the legend below the circle, in radii.
FOOT = 0.22
# Width of a letter, as a share of half the picture.
LETTER = 0.0125
BROADEST_HEAD = 0.09


@dataclass(frozen=True)
class Ribbon:
    """Class `predicted` stands too often where experts see class `reference`, by `excess` tasks.

    `distance` counts the steps between the two in the tree of choices.
    """

    reference: int
    predicted: int
    excess: float
    distance: int


@dataclass(frozen=True)
class _Arc:
    start: float
    end: float


def draw_chord(names: Sequence[str], ribbons: Sequence[Ribbon], *, has_tree: bool) -> Figure:
    """Draw the classes around a circle, in the order of the tree, and a ribbon per over-represented pair.

    A ribbon leaves the class that experts see, as broad as the excess of tasks, and points at the class
    that is added. Beyond MOST_RIBBONS the smallest excesses are left out.
    """
    drawn = sorted(ribbons, key=lambda ribbon: -ribbon.excess)[:MOST_RIBBONS]
    reach = _reach(names)
    figure = Figure(figsize=(WIDTH, WIDTH * (1 + FOOT / (2 * reach))), layout="constrained")
    axes = figure.subplots()
    axes.set_aspect("equal")
    axes.axis("off")
    axes.set_xlim(-reach, reach)
    axes.set_ylim(-reach - FOOT, reach)
    arcs = _arcs(len(names), drawn)
    ends = _ends(arcs, drawn)
    involved = {place for ribbon in drawn for place in (ribbon.reference, ribbon.predicted)}
    for place, (name, arc) in enumerate(zip(names, arcs, strict=True)):
        _draw_arc(axes, name, arc, is_involved=place in involved)
    # The broadest first, so that narrow ribbons lie on top and can be followed.
    for ribbon, (source, target) in zip(drawn, ends, strict=True):
        _draw_ribbon(axes, source, target, DISTANCES.get(ribbon.distance, DISTANCES[max(DISTANCES)]))
    if has_tree:
        _draw_legend(axes, drawn)
    _draw_caption(axes, len(drawn), len(ribbons))
    return figure


def _reach(names: Sequence[str]) -> float:
    """Return how far from the centre the longest name ends."""
    return max(1.2, (RADIUS + RIM + 0.06) / (1 - LETTER * max(len(short(name)) for name in names)))


def _arcs(classes: int, ribbons: Sequence[Ribbon]) -> list[_Arc]:
    weight = np.zeros(classes)
    for ribbon in ribbons:
        weight[ribbon.reference] += ribbon.excess
        weight[ribbon.predicted] += ribbon.excess
    gap = min(GAP, np.pi / classes)
    free = 2 * np.pi - classes * gap
    smallest = min(SMALLEST_ARC, free / classes)
    widths = smallest + (free - classes * smallest) * weight / max(weight.sum(), 1e-12)
    if not weight.any():
        widths = np.full(classes, free / classes)
    # From the top, clockwise.
    starts = np.concatenate(([0.0], np.cumsum(widths + gap)[:-1]))
    return [
        _Arc(np.pi / 2 - start, np.pi / 2 - start - width) for start, width in zip(starts, widths, strict=True)
    ]


def _ends(arcs: Sequence[_Arc], ribbons: Sequence[Ribbon]) -> list[tuple[_Arc, _Arc]]:
    """Return where each ribbon leaves and arrives, shared out along the arcs so that few cross."""
    touching: dict[int, list[tuple[float, int, bool]]] = {}
    middles = [(arc.start + arc.end) / 2 for arc in arcs]
    for number, ribbon in enumerate(ribbons):
        for place, other, is_source in (
            (ribbon.reference, ribbon.predicted, True),
            (ribbon.predicted, ribbon.reference, False),
        ):
            turn = (middles[place] - middles[other]) % (2 * np.pi)
            # Two ribbons between the same classes lie in opposite order at their two ends.
            touching.setdefault(place, []).append((-turn, number if place < other else -number, is_source))
    found: dict[tuple[int, bool], _Arc] = {}
    for place, touched in touching.items():
        arc = arcs[place]
        total = sum(ribbons[abs(number)].excess for _, number, _ in touched)
        at = arc.start
        for _, signed, is_source in sorted(touched):
            number = abs(signed)
            until = at + (arc.end - arc.start) * ribbons[number].excess / total
            found[number, is_source] = _Arc(at, until)
            at = until
    return [(found[number, True], found[number, False]) for number in range(len(ribbons))]


def _point(angle: float, radius: float) -> tuple[float, float]:
    return (radius * float(np.cos(angle)), radius * float(np.sin(angle)))


def _draw_arc(axes: Axes, name: str, arc: _Arc, *, is_involved: bool) -> None:
    axes.add_patch(
        Wedge(
            (0, 0),
            RADIUS + RIM,
            np.degrees(arc.end),
            np.degrees(arc.start),
            width=RIM,
            facecolor=INK if is_involved else LINE,
            linewidth=0,
        )
    )
    middle = (arc.start + arc.end) / 2
    degrees = np.degrees(middle) % 360
    is_left = 90 < degrees < 270
    axes.text(
        *_point(middle, RADIUS + RIM + 0.03),
        short(name),
        rotation=degrees - 180 if is_left else degrees,
        rotation_mode="anchor",
        ha="right" if is_left else "left",
        va="center",
        fontsize=9,
        color=INK if is_involved else MUTED,
    )


def _rim(start: float, end: float, radius: float) -> list[tuple[float, float]]:
    return [_point(angle, radius) for angle in np.linspace(start, end, 4 + int(abs(start - end) / 0.03))]


def _bend(source: _Arc, target: _Arc) -> tuple[float, float]:
    """Return what a ribbon bends towards: the centre between opposite arcs, near the rim between neighbours."""
    start, end = (source.start + source.end) / 2, (target.start + target.end) / 2
    apart = abs((end - start + np.pi) % (2 * np.pi) - np.pi)
    middle = start + ((end - start + np.pi) % (2 * np.pi) - np.pi) / 2
    return _point(middle, 0.6 * (RADIUS - HEAD) * float(1 - apart / np.pi) ** 1.5)


def _draw_ribbon(axes: Axes, source: _Arc, target: _Arc, colour: str) -> None:
    inner = RADIUS - 0.012
    neck = RADIUS - HEAD
    middle = (target.start + target.end) / 2
    # The arrow's shaft is narrower than its head, which spans its place on the rim unless that is broad.
    half = min((target.start - target.end) / 2, BROADEST_HEAD)
    left, right = middle + half * 0.45, middle - half * 0.45
    vertices = _rim(source.start, source.end, inner)
    codes = [Path.MOVETO, *[Path.LINETO] * (len(vertices) - 1)]
    bend = _bend(source, target)
    vertices += [bend, _point(left, neck)]
    codes += [Path.CURVE3, Path.CURVE3]
    head = [
        _point(middle + half, neck),
        _point(middle, inner),
        _point(middle - half, neck),
        _point(right, neck),
    ]
    vertices += head
    codes += [Path.LINETO] * len(head)
    vertices += [bend, _point(source.start, inner), _point(source.start, inner)]
    codes += [Path.CURVE3, Path.CURVE3, Path.CLOSEPOLY]
    axes.add_patch(
        PathPatch(Path(vertices, codes), facecolor=colour, edgecolor="white", linewidth=0.5, alpha=0.78)
    )


def _draw_legend(axes: Axes, drawn: Sequence[Ribbon]) -> None:
    present = {min(ribbon.distance, max(DISTANCES)) for ribbon in drawn}
    words = {2: "2: same group", 4: "4: neighbouring groups", 6: "6 or more: far apart"}
    handles = [
        Patch(facecolor=DISTANCES[step], label=words[step]) for step in sorted(DISTANCES) if step in present
    ]
    if handles:
        legend = axes.legend(
            handles=handles, title="Steps apart in the tree", loc="lower left", alignment="left", fontsize=9
        )
        legend.get_title().set_fontweight("bold")


def _draw_caption(axes: Axes, shown: int, total: int) -> None:
    if shown < total:
        text = f"The {shown} largest of {total} pairs"
    else:
        text = "1 pair" if total == 1 else f"{total or 'No'} pairs"
    axes.text(
        1.0,
        0.0,
        f"{text}.\nArrows lead from the class that experts see\nto the class that is added; their breadth is\n"
        "the number of tasks beyond expectation.",
        transform=axes.transAxes,
        ha="right",
        va="bottom",
        fontsize=9,
        color=MUTED,
    )
