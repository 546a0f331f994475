"""Images on disk as fields: a list of files, or a folder of files named after their channels."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import imagecodecs
import numpy as np
import tifffile

from mlworker.fields import Field, Pixels
from quorum.domain.channel_roles import PROTEIN, REFERENCES, ROLE_OF_COLOUR
from quorum.domain.errors import UserFault

SUFFIXES = (".png", ".tif", ".tiff", ".jpg", ".jpeg")
_NAMED = re.compile(r"(?P<field>.+)_(?P<colour>green|blue|red|yellow)")


class ImageUnreadable(UserFault):
    """A channel's file is missing, damaged or not one plane of 8 or 16 bits."""

    code = "image_unreadable"


class ImageListInvalid(UserFault):
    """The list of images, or the folder, names no field that can be read."""

    code = "image_list_invalid"


class FieldSource(Protocol):
    """Where a field comes from; it must be possible to pickle it.

    `load` raises an error of `quorum.domain.errors` for a field that cannot be had.
    """

    @property
    def identifier(self) -> str:
        """Return the field's id."""

    def load(self) -> Field:
        """Return the field."""


@dataclass(frozen=True)
class FieldFiles:
    """A field in files: one file per channel role."""

    identifier: str
    files: Mapping[str, Path]
    pixel_um: float | None = None

    def load(self) -> Field:
        """Read all planes; raises ImageUnreadable or FieldInvalid."""
        planes = {role: read_plane(path) for role, path in self.files.items()}
        return Field(planes.pop(PROTEIN), planes, self.pixel_um)


def read_plane(path: Path) -> Pixels:
    """Read one plane, uint8 or uint16 (height, width); raises ImageUnreadable."""
    try:
        plane = tifffile.imread(path) if path.suffix.lower().startswith(".tif") else imagecodecs.imread(path)
    # Decoders raise whatever they like on damaged files.
    except Exception as error:
        raise ImageUnreadable(f"{path.name} cannot be read: {error}", file=path.name) from error
    plane = np.asarray(plane)
    if plane.ndim != 2 or plane.dtype not in {np.dtype(np.uint8), np.dtype(np.uint16)}:
        raise ImageUnreadable(
            f"{path.name} must be one plane of 8 or 16 bits, not {plane.dtype} {plane.shape}.", file=path.name
        )
    return np.ascontiguousarray(plane)


def find_fields(images: Path) -> list[FieldFiles]:
    """Return the fields of a CSV list or of a folder, sorted by id; raises ImageListInvalid.

    A list has the columns `field`, `protein` and any of `nucleus`, `microtubules`, `er`, with paths relative to
    it, and may have `pixel_um`. In a folder, files are named `<field>_<green|blue|red|yellow>.png` (or .tif,
    .jpg), where green is the protein, blue the nucleus, red microtubules and yellow the ER.
    """
    fields = _from_folder(images) if images.is_dir() else _from_list(images)
    if not fields:
        raise ImageListInvalid(f"{images} names no field with a protein channel.", images=str(images))
    if len({one.identifier for one in fields}) < len(fields):
        raise ImageListInvalid(f"{images} names a field twice.", images=str(images))
    return sorted(fields, key=lambda one: one.identifier)


def _from_folder(folder: Path) -> list[FieldFiles]:
    files: dict[str, dict[str, Path]] = {}
    for path in sorted(folder.iterdir()):
        named = _NAMED.fullmatch(path.stem)
        if named and path.suffix.lower() in SUFFIXES:
            files.setdefault(named["field"], {})[ROLE_OF_COLOUR[named["colour"]]] = path
    return [FieldFiles(name, planes) for name, planes in files.items() if PROTEIN in planes]


def _from_list(path: Path) -> list[FieldFiles]:
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise ImageListInvalid(f"{path} cannot be read: {error}", images=str(path)) from error
    if rows and not {"field", PROTEIN} <= set(rows[0]):
        raise ImageListInvalid(f"{path} needs the columns field and {PROTEIN}.", images=str(path))
    return [_of_row(row, path.parent) for row in rows]


def _of_row(row: Mapping[str, str | None], folder: Path) -> FieldFiles:
    files = {role: folder / name for role in (PROTEIN, *REFERENCES) if (name := row.get(role))}
    identifier, pixel = row["field"] or "", row.get("pixel_um")
    if PROTEIN not in files or not identifier:
        raise ImageListInvalid("Every row of the list needs a field and a protein file.", field=identifier)
    try:
        return FieldFiles(identifier, files, float(pixel) if pixel else None)
    except ValueError as error:
        raise ImageListInvalid(f"pixel_um of {identifier} is no number: {pixel}.", field=identifier) from error


def identifiers(sources: Sequence[FieldSource]) -> list[str]:
    """Return the ids of the sources, in order."""
    return [source.identifier for source in sources]
