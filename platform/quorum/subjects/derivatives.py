"""8-bit pictures for the browser, made from original pixels under a fixed contrast window."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import sparse

from quorum.subjects.images.header import Plane

# Faint signal decides between "Negative" and a class, and lossy WebP loses it first: at quality 90 the error
# of dark planes (root mean square 0.7 to 0.9 of 255) is as large as their signal. Dark planes are also those
# that stay small without loss, so quality is given up only by planes whose lossless file passes this size.
LOSSLESS_LIMIT_BYTES = 256 * 1024
LOSSY_QUALITY = 90
THUMBNAIL_QUALITY = 80
# Rows of output averaged at once, so that the float copy of a huge plane never exists as a whole.
BAND_ROWS = 128


@dataclass(frozen=True)
class Window:
    """What is shown as black and as full brightness, as shares of full scale (0 to 1)."""

    low: float
    high: float


@dataclass(frozen=True)
class Derived:
    """The pictures of one channel: files, and the 8-bit thumbnail for the composite (height, width)."""

    display: bytes
    display_width: int
    display_height: int
    thumbnail: bytes
    thumbnail_pixels: NDArray[np.uint8]


def derive(plane: Plane, *, window: Window, display_px: int, thumbnail_px: int) -> Derived:
    """Return display picture and thumbnail of a plane, at most so many pixels long, never upscaled."""
    display = area_averaged(plane, long_side=display_px)
    full_scale = float(np.iinfo(plane.dtype).max)
    shown = windowed(display, window=window, full_scale=full_scale)
    small = windowed(area_averaged(display, long_side=thumbnail_px), window=window, full_scale=full_scale)
    return Derived(
        display=encode_grey(shown),
        display_width=shown.shape[1],
        display_height=shown.shape[0],
        thumbnail=_encode(small, quality=THUMBNAIL_QUALITY),
        thumbnail_pixels=small,
    )


def area_averaged(plane: Plane | NDArray[np.float32], *, long_side: int) -> NDArray[np.float32]:
    """Shrink (height, width) pixels so that the longer side is at most `long_side`; smaller ones stay.

    Every output pixel is the mean of the input area it covers, parts of pixels weighted by their area.
    """
    height, width = plane.shape
    factor = long_side / max(height, width)
    if factor >= 1:
        return plane.astype(np.float32)
    return shrunk(plane, height=max(1, round(height * factor)), width=max(1, round(width * factor)))


def shrunk(plane: Plane | NDArray[np.float32], *, height: int, width: int) -> NDArray[np.float32]:
    """Return (height, width) pixels, each the mean of the area of `plane` that it covers."""
    rows = _area_weights(plane.shape[0], height)
    columns = _area_weights(plane.shape[1], width)
    smaller = np.empty((height, width), dtype=np.float32)
    for start in range(0, height, BAND_ROWS):
        band = rows[start : start + BAND_ROWS]
        first, last = int(band.indices.min()), int(band.indices.max()) + 1
        pixels = plane[first:last].astype(np.float32)
        smaller[start : start + BAND_ROWS] = (columns @ (band[:, first:last] @ pixels).T).T
    return smaller


@lru_cache(maxsize=64)
def _area_weights(before: int, after: int) -> sparse.csr_array:
    """Return (after, before) weights whose rows sum to 1: the overlap of each new pixel with the old ones."""
    edges = np.arange(after + 1) * (before / after)
    rows, columns, weights = [], [], []
    for index in range(after):
        first, last = int(edges[index]), min(before, int(np.ceil(edges[index + 1])))
        old = np.arange(first, last)
        overlap = np.minimum(old + 1, edges[index + 1]) - np.maximum(old, edges[index])
        rows.append(np.full(old.size, index))
        columns.append(old)
        weights.append(overlap / overlap.sum())
    coordinates = (np.concatenate(rows), np.concatenate(columns))
    values = np.concatenate(weights).astype(np.float32)
    return sparse.coo_array((values, coordinates), shape=(after, before)).tocsr()


def windowed(pixels: NDArray[np.float32], *, window: Window, full_scale: float) -> NDArray[np.uint8]:
    """Map `window` of `full_scale` to 0..255, clipped and rounded."""
    span = full_scale * (window.high - window.low)
    scaled = (pixels - full_scale * window.low) * (255.0 / span)
    shown: NDArray[np.uint8] = np.rint(np.clip(scaled, 0, 255)).astype(np.uint8)
    return shown


def composite(planes: Sequence[NDArray[np.uint8]], *, colours: Sequence[str]) -> bytes:
    """Return a WebP of all planes (height, width) added up in their colours (#rrggbb), clipped at white."""
    mixed = np.zeros((*planes[0].shape, 3), dtype=np.float32)
    for plane, colour in zip(planes, colours, strict=True):
        rgb = np.frombuffer(bytes.fromhex(colour.removeprefix("#")), dtype=np.uint8).astype(np.float32)
        mixed += plane[..., np.newaxis].astype(np.float32) * (rgb / 255.0)
    return _encode(np.clip(mixed, 0, 255).astype(np.uint8), quality=THUMBNAIL_QUALITY)


def encode_grey(pixels: NDArray[np.uint8]) -> bytes:
    """Return a WebP of grey pixels: without loss while that is small, else at quality 90."""
    exact = _encode(pixels, lossless=True, quality=20)
    return exact if len(exact) <= LOSSLESS_LIMIT_BYTES else _encode(pixels, quality=LOSSY_QUALITY)


def _encode(pixels: NDArray[np.uint8], *, quality: int, lossless: bool = False) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "WEBP", quality=quality, lossless=lossless, method=4)
    return file.getvalue()
