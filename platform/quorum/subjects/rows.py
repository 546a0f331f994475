"""What a source yields: rows to import, and what is wrong with them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from quorum.subjects.errors import ProblemCode


class WholeStack(Enum):
    """Says that a file holds all channels, and that the channel's name or place finds its plane."""

    BY_CHANNEL = "by_channel"


# The plane of a file: counted from 0, named, found by channel, or (None) its only one.
PlaneChoice = int | str | WholeStack | None


@dataclass(frozen=True)
class Location:
    """Where one channel's pixels are."""

    path: Path
    plane: PlaneChoice = None


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with one row; `row` counts as the user's file does."""

    row: int
    external_id: str
    field: str
    code: ProblemCode
    reason: str


@dataclass(frozen=True)
class Row:
    """One subject to be: `labels` is None where the source says nothing about labels."""

    number: int
    external_id: str
    locations: Mapping[str, Location]
    metadata: Mapping[str, str] = field(default_factory=dict)
    labels: tuple[str, ...] | None = None
    pixel_size_um: float | None = None
    credit: str = ""
    licence: str = ""
    source: str = ""

    def problem(self, field_name: str, code: ProblemCode, reason: str) -> Problem:
        """Return a problem of this row."""
        return Problem(self.number, self.external_id, field_name, code, reason)


@dataclass(frozen=True)
class Refusal:
    """A row that the source itself cannot offer; it counts as refused."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Listing:
    """Everything a source holds, in order; `remarks` are problems that cost no row."""

    entries: tuple[Row | Refusal, ...]
    remarks: tuple[Problem, ...]
    label_source: str

    def sha256(self) -> str:
        """Return a fingerprint: two listings with the same one hold the same rows in the same order."""
        digest = hashlib.sha256(self.label_source.encode())
        for entry in self.entries:
            digest.update(repr(entry).encode())
        return digest.hexdigest()
