from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray
from PIL import Image

from quorum.subjects.errors import ImageRefused
from quorum.subjects.pixels import read_header, read_plane
from tests.subjects.drawn import draw, png_bomb, write_png, write_tiff

LIMIT = 10_000_000


def read(path: Path, plane: int = 0) -> NDArray[np.generic]:
    return read_plane(path, plane, pixel_limit=LIMIT)


def refusal(path: Path, plane: int = 0, limit: int = LIMIT) -> str:
    with pytest.raises(ImageRefused) as refused:
        read_plane(path, plane, pixel_limit=limit)
    return refused.value.problem.value


def in_colour(plane: NDArray[np.generic], *samples: int) -> NDArray[np.generic]:
    colour = np.zeros((*plane.shape, 3), dtype=plane.dtype)
    for sample in samples:
        colour[..., sample] = plane
    return colour


def assert_same(found: NDArray[np.generic], expected: NDArray[np.generic]) -> None:
    assert found.dtype == expected.dtype
    assert found.dtype.isnative
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("depth", [8, 16])
def test_grey_png_keeps_every_pixel(tmp_path: Path, depth: int) -> None:
    pixels = draw(depth=depth)
    assert_same(read(write_png(tmp_path / "a.png", pixels)), pixels)


@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize("samples", [(0,), (1,), (2,), (0, 1), (0, 1, 2)])
def test_png_in_one_colour_yields_its_signal_at_full_depth(
    tmp_path: Path, depth: int, samples: tuple[int, ...]
) -> None:
    pixels = draw(depth=depth)
    assert_same(read(write_png(tmp_path / "a.png", in_colour(pixels, *samples))), pixels)


def test_a_black_rgb_image_is_an_empty_channel(tmp_path: Path) -> None:
    black = np.zeros((20, 30, 3), np.uint8)
    assert_same(read(write_png(tmp_path / "a.png", black)), black[..., 0])


def test_png_that_mixes_colours_is_refused(tmp_path: Path) -> None:
    mixed = in_colour(draw(1), 0)
    mixed[3, 4, 1] = 200
    assert refusal(write_png(tmp_path / "a.png", mixed)) == "not_single_colour"


def test_opaque_transparency_is_dropped_and_real_transparency_refused(tmp_path: Path) -> None:
    pixels = draw()
    for colour in (pixels[..., np.newaxis], in_colour(pixels, 1)):
        opaque = np.concatenate([colour, np.full((*pixels.shape, 1), 255, np.uint8)], axis=2)
        assert_same(read(write_png(tmp_path / "a.png", opaque)), pixels)
        opaque[0, 0, -1] = 7
        assert refusal(write_png(tmp_path / "b.png", opaque)) == "not_single_colour"


def test_palette_images_are_read_through_their_palette(tmp_path: Path) -> None:
    pixels = draw()
    image = Image.fromarray(pixels).convert("P")
    image.putpalette([value for level in range(256) for value in (0, level, 0)])
    for name in ("a.png", "a.tif"):
        image.save(tmp_path / name)
        assert_same(read(tmp_path / name), pixels)


def test_grey_jpeg_is_read_as_it_was_decoded(tmp_path: Path) -> None:
    Image.fromarray(draw()).save(tmp_path / "a.jpg", quality=90)
    assert_same(read(tmp_path / "a.jpg"), np.asarray(Image.open(tmp_path / "a.jpg")))


@pytest.mark.parametrize("quality", [60, 75, 95])
@pytest.mark.parametrize("samples", [(0,), (1,), (2,), (0, 1)])
def test_jpeg_in_one_colour_is_accepted_despite_the_traces_of_jpeg(
    tmp_path: Path, quality: int, samples: tuple[int, ...]
) -> None:
    y, x = np.mgrid[:256, :256]
    spot = np.where((y - 128) ** 2 + (x - 128) ** 2 < 3000, 220, 20)
    pixels = np.clip(spot + np.random.default_rng(1).normal(0, 6, spot.shape), 0, 255).astype(np.uint8)
    Image.fromarray(in_colour(pixels, *samples)).save(tmp_path / "a.jpg", quality=quality)
    assert abs(read(tmp_path / "a.jpg").astype(float) - pixels).mean() < 8


def test_jpeg_with_a_second_signal_is_refused_even_when_it_is_small(tmp_path: Path) -> None:
    mixed = in_colour(draw(shape=(256, 256)), 1)
    mixed[100:116, 100:116, 0] = 250
    Image.fromarray(mixed).save(tmp_path / "a.jpg", quality=90)
    assert refusal(tmp_path / "a.jpg") == "not_single_colour"


