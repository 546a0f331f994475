"""Synthetic fields through their public function."""

import json
from pathlib import Path

import numpy as np
import pytest

from quorum.synthesis.cell_lines import CELL_LINES, cell_line_named
from quorum.synthesis.classes import CLASS_CODES, CLASS_NAMES
from quorum.synthesis.fields import CHANNELS, Field, draw_field
from quorum.synthesis.noise import ArtefactRates

CLEAN = ArtefactRates(defocus=0.0, debris=0.0, uneven_light=0.0, saturation=0.0, crosstalk=0.0)
LABEL_SETS = Path(__file__).parents[2] / "platform/quorum/projects/fixtures/label_sets"


def draw(
    *codes: int, seed: int = 1, size: int = 192, bit_depth: int = 8, line: str = "SYN-FLAT", **options
) -> Field:
    return draw_field(
        codes=codes,
        cell_line=cell_line_named(line),
        size=size,
        bit_depth=bit_depth,
        rng=np.random.default_rng(seed),
        **options,
    )


def green(*codes: int, seed: int = 1, **options) -> tuple[np.ndarray, Field]:
    field = draw(*codes, seed=seed, bit_depth=16, rates=CLEAN, **options)
    return field.channels["green"] / 65535, field


def test_the_same_seed_draws_the_same_field():
    first, second = draw(121, 201, seed=5), draw(121, 201, seed=5)
    for name in CHANNELS:
        np.testing.assert_array_equal(first.channels[name], second.channels[name])
    np.testing.assert_array_equal(first.cell_mask, second.cell_mask)
    assert first.artefacts == second.artefacts


def test_another_seed_draws_another_field():
    assert (draw(201, seed=1).channels["red"] != draw(201, seed=2).channels["red"]).mean() > 0.3


@pytest.mark.parametrize(("bit_depth", "kind"), [(8, np.uint8), (16, np.uint16)])
@pytest.mark.parametrize("size", [48, 200, 513])
def test_a_field_has_four_square_channels_of_the_asked_size_and_depth(size, bit_depth, kind):
    field = draw(233, size=size, bit_depth=bit_depth)
    assert list(field.channels) == ["red", "green", "blue", "yellow"]
    for image in field.channels.values():
        assert image.shape == (size, size)
        assert image.dtype == kind
    assert field.cell_mask.shape == field.nucleus_mask.shape == (size, size)


def test_sixteen_bits_use_more_grey_levels_than_eight_can_hold():
    assert len(np.unique(draw(201, size=256, bit_depth=16).channels["green"])) > 256


@pytest.mark.parametrize(("size", "pixel"), [(128, 0.32), (512, 0.32), (1024, 0.16), (2048, 0.08)])
def test_large_fields_resolve_more_and_small_ones_show_less(size, pixel):
    from quorum.synthesis.fields import pixel_size_for

    assert pixel_size_for(size) == pytest.approx(pixel)


@pytest.mark.parametrize("code", CLASS_CODES)
def test_every_class_can_be_drawn_in_every_cell_line(code):
    for line in CELL_LINES:
        field = draw(code, seed=code, size=96, line=line.name)
        assert code in field.codes
        assert field.cell_line == line.name
        assert field.cell_mask.max() > 0
        assert field.nucleus_mask.max() > 0


@pytest.mark.parametrize("seed", range(4))
def test_nuclei_lie_inside_the_cells_whose_number_they_carry(seed):
    field = draw(201, seed=seed, size=256, line=CELL_LINES[seed].name)
    nuclei = field.nucleus_mask > 0
    assert field.cell_mask.dtype == field.nucleus_mask.dtype == np.int32
    np.testing.assert_array_equal(field.nucleus_mask[nuclei], field.cell_mask[nuclei])
    assert field.cell_mask.max() <= len(field.variation.gain)
    assert 0.02 < nuclei.mean() < (field.cell_mask > 0).mean()


