"""Full resolution in tiles: exact, cut once, kept within bounds, and for those who may see the image."""

from __future__ import annotations

import io
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from PIL import Image

from quorum.projects.models import Project
from quorum.selection.images import image_token
from quorum.subjects.derivatives import Window, shrunk, windowed
from quorum.subjects.errors import StorageDamaged, TilesTooLarge, TilesUnavailable, TileUnknown
from quorum.subjects.models import Channel, Subject
from quorum.subjects.tile_packs import TileAddress, lone, read_tile
from quorum.subjects.tiles import TILE_PX, cut, has_level
from tests.factories import make_member
from tests.selection.test_assignments import ASSIGNMENT
from tests.subjects.conftest import Importer
from tests.subjects.drawn import CHANNELS, draw, write_tiff

# (height, width): larger than a display picture, no multiple of a tile.
SHAPE = (700, 1500)


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """Return an empty folder for tiles, which the server uses."""
    settings.TILES_FOLDER = tmp_path / "tiles"
    return settings.TILES_FOLDER


@pytest.fixture
def large(do_import: Importer, tmp_path: Path, folder: Path) -> Subject:
    """Return a subject of 1500 x 700 pixels of 16 bits."""
    source = tmp_path / "source"
    source.mkdir()
    for number, channel in enumerate(CHANNELS):
        write_tiff(source / f"large_{channel}.tif", draw(number, shape=SHAPE, depth=16))
    do_import(source)
    return Subject.objects.get()


def channel_of(subject: Subject, key: str = "green") -> Channel:
    channels = Channel.objects.select_related("subject")
    return channels.get(subject=subject, project_channel__key=key)