def test_cmyk_jpeg_is_refused_by_name(tmp_path: Path) -> None:
    Image.fromarray(draw()).convert("CMYK").save(tmp_path / "a.jpg")
    assert refusal(tmp_path / "a.jpg") == "unsupported_format"


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"byteorder": ">"},
        {"bigtiff": True},
        {"bigtiff": True, "byteorder": ">"},
        {"compression": "zlib", "predictor": True},
        {"compression": "zstd"},
        {"compression": "lzw"},
        {"tile": (16, 16)},
    ],
)
@pytest.mark.parametrize("depth", [8, 16])
def test_tiff_of_any_layout_keeps_every_pixel(tmp_path: Path, depth: int, options: dict[str, object]) -> None:
    pixels = draw(depth=depth)
    assert_same(read(write_tiff(tmp_path / "a.tif", pixels, **options)), pixels)


def test_twelve_bits_in_sixteen_stay_as_they_are(tmp_path: Path) -> None:
    pixels = draw(depth=16) >> 4
    path = write_tiff(tmp_path / "a.tif", pixels)
    assert_same(read(path), pixels)
    assert read_header(path, pixel_limit=LIMIT).bit_depth == 16


def test_tiff_whose_zero_is_white_is_turned_round(tmp_path: Path) -> None:
    pixels = draw(depth=16)
    path = write_tiff(tmp_path / "a.tif", np.invert(pixels), photometric="miniswhite")
    assert_same(read(path), pixels)


@pytest.mark.parametrize("planarconfig", ["contig", "separate"])
def test_rgb_tiff_in_one_colour_yields_its_signal(tmp_path: Path, planarconfig: str) -> None:
    pixels = draw(depth=16)
    colour = in_colour(pixels, 2)
    stored = colour if planarconfig == "contig" else np.moveaxis(colour, -1, 0)
    path = write_tiff(tmp_path / "a.tif", stored, photometric="rgb", planarconfig=planarconfig)
    assert_same(read(path), pixels)


@pytest.mark.parametrize("kind", [np.float32, np.int16, np.uint32, np.float64])
def test_tiff_of_other_numbers_is_refused_by_name(tmp_path: Path, kind: type[np.generic]) -> None:
    path = write_tiff(tmp_path / "a.tif", draw().astype(kind))
    with pytest.raises(ImageRefused, match=np.dtype(kind).name) as refused:
        read(path)
    assert refused.value.problem == "unsupported_format"


def test_each_page_of_a_stack_is_a_plane(tmp_path: Path) -> None:
    stack = np.stack([draw(seed, depth=16) for seed in range(4)])
    path = write_tiff(tmp_path / "a.tif", stack, compression="zlib")
    assert read_header(path, pixel_limit=LIMIT).planes == 4
    for plane in range(4):
        assert_same(read(path, plane), stack[plane])
    assert refusal(path, 4) == "missing_channel"


@pytest.mark.parametrize("planarconfig", ["contig", "separate"])
def test_each_sample_of_a_page_is_a_plane(tmp_path: Path, planarconfig: str) -> None:
    stack = np.stack([draw(seed) for seed in range(4)])
    stored = np.moveaxis(stack, 0, -1) if planarconfig == "contig" else stack
    path = write_tiff(tmp_path / "a.tif", stored, planarconfig=planarconfig)
    for plane in range(4):
        assert_same(read(path, plane), stack[plane])


def test_imagej_hyperstacks_are_stacks(tmp_path: Path) -> None:
    stack = np.stack([draw(seed, depth=16) for seed in range(3)])
    tifffile.imwrite(tmp_path / "a.tif", stack, imagej=True, metadata={"axes": "CYX"})
    for plane in range(3):
        assert_same(read(tmp_path / "a.tif", plane), stack[plane])


def test_ome_tiff_brings_channel_names_and_the_size_of_a_pixel(tmp_path: Path) -> None:
    stack = np.stack([draw(seed, depth=16) for seed in range(2)])
    metadata = {
        "axes": "CYX",
        "Channel": {"Name": ["DAPI", "GFP"]},
        "PhysicalSizeX": 80.0,
        "PhysicalSizeXUnit": "nm",
    }
    path = tmp_path / "a.ome.tif"
    tifffile.imwrite(path, stack, photometric="minisblack", metadata=metadata)
    header = read_header(path, pixel_limit=LIMIT)
    assert header.plane_names == ("DAPI", "GFP")
    assert header.pixel_size_um == pytest.approx(0.08)
    assert_same(read(path, 1), stack[1])


def test_ome_tiff_with_focal_planes_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.ome.tif"
    tifffile.imwrite(path, np.stack([draw(), draw(1)]), photometric="minisblack", metadata={"axes": "ZYX"})
    with pytest.raises(ImageRefused, match="focal planes") as refused:
        read(path)
    assert refused.value.problem == "unsupported_format"


def test_ome_xml_that_declares_entities_is_refused(tmp_path: Path) -> None:
    xml = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa">]><OME>&a;</OME>'
    path = write_tiff(tmp_path / "a.tif", draw(), description=xml)
    assert refusal(path) == "unreadable"


def test_more_pixels_than_allowed_are_refused_before_decoding(tmp_path: Path) -> None:
    bomb = png_bomb(tmp_path / "bomb.png", side=6000)
    assert bomb.stat().st_size < 50_000
    assert refusal(bomb) == "too_many_pixels"
    assert refusal(write_tiff(tmp_path / "a.tif", draw()), limit=100) == "too_many_pixels"
    Image.fromarray(draw()).save(tmp_path / "a.jpg")
    assert refusal(tmp_path / "a.jpg", limit=100) == "too_many_pixels"


