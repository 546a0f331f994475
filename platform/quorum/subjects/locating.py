"""Where the channels of a row are: file, page, size; found from headers, before any pixel is decoded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from quorum.subjects.derivatives import Window
from quorum.subjects.errors import ImageRefused, ProblemCode
from quorum.subjects.pixels import ImageHeader, read_header
from quorum.subjects.rows import Location, Problem, Row


@dataclass(frozen=True)
class ChannelPlan:
    """A channel of the project, as the import needs it."""

    project_channel_id: int
    key: str
    name: str
    colour: str
    required: bool
    window: Window


@dataclass(frozen=True)
class Source:
    """One channel's pixels, found: file, header and plane (from 0)."""

    channel: ChannelPlan
    path: Path
    header: ImageHeader
    plane: int


def find_sources(
    row: Row, channels: tuple[ChannelPlan, ...], problems: list[Problem], *, pixel_limit: int
) -> list[Source]:
    """Return where each channel's pixels are; what is wrong is added to `problems`."""
    sources: list[Source] = []
    headers: dict[Path, ImageHeader] = {}
    for channel in channels:
        location = row.locations.get(channel.key)
        column = f"location:{channel.key}"
        if location is None:
            if channel.required:
                reason = f"The channel {channel.key} ({channel.name}) is missing."
                problems.append(row.problem(column, ProblemCode.MISSING_CHANNEL, reason))
            continue
        try:
            if location.path not in headers:
                headers[location.path] = read_header(location.path, pixel_limit=pixel_limit)
            header = headers[location.path]
            plane = _find_plane(location, header, channel, channels)
        except ImageRefused as refusal:
            problems.append(row.problem(column, refusal.problem, refusal.message[:300]))
            continue
        if plane is not None:
            sources.append(Source(channel, location.path, header, plane))
    if not sources and not problems:
        problems.append(row.problem("location", ProblemCode.MISSING_CHANNEL, "The row names no image."))
    return sources


def _find_plane(
    location: Location, header: ImageHeader, channel: ChannelPlan, channels: tuple[ChannelPlan, ...]
) -> int | None:
    """Return the plane that a location means; None where a stack may do without the channel."""
    chosen = location.plane
    if isinstance(chosen, int) and not 0 <= chosen < header.planes:
        reason = f"{location.path.name} has {header.planes} planes, none numbered {chosen + 1}."
        raise ImageRefused(ProblemCode.MISSING_CHANNEL, reason)
    if isinstance(chosen, int):
        return chosen
    names = [name.casefold() for name in header.plane_names]
    if isinstance(chosen, str):
        if chosen.casefold() not in names:
            reason = f"{location.path.name} has no channel {chosen}; it has {', '.join(header.plane_names)}."
            raise ImageRefused(ProblemCode.MISSING_CHANNEL, reason)
        return names.index(chosen.casefold())
    if chosen is None:
        if header.planes > 1:
            reason = f"{location.path.name} has {header.planes} planes; add #1 for the first."
            raise ImageRefused(ProblemCode.MISSING_CHANNEL, reason)
        return 0
    return _plane_in_stack(location, header, channel, channels)


def _plane_in_stack(
    location: Location, header: ImageHeader, channel: ChannelPlan, channels: tuple[ChannelPlan, ...]
) -> int | None:
    """Find a channel in a stack by its key or name; by its place only where no channel's name is in it."""
    names = [name.casefold() for name in header.plane_names]
    found = {
        one.key: names.index(title)
        for one in channels
        for title in (one.name.casefold(), one.key.casefold())
        if title in names
    }
    if channel.key in found:
        return found[channel.key]
    if not found and header.planes == len(channels):
        return channels.index(channel)
    if not channel.required:
        return None
    raise ImageRefused(
        ProblemCode.MISSING_CHANNEL,
        f"{location.path.name} has {header.planes} planes, the project {len(channels)} channels; "
        "name the channels in the OME-XML, or give each a column location:<channel> with #plane.",
    )


def check_sizes(row: Row, sources: list[Source], problems: list[Problem]) -> None:
    """Add a problem for every channel whose size is not the first one's."""
    first = sources[0]
    for source in sources[1:]:
        size = (source.header.width, source.header.height)
        if size != (first.header.width, first.header.height):
            problems.append(size_problem(row, source.channel, size, first))


def size_problem(row: Row, channel: ChannelPlan, size: tuple[int, int], first: Source) -> Problem:
    """Return the problem of a channel of `size` (width, height) pixels."""
    expected = f"{first.channel.key} has {first.header.width} x {first.header.height}"
    reason = f"{size[0]} x {size[1]} pixels, but {expected}."
    return row.problem(f"location:{channel.key}", ProblemCode.SIZES_DIFFER, reason)
