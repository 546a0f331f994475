"""Tiles on disk: all tiles of one plane and level in one file, cut at the first request, the oldest given up.

A pack is its number of tiles, their end positions (64-bit integers), then the tiles themselves.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import struct
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore

from django.conf import settings

from quorum.subjects.derivatives import Window
from quorum.subjects.errors import (
    ImageRefused,
    ProblemCode,
    StorageDamaged,
    TilesTooLarge,
    TilesUnavailable,
    TileUnknown,
)
from quorum.subjects.models import Channel
from quorum.subjects.pixels import read_plane
from quorum.subjects.storage import local_file
from quorum.subjects.tiles import cut, grid_of, has_level

_NUMBER = struct.Struct("<Q")
_LOCKS = 64
_POLL_S = 0.02
# Long enough for the largest plane; requests that wait hold a thread of the web server.
WAIT_S = 10.0
ABANDONED_S = 3600.0
# One original in memory at a time in each process.
_cutting = BoundedSemaphore(1)


@dataclass(frozen=True)
class TileAddress:
    """Tile (x, y), counted from the top left corner, of a level of a channel's original."""

    channel: Channel
    level: int
    x: int
    y: int

    @property
    def pack_name(self) -> str:
        """Return what the tiles depend on, and so the name of the file that holds them."""
        channel = self.channel
        window = f"{channel.window_low!r} {channel.window_high!r}"
        digest = hashlib.sha256(f"{channel.original_sha256} {channel.plane} {window}".encode()).hexdigest()
        return f"{digest[:32]}-{self.level}"

    @property
    def index(self) -> int:
        """Return the tile's place in its pack; raise `TileUnknown` for one outside the image."""
        channel, subject = self.channel, self.channel.subject
        display_px = max(channel.display_width, channel.display_height)
        size = {"width": subject.width, "height": subject.height, "level": self.level}
        if not has_level(**size, display_px=display_px):
            raise TileUnknown("This image has no such level.", level=self.level)
        grid = grid_of(**size)
        if self.x >= grid.columns or self.y >= grid.rows:
            raise TileUnknown("This level has no such tile.", x=self.x, y=self.y)
        return self.y * grid.columns + self.x


def read_tile(address: TileAddress, *, wait_s: float = WAIT_S) -> bytes:
    """Return a tile as WebP, from its pack if there is one, else after cutting the whole level.

    Raises `TileUnknown`, `TilesTooLarge`, `TilesUnavailable` and, for a damaged original, `StorageDamaged`.
    """
    index = address.index
    pixels = address.channel.subject.width * address.channel.subject.height
    if pixels > settings.TILES_PIXEL_LIMIT:
        raise TilesTooLarge("This image is too large to be cut into tiles.", pixels=pixels)
    path = settings.TILES_FOLDER / address.pack_name[:2] / f"{address.pack_name}.pack"
    found = _read(path, index)
    if found is not None:
        return found
    deadline = time.monotonic() + wait_s
    try:
        with lone(address.pack_name, deadline):
            # Somebody else may have cut the level while this request waited.
            return _read(path, index) or _cut_and_keep(address, path, deadline)[index]
    except OSError as error:
        raise TilesUnavailable(f"The tiles cannot be written: {error.strerror}.") from error


def _read(path: Path, index: int) -> bytes | None:
    try:
        with path.open("rb") as file:
            os.utime(file.fileno())
            (count,) = _NUMBER.unpack(file.read(_NUMBER.size))
            ends = struct.unpack(f"<{count}Q", file.read(count * _NUMBER.size))
            start = ends[index - 1] if index else 0
            file.seek((1 + count) * _NUMBER.size + start)
            return file.read(ends[index] - start)
    except FileNotFoundError:
        return None


@contextmanager
def lone(name: str, deadline: float) -> Iterator[None]:
    """Keep other threads and processes from cutting the same pack; some other packs wait as well.

    Raises `TilesUnavailable` when the turn has not come at `deadline`, in seconds of the monotonic clock.
    """
    folder = settings.TILES_FOLDER / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / str(int(name[:8], 16) % _LOCKS)).open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise TilesUnavailable("The tiles are still being cut. Try again in a moment.") from None
                time.sleep(_POLL_S)
        yield


def _cut_and_keep(address: TileAddress, path: Path, deadline: float) -> list[bytes]:
    if not _cutting.acquire(timeout=max(0.0, deadline - time.monotonic())):
        raise TilesUnavailable("Other tiles are being cut. Try again in a moment.")
    try:
        tiles = _cut(address)
    finally:
        _cutting.release()
    _write(path, tiles)
    _make_room(spared=path)
    return tiles


def _cut(address: TileAddress) -> list[bytes]:
    channel = address.channel
    try:
        with local_file(channel.original) as original:
            plane = read_plane(original, channel.plane, pixel_limit=settings.TILES_PIXEL_LIMIT)
    except ImageRefused as refusal:
        if refusal.problem == ProblemCode.TOO_MANY_PIXELS:
            raise TilesTooLarge(refusal.message) from refusal
        raise StorageDamaged("The original of this image cannot be read.") from refusal
    except FileNotFoundError as error:
        raise StorageDamaged("The original of this image is missing.") from error
    window = Window(channel.window_low, channel.window_high)
    return cut(plane, window=window, level=address.level)


def _write(path: Path, tiles: list[bytes]) -> None:
    """Write beside the place and rename, so that no reader ever meets half a pack."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, spare = tempfile.mkstemp(dir=path.parent, prefix=".incoming-")
    try:
        with os.fdopen(handle, "wb") as file:
            ends = [0]
            for tile in tiles:
                ends.append(ends[-1] + len(tile))
            file.write(struct.pack(f"<{len(ends)}Q", len(tiles), *ends[1:]))
            file.writelines(tiles)
        Path(spare).replace(path)
    finally:
        Path(spare).unlink(missing_ok=True)


def _make_room(*, spared: Path) -> None:
    """Delete the packs that nobody asked for longest until the rest is within the limit."""
    packs: list[tuple[float, int, Path]] = []
    for path in settings.TILES_FOLDER.glob("??/*"):
        packs += _standing(path)
    for path in settings.TILES_FOLDER.glob("??/.incoming-*"):
        if any(written < time.time() - ABANDONED_S for written, _, _ in _standing(path)):
            path.unlink(missing_ok=True)
    total = sum(size for _, size, _ in packs)
    for _, size, path in sorted(packs):
        if total <= settings.TILES_LIMIT_BYTES:
            return
        if path != spared:
            path.unlink(missing_ok=True)
            total -= size


def _standing(path: Path) -> list[tuple[float, int, Path]]:
    """Return when a file was last asked for and how large it is; nothing once it is gone."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return []
    return [(status.st_mtime, status.st_size, path)]
