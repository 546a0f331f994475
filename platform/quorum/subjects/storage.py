"""Files stored under the SHA-256 of their content: written once, never changed, shared by equal content."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

from quorum.subjects.errors import ImageRefused, ProblemCode, StorageDamaged

CHUNK_BYTES = 1024 * 1024


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def store_original(*, path: Path, sha256: str, extension: str) -> str:
    """Copy an original, byte by byte, and return its storage name.

    Raises `ImageRefused` (unreadable) when the file no longer has the content that `sha256` was taken of.
    """
    name = _name("originals", sha256, extension)
    with path.open("rb") as file:
        stored = _write_once(name, file, size=path.stat().st_size, sha256=sha256)
    if not stored:
        raise ImageRefused(ProblemCode.UNREADABLE, f"{path.name} changed while it was read.")
    return name


def store_derivative(*, content: bytes, folder: str) -> str:
    """Store a WebP under the hash of its bytes and return its storage name."""
    sha256 = hashlib.sha256(content).hexdigest()
    name = _name(folder, sha256, "webp")
    _write_once(name, ContentFile(content), size=len(content), sha256=sha256)
    return name


@contextmanager
def local_file(name: str) -> Iterator[Path]:
    """Yield the path of a stored file: its own, or that of a copy while the block runs.

    Raises FileNotFoundError when nothing is stored under the name.
    """
    if isinstance(default_storage, FileSystemStorage):
        yield Path(default_storage.path(name))
        return
    with tempfile.NamedTemporaryFile(prefix="quorum-original-") as copy:
        with default_storage.open(name) as file:
            for chunk in file.chunks(CHUNK_BYTES):
                copy.write(chunk)
        copy.flush()
        yield Path(copy.name)


def verify(name: str) -> None:
    """Read a stored file again; raise `StorageDamaged` when its content is not what its name promises."""
    digest = hashlib.sha256()
    with default_storage.open(name) as file:
        for chunk in file.chunks(CHUNK_BYTES):
            digest.update(chunk)
    if digest.hexdigest() != Path(name).name.split(".", 1)[0]:
        raise StorageDamaged(f"The content of {name} is not what was stored.", name=name)


def _name(folder: str, sha256: str, extension: str) -> str:
    return f"{folder}/{sha256[:2]}/{sha256[2:4]}/{sha256}.{extension}"


def _write_once(name: str, file: BinaryIO | File[bytes], *, size: int, sha256: str) -> bool:
    """Write a file unless it is there; False, and nothing stored, when its content has another hash."""
    if default_storage.exists(name) and default_storage.size(name) == size:
        return True
    if isinstance(default_storage, FileSystemStorage):
        return _write_beside(Path(default_storage.path(name)), file, sha256)
    return _upload(name, file, sha256)


def _upload(name: str, file: BinaryIO | File[bytes], sha256: str) -> bool:
    """Write to an object store, where a file is there as a whole or not at all."""
    with tempfile.TemporaryFile() as spooled:
        if not _copy(file, spooled, sha256):
            return False
        spooled.seek(0)
        stored = default_storage.save(name, File(spooled))
    if stored != name:
        # Somebody stored the same content in between; the spare copy goes.
        default_storage.delete(stored)
    return True


def _write_beside(target: Path, file: BinaryIO | File[bytes], sha256: str) -> bool:
    """Write next to the target and rename, so that a kill leaves no half file under a good name."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, spare = tempfile.mkstemp(dir=target.parent, prefix=".incoming-")
    try:
        with os.fdopen(handle, "wb") as copy:
            if not _copy(file, copy, sha256):
                return False
            copy.flush()
            os.fsync(copy.fileno())
            os.fchmod(copy.fileno(), 0o644)
        Path(spare).replace(target)
    finally:
        Path(spare).unlink(missing_ok=True)
    return True


def _copy(source: BinaryIO | File[bytes], copy: IO[bytes], sha256: str) -> bool:
    digest = hashlib.sha256()
    for chunk in _chunks(source):
        digest.update(chunk)
        copy.write(chunk)
    return digest.hexdigest() == sha256


def _chunks(file: BinaryIO | File[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK_BYTES):
        yield chunk
