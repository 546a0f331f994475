"""Cells and nuclei are found in drawn fields, where the truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from mlworker.fields import CellField, Field, Labels
from mlworker.segmentation import Method, SegmentationConfig, segment
from mlworker.segmentation.agreement import agreement
from mlworker.segmentation.nuclei import at_edge
from mlworker.segmentation.picture import contact_sheet, draw_masks
from quorum.domain.channel_roles import ER, MICROTUBULES, NUCLEUS
from quorum.synthesis.cell_lines import CELL_LINES
from quorum.synthesis.fields import Field as Drawn
from quorum.synthesis.fields import draw_field

CHANNEL = {NUCLEUS: "blue", MICROTUBULES: "red", ER: "yellow"}
SHEET = 1


def draw(line: int, *, size: int = 512, depth: int = 8, seed: int = 0) -> Drawn:
    rng = np.random.default_rng(seed)
    return draw_field(codes=(102,), cell_line=CELL_LINES[line], size=size, bit_depth=depth, rng=rng)


def as_field(drawn: Drawn, *roles: str) -> Field:
    references = {role: drawn.channels[CHANNEL[role]] for role in roles or tuple(CHANNEL)}
    return Field(drawn.channels["green"], references, drawn.pixel_size_um)


def whole_cells(drawn: Drawn) -> tuple[Labels, Labels]:
    """The truth, less cells whose nucleus touches the edge or that have none in the field."""
    kept = np.setdiff1d(np.unique(drawn.nucleus_mask), np.append(at_edge(drawn.nucleus_mask), 0))
    cells = np.where(np.isin(drawn.cell_mask, kept), drawn.cell_mask, 0)
    return cells, np.where(cells > 0, drawn.nucleus_mask, 0)


def plane(value: int, dtype: type = np.uint8, size: int = 128) -> NDArray[np.uint8]:
    return np.full((size, size), value, dtype=dtype)


def field_of(nucleus: NDArray[np.uint8], body: NDArray[np.uint8] | None = None) -> Field:
    others = {} if body is None else {MICROTUBULES: body, ER: body}
    return Field(np.zeros_like(nucleus), {NUCLEUS: nucleus, **others}, 0.32)


def discs(*centres: tuple[int, int], radius: int = 14, size: int = 128) -> NDArray[np.bool_]:
    rows, columns = np.ogrid[:size, :size]
    return np.logical_or.reduce([(rows - y) ** 2 + (columns - x) ** 2 <= radius**2 for y, x in centres])


def painted(mask: NDArray[np.bool_], bright: int = 200, dark: int = 5) -> NDArray[np.uint8]:
    return np.where(mask, bright, dark).astype(np.uint8)


def test_nuclei_and_cells_of_all_drawn_cell_lines_are_found() -> None:
    scores = []
    for line in range(len(CELL_LINES)):
        drawn = draw(line)
        found = segment(as_field(drawn))
        cells, nuclei = whole_cells(drawn)
        assert found.method is Method.WATERSHED
        by_cell, by_nucleus = agreement(found.cells.cells, cells), agreement(found.cells.nuclei, nuclei)
        scores.append((by_cell.mean_iou, by_cell.f1, by_nucleus.mean_iou, by_nucleus.f1))
        assert by_nucleus.f1 >= 0.9, CELL_LINES[line].name
    print("cells IoU, F1; nuclei IoU, F1:", np.round(scores, 3).tolist())
    means = np.mean(scores, axis=0)
    assert (means > [0.78, 0.92, 0.93, 0.96]).all(), means


def test_a_field_of_16_bits_has_the_cells_of_the_same_field_in_8() -> None:
    shallow = as_field(draw(SHEET, size=256))
    deep = Field(
        shallow.protein.astype(np.uint16) * 257,
        {name: channel.astype(np.uint16) * 257 for name, channel in shallow.references.items()},
        shallow.pixel_um,
    )
    one, other = segment(shallow).cells, segment(deep).cells
    assert agreement(one.cells, other.cells).overall > 0.99
    assert one.count == other.count


def test_the_same_field_gives_the_same_masks() -> None:
    field = as_field(draw(SHEET, size=256))
    one, other = segment(field), segment(field)
    np.testing.assert_array_equal(one.cells.cells, other.cells.cells)
    np.testing.assert_array_equal(one.cells.nuclei, other.cells.nuclei)
    assert one.quality == other.quality


def test_cells_are_numbered_in_reading_order() -> None:
    cells = segment(as_field(draw(2, size=256))).cells.cells
    numbers, first = np.unique(cells, return_index=True)
    assert len(numbers) > 4
    assert (np.diff(first[numbers > 0]) > 0).all()


def test_every_cell_holds_its_nucleus_and_is_in_one_piece() -> None:
    from scipy import ndimage

    found = segment(as_field(draw(3, size=384))).cells
    for cell in range(1, found.count + 1):
        assert (found.nuclei == cell).any()
        assert ndimage.label(found.cells == cell)[1] == 1


def test_a_field_is_worked_at_a_third_of_a_micrometre_and_masks_come_back_full_size() -> None:
    drawn = draw(SHEET, size=256)
    # The same scene with pixels four times as fine.
    fine = Field(
        np.kron(drawn.channels["green"], np.ones((4, 4), dtype=np.uint8)),
        {role: np.kron(drawn.channels[CHANNEL[role]], np.ones((4, 4), dtype=np.uint8)) for role in CHANNEL},
        drawn.pixel_size_um / 4,
    )
    coarse = segment(as_field(drawn)).cells
    found = segment(fine).cells
    assert found.cells.shape == (1024, 1024)
    assert agreement(found.cells[2::4, 2::4], coarse.cells).mean_iou > 0.97


def test_sizes_that_no_block_divides_come_back_as_they_were() -> None:
    drawn = draw(SHEET, size=256)
    cut = {name: np.ascontiguousarray(channel[:251, :243]) for name, channel in drawn.channels.items()}
    field = Field(cut["green"], {role: cut[CHANNEL[role]] for role in CHANNEL}, drawn.pixel_size_um)
    assert segment(field, SegmentationConfig(scale=2)).cells.cells.shape == (251, 243)


@pytest.mark.parametrize("role", [MICROTUBULES, ER])
def test_one_cell_channel_is_enough_for_the_watershed(role: str) -> None:
    drawn = draw(SHEET)
    found = segment(as_field(drawn, NUCLEUS, role))
    assert found.method is Method.WATERSHED
    assert agreement(found.cells.cells, whole_cells(drawn)[0]).f1 > 0.75


def test_without_cell_channels_a_cell_is_what_is_near_its_nucleus() -> None:
    nuclei = painted(discs((40, 40), (40, 90)))
    found = segment(field_of(nuclei))
    assert found.method is Method.VORONOI
    assert found.cells.count == 2
    assert (found.cells.cells[40, [40, 60, 70, 90]] == [1, 1, 2, 2]).all()
    # 12 um at 0.32 um per pixel are 37 pixels.
    assert found.cells.cells[40 + 14 + 33, 40] == 1
    assert found.cells.cells[40 + 14 + 42, 40] == 0


def test_without_a_nucleus_channel_the_whole_image_is_one_cell() -> None:
    found = segment(Field(plane(7), {MICROTUBULES: plane(9)}, 0.5))
    assert found.method is Method.WHOLE_IMAGE
    assert (found.cells.cells == 1).all()
    assert not found.cells.nuclei.any()
    assert found.quality.covered == 1.0
    assert found.quality.median_um2 == 128 * 128 * 0.25
    assert found.quality.contrast is None


def test_a_cell_whose_nucleus_touches_the_edge_is_dropped_and_its_place_left_free() -> None:
    nuclei, body = discs((64, 40), (64, 122), radius=12), discs((64, 40), (64, 122), radius=45)
    found = segment(field_of(painted(nuclei), painted(body, bright=100)))
    assert (found.cells.count, found.quality.at_edge) == (1, 1)
    assert found.cells.cells[64, 60] == 1
    assert found.cells.cells[64, 105] == 0


def test_touching_nuclei_are_parted_at_their_waist() -> None:
    nuclei = discs((64, 50), (64, 76), radius=14)
    found = segment(field_of(painted(nuclei), painted(discs((64, 63), radius=45), bright=100)))
    assert found.cells.count == 2
    assert found.cells.nuclei[64, 50] != found.cells.nuclei[64, 76]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("share", [0.0, 1.0])
def test_an_empty_or_saturated_field_has_no_cells(dtype: type, share: float) -> None:
    level = plane(int(np.iinfo(dtype).max * share), dtype)
    found = segment(Field(level, {NUCLEUS: level, MICROTUBULES: level, ER: level}, 0.32))
    assert found.cells.count == 0
    assert {"no_cells", "low_contrast"} <= set(found.quality.warnings)
    assert ("saturated" in found.quality.warnings) == (share == 1.0)


def test_noise_alone_has_no_cells() -> None:
    rng = np.random.default_rng(5)
    noise = rng.normal(40, 8, (256, 256)).clip(0, 255).astype(np.uint8)
    assert segment(field_of(noise, noise)).cells.count == 0


def test_few_cells_specks_and_an_assumed_pixel_size_are_said() -> None:
    marks = discs((64, 64), radius=16) | discs((20, 20), radius=2)
    field = field_of(painted(marks), painted(discs((64, 64), radius=30)))
    quality = segment(field).quality
    assert (quality.cells, quality.too_small) == (1, 1)
    assert quality.warnings == ("few_cells",)
    unknown = Field(field.protein, field.references)
    assert "pixel_size_assumed" in segment(unknown).quality.warnings


def test_the_pixel_size_of_a_field_that_has_none_is_that_of_its_width() -> None:
    for size, um in ((2048, 0.08), (512, 0.32), (128, 0.32)):
        empty = Field(np.zeros((size, size), dtype=np.uint8))
        assert segment(empty).quality.pixel_um == pytest.approx(um)


def test_masks_are_drawn_as_outlines_on_a_page() -> None:
    mask = discs((64, 64), radius=30).astype(np.int32)
    field = field_of(painted(discs((64, 64))), painted(discs((64, 64), radius=30)))
    found = CellField(field, mask, mask * discs((64, 64)))
    picture = np.asarray(draw_masks(found))
    assert (picture[64, 94] == 255).all()
    assert picture[64, 64].max() < 255
    page = contact_sheet([("one", found), ("two", found), ("three", found)], columns=2, tile=64)
    assert page.size == (2 * 68 + 4, 2 * 86 + 4)