def test_a_later_page_that_is_too_large_is_refused_before_decoding(tmp_path: Path) -> None:
    with tifffile.TiffWriter(tmp_path / "a.tif") as tiff:
        tiff.write(draw(), metadata=None)
        tiff.write(np.zeros((900, 900), np.uint8), metadata=None, compression="zlib")
    assert refusal(tmp_path / "a.tif", 1, limit=100_000) == "too_many_pixels"


def test_a_claimed_size_of_terapixels_is_refused_by_the_header_alone(tmp_path: Path) -> None:
    path = write_png(tmp_path / "a.png", draw())
    content = bytearray(path.read_bytes())
    content[16:24] = struct.pack(">II", 2**31 - 1, 2**31 - 1)
    path.write_bytes(content)
    assert refusal(path) == "too_many_pixels"


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.png", {}),
        ("a.jpg", {}),
        ("a.tif", {}),
        ("b.tif", {"compression": "zlib"}),
        ("c.tif", {"bigtiff": True}),
        ("d.tif", {"compression": "zlib", "tile": (16, 16)}),
    ],
)
def test_a_file_that_was_cut_is_truncated(
    tmp_path: Path, name: str, options: dict[str, object], share: float
) -> None:
    path = tmp_path / name
    if name.endswith("tif"):
        write_tiff(path, np.stack([draw(seed) for seed in range(3)]), **options)
    else:
        Image.fromarray(draw(shape=(200, 200))).save(path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert refusal(path) == "truncated"


def test_an_empty_file_is_truncated(tmp_path: Path) -> None:
    (tmp_path / "a.png").touch()
    assert refusal(tmp_path / "a.png") == "truncated"


def test_damage_within_the_pixels_is_unreadable(tmp_path: Path) -> None:
    for path in (
        write_png(tmp_path / "a.png", draw(shape=(100, 100))),
        write_tiff(tmp_path / "a.tif", draw(shape=(100, 100)), compression="zlib"),
    ):
        content = bytearray(path.read_bytes())
        content[3000:3050] = bytes(50)
        path.write_bytes(content)
        assert refusal(path) == "unreadable"


def test_a_tiff_whose_pages_go_in_circles_is_unreadable(tmp_path: Path) -> None:
    path = write_tiff(tmp_path / "a.tif", draw())
    content = bytearray(path.read_bytes())
    (first,) = struct.unpack_from("<I", content, 4)
    (entries,) = struct.unpack_from("<H", content, first)
    struct.pack_into("<I", content, first + 2 + entries * 12, first)
    path.write_bytes(content)
    assert refusal(path) == "unreadable"


def test_random_damage_is_always_refused_in_words_or_does_no_harm(tmp_path: Path) -> None:
    stack = np.stack([draw(seed, depth=16) for seed in range(3)])
    Image.fromarray(draw()).save(tmp_path / "a.jpg")
    tifffile.imwrite(tmp_path / "a.ome.tif", stack, photometric="minisblack", metadata={"axes": "CYX"})
    sources = [
        tmp_path / "a.jpg",
        tmp_path / "a.ome.tif",
        write_png(tmp_path / "a.png", draw(depth=16)),
        write_tiff(tmp_path / "a.tif", stack),
        write_tiff(tmp_path / "b.tif", stack, compression="lzw", tile=(16, 16)),
        write_tiff(tmp_path / "c.tif", draw(), bigtiff=True, byteorder=">"),
    ]
    rng = np.random.default_rng(5)
    damaged, refused = tmp_path / "damaged", 0
    for number in range(600):
        content = bytearray(sources[number % len(sources)].read_bytes())
        start = rng.choice([0, max(0, len(content) - 600)])
        for place in rng.integers(start, min(start + 600, len(content)), size=3):
            content[place] = rng.choice([0, 255, rng.integers(256)])
        damaged.write_bytes(content)
        try:
            header = read_header(damaged, pixel_limit=LIMIT)
            for plane in range(min(header.planes, 3)):
                read_plane(damaged, plane, pixel_limit=LIMIT)
        except ImageRefused:
            refused += 1
    assert 200 < refused < 600


def test_what_is_no_image_is_unreadable_and_other_formats_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("this is not an image")
    assert refusal(tmp_path / "a.png") == "unreadable"
    Image.fromarray(draw()).save(tmp_path / "b.png", format="GIF")
    with pytest.raises(ImageRefused, match="GIF") as refused:
        read(tmp_path / "b.png")
    assert refused.value.problem == "unsupported_format"
    assert refusal(tmp_path / "nowhere.png") == "file_missing"
    assert refusal(tmp_path) == "unreadable"


def test_the_content_counts_and_not_the_name(tmp_path: Path) -> None:
    pixels = draw(depth=16)
    assert_same(read(write_tiff(tmp_path / "a.png", pixels)), pixels)
