"""Reading one plane of a supported image file, found by content, never by name.

Formats: PNG, JPEG, TIFF, BigTIFF and OME-TIFF; grey, or RGB that holds one colour; 8 or 16 bit.
Sizes are held against a limit before anything is decoded, so that a small file cannot fill the memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from quorum.subjects.errors import ImageRefused, ProblemCode
from quorum.subjects.images import jpeg, png, tiff
from quorum.subjects.images.header import ImageHeader, Plane

__all__ = ["ImageHeader", "Plane", "read_header", "read_plane"]

READERS: dict[str, Callable[[Path], ImageHeader]] = {
    "png": png.read_header,
    "jpeg": jpeg.read_header,
    "tiff": tiff.read_header,
}
# What people try, by the first bytes, so that the refusal can say what it is.
KNOWN_UNSUPPORTED = {
    b"GIF8": "GIF",
    b"BM": "BMP",
    b"RIFF": "WebP",
    b"\x89HDF": "HDF5",
    b"ZISRAWFILE": "CZI",
    b"PK\x03\x04": "zip",
    b"%PDF": "PDF",
}


def read_header(path: Path, *, pixel_limit: int) -> ImageHeader:
    """Return size, planes and depth of an image file without decoding pixels.

    Raises `ImageRefused` with the problem `file_missing`, `truncated`, `unreadable`,
    `unsupported_format` or, for more than `pixel_limit` pixels in a plane, `too_many_pixels`.
    """
    with _reading(path):
        header = READERS[_kind(path)](path)
    if header.width * header.height > pixel_limit:
        raise ImageRefused(
            ProblemCode.TOO_MANY_PIXELS,
            f"{header.width} x {header.height} pixels; at most {pixel_limit} are allowed.",
        )
    return header


def read_plane(path: Path, plane: int = 0, *, pixel_limit: int) -> Plane:
    """Return plane `plane` (from 0) as grey pixels, (height, width), uint8 or uint16.

    12 bits in 16 stay as they are. Raises `ImageRefused` as `read_header` does, and with
    `not_single_colour` for RGB that mixes colours.
    """
    header = read_header(path, pixel_limit=pixel_limit)
    if not 0 <= plane < header.planes:
        raise ImageRefused(
            ProblemCode.MISSING_CHANNEL, f"The file has {header.planes} planes, none numbered {plane + 1}."
        )
    with _reading(path):
        kind = _kind(path)
        if kind == "tiff":
            return tiff.read_pixels(path, plane, pixel_limit=pixel_limit)
        return png.read_pixels(path) if kind == "png" else jpeg.read_pixels(path)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except ImageRefused:
        raise
    except FileNotFoundError as error:
        raise ImageRefused(ProblemCode.FILE_MISSING, f"There is no file {path.name}.") from error
    except OSError as error:
        raise ImageRefused(ProblemCode.UNREADABLE, f"The file cannot be read: {error.strerror}.") from error
    # Parsers and decoders of a file from outside fail in every way there is; all of them mean the same.
    except Exception as error:
        raise ImageRefused(ProblemCode.UNREADABLE, f"The file is damaged: {error}"[:300]) from error


def _kind(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(16)
    if start.startswith(png.SIGNATURE):
        return "png"
    if start.startswith(jpeg.SIGNATURE):
        return "jpeg"
    if start.startswith(tiff.SIGNATURES):
        return "tiff"
    if len(start) < 8:
        raise ImageRefused(ProblemCode.TRUNCATED, "The file is empty or ends within its first bytes.")
    name = next((title for magic, title in KNOWN_UNSUPPORTED.items() if start.startswith(magic)), None)
    if name is None:
        raise ImageRefused(ProblemCode.UNREADABLE, "This is not an image file; use PNG, TIFF or JPEG.")
    raise ImageRefused(
        ProblemCode.UNSUPPORTED_FORMAT, f"{name} files are not supported; use PNG, TIFF or JPEG."
    )
