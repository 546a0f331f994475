"""Unpacking zip files from outside: nothing leaves the folder, nothing fills the disk."""

from __future__ import annotations

import lzma
import shutil
import stat
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import IO

from quorum.subjects.errors import ImportInvalid

CHUNK_BYTES = 1024 * 1024
# What operating systems put beside the user's files.
IGNORED = ("__MACOSX", ".DS_Store", "Thumbs.db")
# All that reading a damaged, encrypted or unusual archive raises.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)


def unpacked_folder(folder: Path, archive: str) -> Path:
    """Return where the content of an archive of an import's folder comes to lie."""
    return folder / "unpacked" / archive


def unpack(*, archive: Path, target: Path, byte_limit: int, file_limit: int, beat: Callable[[], None]) -> None:
    """Unpack a zip into a new folder `target`, completely or not at all; done already is fine.

    `beat` is called after every file. Raises `ImportInvalid`: `archive_invalid` (damaged, encrypted,
    names that lead out of the folder, links), `archive_too_large` (bytes as they come out, whatever the
    archive claims, or number of files).
    """
    if target.exists():
        return
    partial = target.with_name(f".{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = [entry for entry in opened.infolist() if not _is_ignored(entry)]
            if len(entries) > file_limit:
                raise ImportInvalid(
                    f"{archive.name} holds more than {file_limit} files.", code="archive_too_large"
                )
            left = byte_limit
            for entry in entries:
                left -= _unpack_entry(opened, entry, partial, left, byte_limit)
                beat()
    except DAMAGED as error:
        # The text of an OSError names folders of this machine, which are nobody's business.
        reason = error.strerror if isinstance(error, OSError) else error
        raise ImportInvalid(f"{archive.name} cannot be unpacked: {reason}.", code="archive_invalid") from error
    else:
        partial.rename(target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _is_ignored(entry: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(entry.filename).parts
    return entry.is_dir() or any(part in IGNORED for part in parts)


def _unpack_entry(
    opened: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path, left: int, byte_limit: int
) -> int:
    """Write one file and return its size; headers are not believed."""
    name = entry.filename
    path = PurePosixPath(name)
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or is_link:
        raise ImportInvalid(f"{name[:100]} leads out of the archive.", code="archive_invalid")
    target = folder.joinpath(*path.parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    with opened.open(entry) as packed, target.open("xb") as file:
        return _copy(packed, file, left, byte_limit)


def _copy(packed: IO[bytes], file: IO[bytes], left: int, byte_limit: int) -> int:
    size = 0
    while chunk := packed.read(CHUNK_BYTES):
        size += len(chunk)
        if size > left:
            raise ImportInvalid(
                f"Unpacked, the archive is larger than {byte_limit} bytes.", code="archive_too_large"
            )
        file.write(chunk)
    return size
