from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from quorum.subjects.derivatives import LOSSLESS_LIMIT_BYTES, Window, area_averaged, composite, derive, windowed
from tests.subjects.drawn import draw

FULL = Window(0.0, 1.0)


def decoded(content: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))


def test_small_images_are_never_upscaled_and_keep_every_level() -> None:
    pixels = draw(shape=(100, 120))
    derived = derive(pixels, window=FULL, display_px=1200, thumbnail_px=240)
    assert (derived.display_width, derived.display_height) == (120, 100)
    np.testing.assert_array_equal(decoded(derived.display)[..., 0], pixels)


def test_large_images_shrink_to_the_longer_side_in_proportion() -> None:
    derived = derive(draw(shape=(700, 1400)), window=FULL, display_px=1200, thumbnail_px=240)
    assert (derived.display_width, derived.display_height) == (1200, 600)
    assert decoded(derived.thumbnail).shape == (120, 240, 3)


def test_shrinking_by_a_whole_number_is_the_mean_of_blocks() -> None:
    pixels = draw(shape=(240, 360), depth=16)
    blocks = pixels.reshape(80, 3, 120, 3).mean(axis=(1, 3))
    np.testing.assert_allclose(area_averaged(pixels, long_side=120), blocks, rtol=1e-5)


@pytest.mark.parametrize("side", [97, 150, 199])
def test_shrinking_keeps_the_total_light(side: int) -> None:
    pixels = draw(shape=(200, 200), depth=16)
    assert area_averaged(pixels, long_side=side).mean() == pytest.approx(pixels.mean(), rel=1e-5)


def test_pixels_on_an_edge_are_shared_by_area() -> None:
    shrunk = area_averaged(np.array([[0, 90, 0], [0, 90, 0], [0, 90, 0]], np.uint8), long_side=2)
    np.testing.assert_allclose(shrunk, [[30, 30], [30, 30]], atol=1e-4)


def test_the_window_maps_shares_of_full_scale_and_clips() -> None:
    levels = np.array([[0, 6553.5, 19660.5, 58981.5, 65535]], np.float32)
    shown = windowed(levels, window=Window(0.1, 0.9), full_scale=65535)
    assert shown.tolist() == [[0, 0, 64, 255, 255]]


def test_a_faint_image_stays_faint_beside_a_bright_one_under_one_window() -> None:
    bright = draw(depth=16)
    faint = (bright // 50).astype(np.uint16)
    shown = [derive(plane, window=FULL, display_px=1200, thumbnail_px=240) for plane in (bright, faint)]
    means = [decoded(derived.display).mean() for derived in shown]
    assert means[0] / means[1] == pytest.approx(50, rel=0.2)


def test_equal_light_looks_equal_at_8_and_16_bits() -> None:
    eight = draw()
    sixteen = eight.astype(np.uint16) * 257
    first, second = (derive(plane, window=FULL, display_px=30, thumbnail_px=10) for plane in (eight, sixteen))
    assert first.display == second.display


def test_noisy_images_give_up_exactness_only_when_it_would_cost_too_much() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (1200, 1200)).astype(np.uint8)
    smooth = np.tile(np.arange(1200) // 8, (1200, 1)).astype(np.uint8)
    noisy = derive(noise, window=FULL, display_px=1200, thumbnail_px=240).display
    exact = derive(smooth, window=FULL, display_px=1200, thumbnail_px=240).display
    assert len(exact) < LOSSLESS_LIMIT_BYTES
    np.testing.assert_array_equal(decoded(exact)[..., 1], smooth)
    assert len(noisy) < 1200 * 1200


def test_a_composite_adds_colours_and_clips_at_white() -> None:
    planes = [np.full((8, 8), 255, np.uint8), np.full((8, 8), 255, np.uint8)]
    pixels = decoded(composite(planes, colours=["#ff0000", "#0000ff"]))
    assert abs(pixels[4, 4].astype(int) - [255, 0, 255]).max() <= 6