def test_the_blue_channel_lights_up_where_the_nuclei_are():
    blue, field = draw(201, rates=CLEAN, size=256).channels["blue"], draw(201, rates=CLEAN, size=256)
    assert blue[field.nucleus_mask > 0].mean() > 8 * blue[field.cell_mask == 0].mean() + 1


@pytest.mark.parametrize("code", [101, 102, 112, 113, 121])
def test_nuclear_classes_are_brighter_inside_the_nucleus(code):
    image, field = green(code, seed=3)
    cytoplasm = (field.cell_mask > 0) & (field.nucleus_mask == 0)
    assert image[field.nucleus_mask > 0].mean() > 2 * image[cytoplasm].mean()


@pytest.mark.parametrize("code", [201, 203, 211, 231, 233])
def test_cytoplasmic_classes_are_brighter_outside_the_nucleus(code):
    image, field = green(code, seed=3)
    cytoplasm = (field.cell_mask > 0) & (field.nucleus_mask == 0)
    assert np.percentile(image[cytoplasm], 97) > 1.3 * np.percentile(image[field.nucleus_mask > 0], 97)


def test_a_negative_field_is_darker_in_green_than_any_other_class():
    brightest_negative = max(np.percentile(green(901, seed=seed)[0], 99.9) for seed in range(5))
    for code in CLASS_CODES:
        if code != 901:
            assert np.percentile(green(code, seed=code)[0], 99.9) > 1.5 * brightest_negative, code


def test_cells_differ_more_under_cell_to_cell_variability():
    def spread(*codes: int) -> float:
        gains = [draw(*codes, seed=seed, size=256).variation.gain for seed in range(6)]
        return float(np.mean([np.std(np.log(gain)) for gain in gains]))

    assert spread(201, 801) > 3 * spread(201)


def test_variability_can_put_the_protein_into_different_places_of_different_cells():
    shares = [draw(102, 201, 801, seed=seed, size=256).variation.shares for seed in range(20)]
    switched = [share for share in shares if (share == 0).any()]
    assert 3 <= len(switched) <= 15
    for share in switched:
        np.testing.assert_array_equal(share.sum(axis=0), 1.0)


def test_variability_alone_names_the_location_it_varies():
    field = draw(801)
    assert len(field.codes) == 2
    assert field.codes[1] == 801


def test_a_mixture_shows_each_of_its_classes():
    image, field = green(101, 203, seed=2)
    cytoplasm = (field.cell_mask > 0) & (field.nucleus_mask == 0)
    background = image[field.cell_mask == 0].mean()
    assert field.codes == (101, 203)
    assert image[field.nucleus_mask > 0].mean() > 3 * background
    assert np.percentile(image[cytoplasm], 95) > 3 * background


def test_artefacts_are_drawn_at_their_rates_and_named():
    always = ArtefactRates(defocus=1.0, debris=1.0, uneven_light=1.0, saturation=1.0, crosstalk=1.0)
    assert draw(201, rates=CLEAN).artefacts == ()
    assert draw(201, rates=always).artefacts == ("defocus", "debris", "uneven_light", "saturation", "crosstalk")


@pytest.mark.parametrize("codes", [(), (999,), (201, 201), (901, 201)])
def test_impossible_class_sets_are_refused(codes):
    with pytest.raises(ValueError, match=r"class|Negative"):
        draw(*codes)


def test_other_bit_depths_and_tiny_sizes_are_refused():
    with pytest.raises(ValueError, match="bit depth"):
        draw(201, bit_depth=12)
    with pytest.raises(ValueError, match="pixels"):
        draw(201, size=16)


def test_the_field_guide_describes_exactly_the_classes_that_can_be_drawn():
    choices = json.loads((LABEL_SETS / "hpa29.json").read_text())["choices"]
    leaves = {int(choice["code"]): choice["name"] for choice in choices if choice["selectable"]}
    assert leaves == dict(CLASS_NAMES)
