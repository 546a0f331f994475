"""Full resolution in squares: the original under its recorded contrast window, cut without loss of a level."""

from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from quorum.subjects.derivatives import Window, shrunk, windowed
from quorum.subjects.images.header import Plane

TILE_PX = 512
# No image that fits into memory has more halvings than this.
LEVEL_LIMIT = 16
# WebP encodes outside of Python's lock.
ENCODERS = 2


@dataclass(frozen=True)
class Grid:
    """One level of an image, `width` x `height` pixels, in tiles of `TILE_PX`; the last ones may be smaller."""

    width: int
    height: int

    @property
    def columns(self) -> int:
        """Return how many tiles lie beside each other."""
        return -(-self.width // TILE_PX)

    @property
    def rows(self) -> int:
        """Return how many tiles lie below each other."""
        return -(-self.height // TILE_PX)


def grid_of(*, width: int, height: int, level: int) -> Grid:
    """Return the grid of a level: 0 is the original, every further level is half as large, rounded up."""
    step = 1 << level
    return Grid(-(-width // step), -(-height // step))


def has_level(*, width: int, height: int, display_px: int, level: int) -> bool:
    """Say whether a level shows more than the display picture, whose longer side has `display_px` pixels."""
    if not 0 <= level <= LEVEL_LIMIT:
        return False
    grid = grid_of(width=width, height=height, level=level)
    return max(grid.width, grid.height) > display_px


def cut(plane: Plane, *, window: Window, level: int) -> list[bytes]:
    """Return the tiles of a level as lossless WebP, row by row from the top left corner.

    Contrast is that of the display picture: `window` of full scale becomes 0..255.
    """
    height, width = plane.shape
    grid = grid_of(width=width, height=height, level=level)
    full_scale = float(np.iinfo(plane.dtype).max)
    pixels = plane if level == 0 else shrunk(plane, height=grid.height, width=grid.width)

    def encode(corner: tuple[int, int]) -> bytes:
        top, left = corner
        part = pixels[top : top + TILE_PX, left : left + TILE_PX].astype(np.float32)
        return _encode(windowed(part, window=window, full_scale=full_scale))

    with ThreadPoolExecutor(ENCODERS) as encoders:
        return list(encoders.map(encode, _corners(grid)))


def _corners(grid: Grid) -> Iterator[tuple[int, int]]:
    yield from product(range(0, grid.height, TILE_PX), range(0, grid.width, TILE_PX))


def _encode(pixels: NDArray[np.uint8]) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "WEBP", lossless=True, quality=20, method=1)
    return file.getvalue()
