"""Generated images and the files that they come in."""

from __future__ import annotations

import csv
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

import imagecodecs
import numpy as np
import tifffile
from numpy.typing import NDArray

CHANNELS = ("green", "blue", "red", "yellow")


def draw(seed: int = 0, *, shape: tuple[int, int] = (48, 64), depth: int = 8) -> NDArray[np.generic]:
    """Return (height, width) noise over a ramp, uint8 or uint16."""
    rng = np.random.default_rng(seed)
    ramp = np.linspace(0, 0.7, shape[1]) + rng.uniform(0, 0.3, shape)
    return (ramp * (2**depth - 1)).astype(np.uint8 if depth == 8 else np.uint16)


def write_png(path: Path, pixels: NDArray[np.generic]) -> Path:
    path.write_bytes(imagecodecs.png_encode(pixels))
    return path


def write_tiff(path: Path, pixels: NDArray[np.generic], **options: object) -> Path:
    tifffile.imwrite(path, pixels, **{"photometric": "minisblack", "metadata": None, **options})
    return path


def write_field(folder: Path, external_id: str, *, seed: int = 0, channels: Sequence[str] = CHANNELS) -> None:
    """Write a field in the layout of the Kaggle competition."""
    for number, channel in enumerate(channels):
        write_png(folder / f"{external_id}_{channel}.png", draw(seed * 10 + number))


def write_table(path: Path, columns: Sequence[str], *rows: Sequence[object]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
    return path


def png_bomb(path: Path, *, side: int) -> Path:
    """Write a PNG of side x side black pixels that is as small as deflate makes it."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    packer = zlib.compressobj(9)
    line = bytes(side + 1)
    packed = b"".join(packer.compress(line) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )
    return path
