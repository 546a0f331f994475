"""Figures beside their limits, as Markdown on the way and as JSON at the end."""

from __future__ import annotations

import json
import math
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.load.bench_consensus.clock import Timing

Cell = str | int | float | None


@dataclass(frozen=True)
class AtMost:
    """A limit that is met from below."""

    value: float

    def is_met(self, value: float) -> bool:
        """Return whether a figure keeps the limit."""
        return value <= self.value

    def __str__(self) -> str:
        return f"at most {shown(self.value)}"


@dataclass(frozen=True)
class AtLeast:
    """A limit that is met from above."""

    value: float

    def is_met(self, value: float) -> bool:
        """Return whether a figure keeps the limit."""
        return value >= self.value

    def __str__(self) -> str:
        return f"at least {shown(self.value)}"


@dataclass(frozen=True)
class Figure:
    """One measured number; `value` is None where it could not be measured, and `note` says why."""

    name: str
    value: float | None
    unit: str
    limit: AtMost | AtLeast | None = None
    timing: Timing | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """Return `met`, `MISSED`, `not measured`, or nothing for a figure without a limit."""
        if self.value is None:
            return "not measured"
        if self.limit is None:
            return ""
        return "met" if self.limit.is_met(self.value) else "MISSED"


@dataclass(frozen=True)
class Table:
    """Rows of numbers and words below their heads."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass
class Section:
    """What one part of the benchmark found."""

    title: str
    figures: list[Figure] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def shown(value: Cell) -> str:
    """Return a cell as text: three significant digits, and all of those before the point."""
    if value is None:
        return "-"
    if isinstance(value, float):
        if not math.isfinite(value):
            return "-"
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else value


def seconds(name: str, timing: Timing, limit: AtMost | None = None, note: str = "") -> Figure:
    """Return the best of several timings as a figure."""
    return Figure(name, timing.best, "s", limit, timing, note)


def markdown(head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """Return a table in Markdown, its figures on the right."""
    lines = [list(head), ["---", *["--:"] * (len(head) - 1)], *[[shown(cell) for cell in row] for row in rows]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def print_section(section: Section) -> None:
    """Print a section as Markdown."""
    print(f"\n## {section.title}", flush=True)
    if section.figures:
        print(
            f"\n{markdown(['figure', 'value', 'first call', 'limit', 'verdict', 'note'], _rows(section))}",
            flush=True,
        )
    for table in section.tables:
        print(f"\n{table.title}\n\n{markdown(table.head, table.rows)}", flush=True)


def _rows(section: Section) -> list[list[Cell]]:
    return [
        [
            one.name,
            "-" if one.value is None else f"{shown(one.value)} {one.unit}".rstrip(),
            f"{shown(one.timing.cold)} {one.unit}" if one.timing and one.timing.warm else "",
            str(one.limit or ""),
            one.verdict,
            one.note,
        ]
        for one in section.figures
    ]


class Book:
    """All sections: printed as they are added, and written to `figures.json` of the folder each time.

    Without a folder nothing is written. A run that is cut off leaves what it had found.
    """

    def __init__(self, folder: Path | None, setting: Mapping[str, Any]) -> None:
        self.folder = folder
        self.setting = {**setting, **machine()}
        self.sections: list[Section] = []
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        print("  ".join(f"{name}: {value}" for name, value in self.setting.items()), flush=True)

    def add(self, section: Section) -> None:
        """Print a section and keep it."""
        print_section(section)
        self.sections.append(section)
        if self.folder is not None:
            found = {"setting": self.setting, "sections": [_plain(one) for one in self.sections]}
            text = json.dumps(found, indent=1, allow_nan=False, default=str)
            (self.folder / "figures.json").write_text(text + "\n")


def machine() -> dict[str, Any]:
    """Return what the timings depend on."""
    packages = ("numpy", "scipy", "numba", "crowd-kit", "pandas", "polars", "pyarrow")
    load = os.getloadavg()[0]
    return {"cores": os.cpu_count(), "load": round(load, 2), "python": platform.python_version()} | {
        name: version(name) for name in packages
    }


def _plain(section: Section) -> dict[str, Any]:
    figures = [
        {
            "name": one.name,
            "value": _finite(one.value),
            "unit": one.unit,
            "limit": str(one.limit) if one.limit else None,
            "limit_value": one.limit.value if one.limit else None,
            "verdict": one.verdict,
            "first_call": one.timing.cold if one.timing else None,
            "later_calls": list(one.timing.warm) if one.timing else None,
            "note": one.note,
        }
        for one in section.figures
    ]
    tables = [
        {
            "title": table.title,
            "head": list(table.head),
            "rows": [[_finite(cell) for cell in row] for row in table.rows],
        }
        for table in section.tables
    ]
    return {"title": section.title, "figures": figures, "tables": tables}


def _finite(cell: Cell) -> Cell:
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell
