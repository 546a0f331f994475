"""Reading PNG files; 16-bit colour keeps its 16 bits."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

import imagecodecs
import numpy as np

from quorum.subjects.errors import ImageRefused, ProblemCode
from quorum.subjects.images.colours import grey_plane
from quorum.subjects.images.header import ImageHeader, Plane

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def read_header(path: Path) -> ImageHeader:
    """Return the header of a PNG; raise `ImageRefused` for a file that ends before its last chunk."""
    with path.open("rb") as file:
        start = file.read(len(SIGNATURE) + 8 + 13)
        if len(start) < len(SIGNATURE) + 8 + 13:
            raise ImageRefused(ProblemCode.TRUNCATED, "The PNG ends within its header.")
        name = start[12:16]
        width, height, depth = struct.unpack(">IIB", start[16:25])
        if name != b"IHDR" or not width or not height:
            raise ImageRefused(ProblemCode.UNREADABLE, "The PNG has no valid header.")
        _walk_chunks(file, size=path.stat().st_size)
    return ImageHeader("png", width, height, 1, 16 if depth == 16 else 8)


def read_pixels(path: Path) -> Plane:
    """Return the pixels of a PNG whose size has been checked."""
    pixels = np.asarray(imagecodecs.png_decode(path.read_bytes()))
    return pixels if pixels.ndim == 2 else grey_plane(pixels, lossy=False)


def _walk_chunks(file: BinaryIO, *, size: int) -> None:
    """Step from chunk to chunk; a download that was cut has no IEND at the end of the steps."""
    position = len(SIGNATURE)
    while position + 12 <= size:
        file.seek(position)
        length, name = struct.unpack(">I4s", file.read(8))
        position += 12 + length
        if name == b"IEND" and position <= size:
            return
    raise ImageRefused(ProblemCode.TRUNCATED, "The PNG ends before its last chunk.")
