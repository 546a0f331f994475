"""The part of OME-XML that an import needs: channels, their planes, the size of a pixel.

Source: OME data model 2016-06, elements Image, Pixels, Channel, TiffData.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree

from quorum.subjects.errors import ImageRefused, ProblemCode

MICROMETRES = {"µm": 1.0, "μm": 1.0, "um": 1.0, "nm": 1e-3, "mm": 1e3}


@dataclass(frozen=True)
class OmeImage:
    """The only image of an OME-TIFF: `pages[c]` is the page of channel c, counted from 0."""

    channel_names: tuple[str, ...]
    pages: tuple[int, ...]
    pixel_size_um: float | None


def is_ome(description: str) -> bool:
    """Say whether a TIFF's first description is OME-XML."""
    return "<OME" in description[:2000] and description.rstrip().endswith("OME>")


def parse_ome(xml: str) -> OmeImage:
    """Return channels and pages; raise `ImageRefused` for stacks in z or time and for files in parts."""
    if "<!DOCTYPE" in xml or "<!ENTITY" in xml:
        raise ImageRefused(ProblemCode.UNREADABLE, "The OME-XML declares entities.")
    try:
        root = ElementTree.fromstring(xml)
    except ElementTree.ParseError as error:
        raise ImageRefused(ProblemCode.UNREADABLE, f"The OME-XML cannot be read: {error}") from error
    # The schema's address, and so the namespace, changes with its version.
    pixels = root.findall("./{*}Image/{*}Pixels")
    if len(pixels) != 1:
        raise ImageRefused(
            ProblemCode.UNSUPPORTED_FORMAT, f"The OME-TIFF holds {len(pixels)} images; one is needed."
        )
    return _read_pixels(pixels[0])


def _read_pixels(pixels: ElementTree.Element) -> OmeImage:
    for axis, meaning in (("SizeZ", "focal planes"), ("SizeT", "time points")):
        if _number(pixels, axis, 1) != 1:
            raise ImageRefused(
                ProblemCode.UNSUPPORTED_FORMAT,
                f"The OME-TIFF has {pixels.get(axis)} {meaning}; export one (or a projection).",
            )
    data = pixels.findall("./{*}TiffData")
    names = {uuid.get("FileName") for item in data for uuid in item.findall("./{*}UUID")}
    if len(names - {None}) > 1:
        raise ImageRefused(ProblemCode.UNSUPPORTED_FORMAT, "The OME-TIFF is spread over several files.")
    count = _number(pixels, "SizeC", 1)
    channels = pixels.findall("./{*}Channel")
    titles = tuple(channel.get("Name", "") for channel in channels)
    return OmeImage(
        channel_names=titles if len(titles) == count and all(titles) else (),
        pages=_pages(data, count),
        pixel_size_um=_pixel_size(pixels),
    )


def _pages(data: list[ElementTree.Element], count: int) -> tuple[int, ...]:
    pages = list(range(count))
    for item in data:
        if item.get("FirstC") is None and item.get("IFD") is None:
            continue
        first, page = _number(item, "FirstC", 0), _number(item, "IFD", 0)
        for step in range(_number(item, "PlaneCount", 1)):
            if first + step < count:
                pages[first + step] = page + step
    return tuple(pages)


def _pixel_size(pixels: ElementTree.Element) -> float | None:
    unit = MICROMETRES.get(pixels.get("PhysicalSizeXUnit", "µm"))
    try:
        size = float(pixels.get("PhysicalSizeX", ""))
    except ValueError:
        return None
    return size * unit if unit and size > 0 else None


def _number(element: ElementTree.Element, name: str, default: int) -> int:
    try:
        number = int(element.get(name, default))
    except ValueError:
        number = -1
    if not 0 <= number <= 65_535:
        raise ImageRefused(ProblemCode.UNREADABLE, f"The OME-XML has an impossible {name}.")
    return number
