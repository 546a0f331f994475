"""Layouts that images come in; each lists its rows, good and bad, without opening an image."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from quorum.subjects.errors import ImportInvalid
from quorum.subjects.options import KINDS, ImportOptions
from quorum.subjects.rows import Listing
from quorum.subjects.sources import kaggle, manifest


def list_rows(*, kind: str, folder: Path, channels: Collection[str], options: ImportOptions) -> Listing:
    """Return what a folder holds for a project with these channel keys; raise `ImportInvalid`."""
    if not folder.is_dir():
        raise ImportInvalid(f"There is no folder {folder.name}.", code="folder_missing")
    if kind == "kaggle":
        listing = kaggle.list_rows(folder=folder, channels=channels, options=options)
    elif kind == "manifest":
        listing = manifest.list_rows(folder=folder, channels=channels, options=options)
    else:
        raise ImportInvalid(f"{kind} is none of {', '.join(KINDS)}.", code="kind_unknown")
    if not listing.entries:
        raise ImportInvalid("Nothing to import was found.", code="nothing_found")
    return listing