def decoded(tile: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.asarray(Image.open(io.BytesIO(tile)).convert("RGB"))[..., 0]


def packs(folder: Path) -> list[Path]:
    return sorted(folder.glob("??/*.pack"))


@pytest.mark.django_db
def test_a_tile_is_the_crop_of_the_original_under_the_display_s_contrast(large: Subject) -> None:
    channel = channel_of(large)
    Channel.objects.filter(pk=channel.pk).update(window_low=0.1, window_high=0.6)
    channel.refresh_from_db()
    expected = windowed(
        draw(0, shape=SHAPE, depth=16).astype(np.float32), window=Window(0.1, 0.6), full_scale=65535
    )
    for x, y in ((0, 0), (1, 1), (2, 1)):
        crop = expected[y * TILE_PX : (y + 1) * TILE_PX, x * TILE_PX : (x + 1) * TILE_PX]
        np.testing.assert_array_equal(decoded(read_tile(TileAddress(channel, 0, x, y))), crop)


def test_further_levels_are_means_of_the_original() -> None:
    pixels = draw(shape=(1201, 2600), depth=16)
    tiles = cut(pixels, window=Window(0.0, 1.0), level=1)
    expected = windowed(shrunk(pixels, height=601, width=1300), window=Window(0.0, 1.0), full_scale=65535)
    assert len(tiles) == 3 * 2
    np.testing.assert_array_equal(decoded(tiles[4]), expected[512:, 512:1024])


def test_only_levels_with_more_than_the_display_picture_exist() -> None:
    found = [level for level in range(20) if has_level(width=5000, height=3000, display_px=1200, level=level)]
    assert found == [0, 1, 2]
    assert not has_level(width=5000, height=3000, display_px=1200, level=10**6)
    assert not has_level(width=1200, height=900, display_px=1200, level=0)


@pytest.mark.django_db
def test_a_level_is_cut_once_and_read_from_disk_afterwards(large: Subject, folder: Path) -> None:
    channel = channel_of(large)
    first = read_tile(TileAddress(channel, 0, 0, 0))
    [pack] = packs(folder)
    # Without its original nothing can be cut again.
    channel.original = "originals/gone.tif"
    assert read_tile(TileAddress(channel, 0, 0, 0)) == first
    assert len(decoded(read_tile(TileAddress(channel, 0, 2, 1)))) == SHAPE[0] - TILE_PX
    assert packs(folder) == [pack]
    pack.unlink()
    with pytest.raises(StorageDamaged):
        read_tile(TileAddress(channel, 0, 0, 0))


@pytest.mark.django_db(transaction=True)
def test_requests_at_the_same_time_cut_a_level_once(large: Subject, folder: Path) -> None:
    channel = channel_of(large)
    with ThreadPoolExecutor(4) as people:
        wanted = [TileAddress(channel, 0, x, y) for x in range(3) for y in range(2)]
        tiles = list(people.map(read_tile, wanted))
    assert len(set(tiles)) == 6
    [pack] = packs(folder)
    assert pack.stat().st_nlink == 1
    assert list(folder.glob("??/.incoming-*")) == []
    connection.close()


@pytest.mark.django_db
def test_who_waits_too_long_is_asked_to_come_again(large: Subject, folder: Path) -> None:
    address = TileAddress(channel_of(large), 0, 0, 0)
    with lone(address.pack_name, deadline=0.0), pytest.raises(TilesUnavailable):
        read_tile(address, wait_s=0.05)
    assert packs(folder) == []


@pytest.mark.django_db
def test_the_packs_that_nobody_asked_for_longest_make_room(large: Subject, folder: Path, settings: Any) -> None:
    read_tile(TileAddress(channel_of(large, "green"), 0, 0, 0))
    [oldest] = packs(folder)
    read_tile(TileAddress(channel_of(large, "blue"), 0, 0, 0))
    [other] = set(packs(folder)) - {oldest}
    os.utime(oldest, (1, 1))
    os.utime(other, (2, 2))
    read_tile(TileAddress(channel_of(large, "green"), 0, 0, 0))
    settings.TILES_LIMIT_BYTES = int(2.5 * oldest.stat().st_size)
    read_tile(TileAddress(channel_of(large, "red"), 0, 0, 0))
    assert oldest in packs(folder)
    assert other not in packs(folder)
    assert len(packs(folder)) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("place", [(0, 3, 0), (0, 0, 2), (1, 0, 0), (99, 0, 0)])
def test_what_the_image_does_not_have_is_unknown(large: Subject, place: tuple[int, int, int]) -> None:
    with pytest.raises(TileUnknown):
        read_tile(TileAddress(channel_of(large), *place))


@pytest.mark.django_db
def test_originals_over_the_limit_are_refused_before_they_are_read(large: Subject, settings: Any) -> None:
    settings.TILES_PIXEL_LIMIT = 1500 * 700 - 1
    with pytest.raises(TilesTooLarge):
        read_tile(TileAddress(channel_of(large), 0, 0, 0))


@pytest.mark.django_db
def test_a_damaged_original_is_our_fault(large: Subject) -> None:
    channel = channel_of(large)
    channel.original = channel.display
    with pytest.raises(StorageDamaged):
        read_tile(TileAddress(channel, 0, 0, 0))


@pytest.mark.django_db
def test_tiles_are_sent_under_the_address_of_the_image_and_kept_by_browsers(
    client: Client, project: Project, large: Subject
) -> None:
    client.force_login(make_member(project, "scientist"))
    curators = f"/api/v1/projects/cells/subjects/{large.public_id}/images/green"
    token = image_token(replace(ASSIGNMENT, subject_id=large.pk))
    for address in (f"/i/{token}/green", curators):
        tile = client.get(f"{address}/0/2/1.webp")
        assert tile.status_code == 200
        assert tile["Cache-Control"] == "private, max-age=31536000, immutable"
        assert decoded(tile.content).shape == (SHAPE[0] - TILE_PX, SHAPE[1] - 2 * TILE_PX)
        again = client.get(f"{address}/0/2/1.webp", headers={"If-None-Match": tile["ETag"]})
        assert again.status_code == 304
        assert client.get(f"{address}/0/9/0.webp").json()["error"]["code"] == "tile_unknown"
    assert client.get("/i/AAAA/green/0/0/0.webp").json()["error"]["code"] == "image_unknown"
    assert Client().get(f"{curators}/0/0/0.webp").status_code == 404
