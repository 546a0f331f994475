"""Paths that stay inside a folder, whatever a file from outside says."""

from __future__ import annotations

from pathlib import Path

from quorum.subjects.errors import ImageRefused, ImportInvalid, ProblemCode


def path_inside(folder: Path, text: str, *, base: Path | None = None) -> Path:
    """Return the file that `text` names, seen from `base` or from `folder` itself, links followed.

    Raises `ImageRefused`: `path_outside_folder` when it leads out of `folder`, also through a link;
    `file_missing` when no regular file is there.
    """
    try:
        path = ((base or folder) / text.replace("\\", "/")).resolve()
        is_file = path.is_file()
    except (OSError, ValueError, RuntimeError) as error:
        raise ImageRefused(ProblemCode.FILE_MISSING, f"{text[:100]!r} is not a file name.") from error
    if not path.is_relative_to(folder.resolve()):
        raise ImageRefused(ProblemCode.PATH_OUTSIDE_FOLDER, f"{text[:100]} leads out of the folder.")
    if not is_file:
        raise ImageRefused(ProblemCode.FILE_MISSING, f"There is no file {text[:100]}.")
    return path


def find_table(folder: Path, *patterns: str) -> Path | None:
    """Return the file that the first matching pattern finds, in the folder before below it.

    Patterns that match several files find nothing; raises `ImportInvalid` for several of one full name.
    """
    for pattern in patterns:
        for found in (sorted(folder.glob(pattern)), sorted(folder.rglob(pattern))):
            if len(found) == 1 and found[0].is_file():
                return found[0]
        if len(found) > 1 and "*" not in pattern:
            raise ImportInvalid(f"There are {len(found)} files named {pattern}.", code="two_tables")
    return None


def invalid_id_reason(external_id: str) -> str | None:
    """Return why a text cannot be an external id, or None if it can."""
    if not external_id:
        return "The id is empty."
    if len(external_id) > 200:
        return "The id is longer than 200 characters."
    if not external_id.isprintable():
        return "The id holds control characters."
    return None
