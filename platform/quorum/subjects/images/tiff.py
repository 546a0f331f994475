"""Reading TIFF, BigTIFF and OME-TIFF files: single planes and stacks of planes."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import tifffile

from quorum.subjects.errors import ImageRefused, ProblemCode
from quorum.subjects.images.colours import grey_plane
from quorum.subjects.images.header import ImageHeader, Plane
from quorum.subjects.images.ome import OmeImage, is_ome, parse_ome

SIGNATURES = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
PAGE_LIMIT = 4096
GREY = (tifffile.PHOTOMETRIC.MINISBLACK, tifffile.PHOTOMETRIC.MINISWHITE)
COLOUR = (tifffile.PHOTOMETRIC.RGB, tifffile.PHOTOMETRIC.YCBCR, tifffile.PHOTOMETRIC.PALETTE)
ALPHA = (tifffile.EXTRASAMPLE.ASSOCALPHA, tifffile.EXTRASAMPLE.UNASSALPHA)


@dataclass(frozen=True)
class _Layout:
    """Where the planes are: plane p is sample p % samples of page pages[p // samples]."""

    first: Any
    pages: tuple[int, ...]
    samples: int
    ome: OmeImage | None


def read_header(path: Path) -> ImageHeader:
    """Return the header of a TIFF; raise `ImageRefused` for cut files and for other pixels."""
    with _opened(path) as tiff:
        layout = _layout(tiff, size=path.stat().st_size)
        planes = len(layout.pages) * layout.samples
        names = layout.ome.channel_names if layout.ome else ()
        return ImageHeader(
            extension="ome.tif" if layout.ome else "tif",
            width=layout.first.imagewidth,
            height=layout.first.imagelength,
            planes=planes,
            bit_depth=8 * layout.first.dtype.itemsize,
            plane_names=names if len(names) == planes else (),
            pixel_size_um=layout.ome.pixel_size_um if layout.ome else None,
        )


def read_pixels(path: Path, plane: int, *, pixel_limit: int) -> Plane:
    """Return one plane of a TIFF; its page's own size is held against `pixel_limit` before it is decoded."""
    with _opened(path) as tiff:
        layout = _layout(tiff, size=path.stat().st_size)
        page: Any = tiff.pages[layout.pages[plane // layout.samples]]
        _check_kind(page)
        if page.imagewidth * page.imagelength > pixel_limit:
            raise ImageRefused(ProblemCode.TOO_MANY_PIXELS, _too_many(page, pixel_limit))
        pixels = page.asarray(maxworkers=1)
        if page.samplesperpixel > 1 and page.planarconfig == tifffile.PLANARCONFIG.SEPARATE:
            pixels = np.moveaxis(pixels, 0, -1)
        pixels = pixels.astype(pixels.dtype.newbyteorder("="), copy=False)
        return _to_grey(page, pixels, plane % layout.samples)


@contextmanager
def _opened(path: Path) -> Iterator[tifffile.TiffFile]:
    with path.open("rb") as file:
        _walk_pages(file, size=path.stat().st_size)
    with tifffile.TiffFile(path) as tiff:
        yield tiff


def _walk_pages(file: BinaryIO, *, size: int) -> None:
    """Follow the chain of pages: a file that was cut points behind its end, a hostile one in circles."""
    start = file.read(16).ljust(16, b"\0")
    order = "<" if start[:2] == b"II" else ">"
    big = start[2:4] in {b"+\0", b"\0+"}
    count_format, entry_bytes, link_format = ("Q", 20, "Q") if big else ("H", 12, "I")
    (position,) = struct.unpack_from(order + link_format, start, 8 if big else 4)
    if position == 0:
        raise ImageRefused(ProblemCode.TRUNCATED, "The TIFF has no page; its writing was not finished.")
    seen: set[int] = set()
    while position:
        if position in seen or len(seen) >= PAGE_LIMIT:
            raise ImageRefused(ProblemCode.UNREADABLE, f"The TIFF has more than {PAGE_LIMIT} pages.")
        seen.add(position)
        (entries,) = _unpack(file, order + count_format, position, size)
        link = position + struct.calcsize(order + count_format) + entries * entry_bytes
        (position,) = _unpack(file, order + link_format, link, size)


def _unpack(file: BinaryIO, layout: str, position: int, size: int) -> tuple[int, ...]:
    length = struct.calcsize(layout)
    if position + length > size:
        raise ImageRefused(ProblemCode.TRUNCATED, "The TIFF points to pages behind its end.")
    file.seek(position)
    return struct.unpack(layout, file.read(length))


def _pages(tiff: tifffile.TiffFile) -> Iterator[Any]:
    yield from tiff.pages


def _layout(tiff: tifffile.TiffFile, *, size: int) -> _Layout:
    for page in _pages(tiff):
        _check_extent(page, size=size)
    first = next(_pages(tiff))
    _check_kind(first)
    is_stack_of_samples = first.photometric in GREY and not _has_alpha(first)
    samples = first.samplesperpixel if is_stack_of_samples else 1
    pages = tuple(number for number, page in enumerate(_pages(tiff)) if not page.is_reduced)
    ome = parse_ome(first.description) if is_ome(first.description) else None
    if ome and samples == 1 and first.photometric in GREY:
        if max(ome.pages) >= len(tiff.pages):
            raise ImageRefused(ProblemCode.TRUNCATED, "The OME-TIFF has fewer pages than channels.")
        pages = ome.pages
    return _Layout(first, pages, samples, ome)


def _check_kind(page: Any) -> None:
    # A tag that is repeated or damaged reads as a tuple or as nothing.
    if not all(isinstance(size, int) for size in (page.imagewidth, page.imagelength, page.samplesperpixel)):
        raise ImageRefused(ProblemCode.UNREADABLE, "The TIFF's size is damaged.")
    if page.dtype is None or page.dtype.name not in {"uint8", "uint16"}:
        kind = "unknown" if page.dtype is None else page.dtype.name
        raise ImageRefused(
            ProblemCode.UNSUPPORTED_FORMAT, f"TIFF with {kind} pixels; use unsigned 8 or 16 bit integers."
        )
    if page.photometric not in GREY + COLOUR or page.imagedepth != 1:
        raise ImageRefused(
            ProblemCode.UNSUPPORTED_FORMAT,
            f"TIFF of kind {getattr(page.photometric, 'name', page.photometric)}; use grey or RGB.",
        )


def _check_extent(page: Any, *, size: int) -> None:
    parts = list(zip(page.dataoffsets, page.databytecounts, strict=False))
    if not parts or any(count == 0 or offset + count > size for offset, count in parts):
        raise ImageRefused(ProblemCode.TRUNCATED, "The TIFF ends before its pixels do.")


def _has_alpha(page: Any) -> bool:
    return bool(page.samplesperpixel == 2 and page.extrasamples and page.extrasamples[0] in ALPHA)


def _to_grey(page: Any, pixels: Plane, sample: int) -> Plane:
    lossy = "JPEG" in getattr(page.compression, "name", "")
    if page.photometric == tifffile.PHOTOMETRIC.PALETTE:
        # Colour maps are 16 bit; those of 8-bit images repeat each byte.
        colours = (np.asarray(page.colormap) >> 8).astype(np.uint8)
        return grey_plane(np.moveaxis(colours[:, pixels], 0, -1), lossy=False)
    if page.photometric in COLOUR or _has_alpha(page):
        return grey_plane(pixels, lossy=lossy)
    plane = pixels if pixels.ndim == 2 else np.ascontiguousarray(pixels[..., sample])
    if page.photometric == tifffile.PHOTOMETRIC.MINISWHITE:
        return np.invert(plane)
    return plane


def _too_many(page: Any, limit: int) -> str:
    return f"{page.imagewidth} x {page.imagelength} pixels; at most {limit} are allowed."
