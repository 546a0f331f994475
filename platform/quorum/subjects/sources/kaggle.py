"""The layout of the Kaggle HPA competitions: `<Id>_<channel>.<extension>` and `train.csv` (Id, Target)."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from quorum.subjects.errors import ImageRefused, ImportInvalid, ProblemCode
from quorum.subjects.options import ImportOptions
from quorum.subjects.rows import Listing, Location, Problem, Refusal, Row
from quorum.subjects.sources.paths import find_table, invalid_id_reason, path_inside
from quorum.subjects.sources.tables import read_table

LABELS_FILE = "train.csv"
EXTENSIONS = (".png", ".jpg", ".jpeg", ".tif", ".tiff")


@dataclass
class _Images:
    """The files of one Id."""

    locations: dict[str, Location] = field(default_factory=dict)
    # (field, code, reason): those that cost the row, and those that cost only the file.
    faults: list[tuple[str, ProblemCode, str]] = field(default_factory=list)
    remarks: list[tuple[str, ProblemCode, str]] = field(default_factory=list)


def list_rows(*, folder: Path, channels: Collection[str], options: ImportOptions) -> Listing:
    """List the rows of `train.csv` in its order, then, sorted, images that it does not name.

    Images may lie in the folder or below it. Row numbers are lines of `train.csv`, and go on after it.
    """
    images = _find_images(folder, channels)
    table = _labels_file(folder, options)
    entries: list[Row | Refusal] = []
    numbers: dict[str, int] = {}
    last = 0
    if table is not None:
        for number, external_id, labels in _labelled(table):
            entries.append(_entry(number, external_id, labels, images, numbers))
            numbers.setdefault(external_id, number)
            last = number
    for external_id in sorted(set(images) - set(numbers)):
        if images[external_id].locations or images[external_id].faults:
            last += 1
            numbers[external_id] = last
            entries.append(_entry(last, external_id, None, images, {}))
    remarks = tuple(
        Problem(numbers.get(external_id, 0), external_id[:200], *remark)
        for external_id, found in sorted(images.items())
        for remark in found.remarks
    )
    return Listing(tuple(entries), remarks, table.name if table else "")


def _entry(
    number: int,
    external_id: str,
    labels: tuple[str, ...] | None,
    images: dict[str, _Images],
    earlier: dict[str, int],
) -> Row | Refusal:
    row = Row(number, external_id[:200], {}, labels=labels)
    reason = invalid_id_reason(external_id)
    if reason:
        return Refusal((row.problem("Id", ProblemCode.INVALID_ID, reason),))
    if external_id in earlier:
        reason = f"The id stands in row {earlier[external_id]} already."
        return Refusal((row.problem("Id", ProblemCode.DUPLICATE_ID, reason),))
    found = images.get(external_id)
    if found is None:
        reason = "No image file of this id is in the folder."
        return Refusal((row.problem("Id", ProblemCode.FILE_MISSING, reason),))
    if found.faults:
        return Refusal(tuple(row.problem(*fault) for fault in found.faults))
    return Row(number, external_id, found.locations, labels=labels)


def _find_images(folder: Path, channels: Collection[str]) -> dict[str, _Images]:
    images: dict[str, _Images] = {}
    for path in _image_files(folder):
        external_id, _, channel = path.stem.rpartition("_")
        column = f"location:{channel}"[:64]
        found = images.setdefault(external_id, _Images())
        if channel not in channels:
            reason = f"{path.name[:100]} is left out: the project has no channel of that name."
            found.remarks.append((column, ProblemCode.UNKNOWN_CHANNEL, reason))
            continue
        try:
            inside = path_inside(folder, str(path.relative_to(folder)))
        except ImageRefused as refusal:
            found.faults.append((column, refusal.problem, refusal.message))
            continue
        if channel in found.locations:
            reason = f"{path.name[:100]} is there twice."
            found.faults.append((column, ProblemCode.DUPLICATE_ID, reason))
        found.locations[channel] = Location(inside)
    return images


def _image_files(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder, followlinks=False):
        folders.sort()
        for name in sorted(names):
            if name.lower().endswith(EXTENSIONS) and not name.startswith("."):
                yield Path(parent) / name


def _labels_file(folder: Path, options: ImportOptions) -> Path | None:
    if not options.manifest:
        return find_table(folder, LABELS_FILE)
    path = folder / options.manifest
    if not path.is_file():
        raise ImportInvalid(f"There is no file {options.manifest}.", code="manifest_missing")
    return path


def _labelled(path: Path) -> Iterator[tuple[int, str, tuple[str, ...] | None]]:
    """Yield line, Id and labels (numbers between blanks or bars; None for an empty cell)."""
    table = read_table(path)
    if "Id" not in table.columns:
        raise ImportInvalid(f"{path.name} has no column Id.", code="column_missing")
    labels_column = next((name for name in ("Target", "Label") if name in table.columns), None)
    for line in table.lines:
        text = line.cells.get(labels_column, "") if labels_column else ""
        yield line.number, line.cells.get("Id", ""), tuple(text.replace("|", " ").split()) or None
