"""Reading JPEG files: grey, or RGB that holds one colour."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from quorum.subjects.errors import ImageRefused, ProblemCode
from quorum.subjects.images.colours import grey_plane
from quorum.subjects.images.header import ImageHeader, Plane

SIGNATURE = b"\xff\xd8\xff"
END_MARKER = b"\xff\xd9"
# Some programs write a few bytes after the end.
TAIL_BYTES = 64
MODES = ("L", "RGB")


def read_header(path: Path) -> ImageHeader:
    """Return the header of a JPEG without decoding its pixels."""
    with _opened(path) as image:
        if image.mode not in MODES:
            raise ImageRefused(
                ProblemCode.UNSUPPORTED_FORMAT, f"JPEG with {image.mode} pixels; use grey or RGB."
            )
        return ImageHeader("jpg", image.width, image.height, 1, 8)


def read_pixels(path: Path) -> Plane:
    """Return the pixels of a JPEG whose size has been checked."""
    with _opened(path) as image:
        try:
            pixels = np.asarray(image)
        except (OSError, SyntaxError) as error:
            cut = "truncated" in str(error).lower()
            problem = ProblemCode.TRUNCATED if cut else ProblemCode.UNREADABLE
            raise ImageRefused(problem, f"The JPEG is damaged: {error}") from error
    return pixels if pixels.ndim == 2 else grey_plane(pixels, lossy=True)


def _opened(path: Path) -> Image.Image:
    try:
        return Image.open(path, formats=("JPEG",))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageRefused(ProblemCode.TOO_MANY_PIXELS, str(error)) from error
    except (OSError, SyntaxError) as error:
        problem = ProblemCode.UNREADABLE if _has_end(path) else ProblemCode.TRUNCATED
        raise ImageRefused(problem, "The JPEG has no complete header.") from error


def _has_end(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL_BYTES))
        return END_MARKER in file.read()
