"""Paths that stay inside a folder, whatever a file from outside says."""

from __future__ import annotations

from pathlib import Path

from quorum.subjects.errors import ImageRefused, ProblemCode


def path_inside(folder: Path, text: str) -> Path:
    """Return the file that `text` names in `folder`, links followed.

    Raises `ImageRefused`: `path_outside_folder` when it leads out, also through a link; `file_missing`
    when no regular file is there.
    """
    try:
        path = (folder / text.replace("\\", "/")).resolve()
        is_file = path.is_file()
    except (OSError, ValueError, RuntimeError) as error:
        raise ImageRefused(ProblemCode.FILE_MISSING, f"{text[:100]!r} is not a file name.") from error
    if not path.is_relative_to(folder.resolve()):
        raise ImageRefused(ProblemCode.PATH_OUTSIDE_FOLDER, f"{text[:100]} leads out of the folder.")
    if not is_file:
        raise ImageRefused(ProblemCode.FILE_MISSING, f"There is no file {text[:100]}.")
    return path


def invalid_id_reason(external_id: str) -> str | None:
    """Return why a text cannot be an external id, or None if it can."""
    if not external_id:
        return "The id is empty."
    if len(external_id) > 200:
        return "The id is longer than 200 characters."
    if not external_id.isprintable():
        return "The id holds control characters."
    return None
