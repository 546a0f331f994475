"""False-colour composites of 8-bit grey planes, for thumbnails."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import IO

import numpy as np
from PIL import Image

QUALITY = 80


def false_colour(planes: Sequence[tuple[IO[bytes], str]]) -> bytes:
    """Add grey planes in their colours ("#rrggbb") and return a WebP; the first plane sets the size.

    Light adds up and is clipped at full scale, as in a microscope's overlay.
    """
    total: np.ndarray[tuple[int, ...], np.dtype[np.float32]] | None = None
    size = (0, 0)
    for file, colour in planes:
        with Image.open(file) as image:
            if total is None:
                size = image.size
                total = np.zeros((size[1], size[0], 3), dtype=np.float32)
            grey = image.convert("L") if image.size == size else image.convert("L").resize(size)
            tint = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)], dtype=np.float32) / 255
            total += np.asarray(grey, dtype=np.float32)[:, :, None] * tint  # (height, width, 3)
    if total is None:
        raise ValueError("a composite needs at least one plane")
    out = io.BytesIO()
    Image.fromarray(np.clip(total, 0, 255).astype(np.uint8)).save(out, "WEBP", quality=QUALITY)
    return out.getvalue()
