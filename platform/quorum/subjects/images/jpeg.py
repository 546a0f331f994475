"""Reading JPEG files: grey, or RGB that holds one colour."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from quorum.subjects.errors import ImageRefused, ProblemCode
from quorum.subjects.images.colours import grey_plane
from quorum.subjects.images.header import ImageHeader, Plane

SIGNATURE = b"\xff\xd8\xff"
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
    except (UnidentifiedImageError, SyntaxError, OSError) as error:
        raise ImageRefused(ProblemCode.UNREADABLE, "The JPEG has no valid header.") from error
