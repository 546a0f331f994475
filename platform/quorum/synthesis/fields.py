"""One synthetic field of view: four channels and the truth about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from quorum.synthesis.cell_lines import CellLine
from quorum.synthesis.cells import Cells, Labels, draw_cells
from quorum.synthesis.channels import Scene, draw_nuclei, draw_scene
from quorum.synthesis.classes import (
    CELL_TO_CELL_VARIABILITY,
    CLASS_NAMES,
    LOCATION_CODES,
    NEGATIVE,
    UNSPECIFIC,
)
from quorum.synthesis.noise import (
    ArtefactRates,
    BitDepth,
    Imaging,
    Pixels,
    draw_imaging,
    expose,
    out_of_focus_haze,
    quantise,
)
from quorum.synthesis.patterns import PATTERNS
from quorum.synthesis.patterns.cytoskeleton import bridge_image
from quorum.synthesis.textures import Image
from quorum.synthesis.variation import Variation, draw_ordinary, draw_variable

CHANNELS = ("red", "green", "blue", "yellow")
FULL_FIELD_UM = 163.84
FINEST_COMMON_PIXEL_UM = 0.32
DEFAULT_RATES = ArtefactRates()

_NEEDS_NEIGHBOURS = 301
_NEEDS_SISTERS = 215
_VARIABLE_BASES = (101, 102, 113, 121, 201, 203, 231, 232, 233, 303)


@dataclass(frozen=True)
class Field:
    """One drawn field.

    `channels` maps red (microtubules), green (protein), blue (nuclei) and yellow (ER) to uint8 or uint16
    arrays (size, size). `codes` are the classes that the green channel truly shows, sorted. `cell_mask` and
    `nucleus_mask` are int32 (size, size): 0 outside, the number of the cell inside; a nucleus has its cell's
    number. `variation` says how the protein differs in cell 1, 2, 3 ... and `artefacts` what is wrong with
    the picture.
    """

    channels: Mapping[str, Pixels]
    codes: tuple[int, ...]
    cell_line: str
    cell_mask: Labels
    nucleus_mask: Labels
    variation: Variation
    pixel_size_um: float
    artefacts: tuple[str, ...]


def _locations(codes: Sequence[int]) -> tuple[int, ...]:
    return tuple(code for code in codes if code in LOCATION_CODES)


def check_codes(codes: Sequence[int]) -> tuple[int, ...]:
    """Return the codes sorted.

    Raises ValueError for no, unknown or repeated codes, and for Negative beside another class.
    """
    if not codes:
        raise ValueError("a field needs at least one class code")
    unknown = [code for code in codes if code not in CLASS_NAMES]
    if unknown:
        raise ValueError(f"unknown class codes: {unknown}")
    if len(set(codes)) != len(codes):
        raise ValueError(f"repeated class codes: {list(codes)}")
    if NEGATIVE in codes and len(codes) > 1:
        raise ValueError("Negative (901) cannot be mixed with another class")
    return tuple(sorted(codes))


def pixel_size_for(size: int, field_of_view_um: float | None = None) -> float:
    """Return micrometres per pixel: 0.08 at 2048 pixels to 0.32 at 512 and below.

    Raises ValueError for fewer than 32 pixels.
    """
    if size < 32:
        raise ValueError(f"a field needs at least 32 pixels, not {size}")
    if field_of_view_um is not None:
        return field_of_view_um / size
    return min(FULL_FIELD_UM / size, FINEST_COMMON_PIXEL_UM)


def _draw_geometry(
    codes: Sequence[int], *, line: CellLine, size: int, pixel_size_um: float, rng: np.random.Generator
) -> Cells:
    touching, dividing = _NEEDS_NEIGHBOURS in codes, _NEEDS_SISTERS in codes
    return draw_cells(
        line=line,
        size=size,
        pixel_size_um=pixel_size_um,
        crowding=rng.uniform(1.05, 1.2) if touching else rng.uniform(0.75, 1.15),
        pairs=int(rng.integers(2, 5)) if dividing else int(rng.random() < 0.12),
        rng=rng,
    )


def _draw_protein(
    scene: Scene, codes: Sequence[int], variation: Variation, *, rng: np.random.Generator
) -> Image:
    cells = scene.cells
    total = np.zeros((cells.size, cells.size), dtype=np.float32)
    locations = _locations(codes)
    strengths = rng.permutation(np.linspace(1.0, 0.6, max(len(locations), 1)))
    for code, strength, share in zip(locations, strengths, variation.shares, strict=False):
        pattern = np.float32(strength) * PATTERNS[code](scene, rng)
        total += pattern * cells.per_cell(share * variation.gain, outside=1.0)
    if UNSPECIFIC in codes:
        total += PATTERNS[UNSPECIFIC](scene, rng)
    if NEGATIVE in codes:
        return total + np.float32(rng.uniform(0.0, 0.015)) * scene.haze
    # Antibodies bind a little everywhere: without this the mean of green would give the class away.
    total += np.float32(rng.uniform(0.0, 0.07)) * scene.haze * (1.0 + rng.uniform(-0.6, 0.6) * cells.nucleus())
    brightness = np.exp(rng.uniform(np.log(0.3), np.log(1.0)))
    return np.asarray(brightness * total, dtype=np.float32)


def _ideal_channels(scene: Scene, protein: Image, *, rng: np.random.Generator) -> dict[str, Image]:
    cells = scene.cells
    red = scene.microtubule_image
    if len(cells.layout.sisters):
        red = red + 1.1 * bridge_image(scene, rng, length_um=5.5, gap=False)
    ideal = {
        "red": red,
        "green": protein,
        "blue": draw_nuclei(cells, scene.nucleolus_depth, rng=rng),
        "yellow": 1.15 * scene.er,
    }
    return {
        name: image
        + out_of_focus_haze(image, pixel_size_um=cells.pixel_size_um, strength=rng.uniform(0.02, 0.12), rng=rng)
        for name, image in ideal.items()
    }


def _photograph(
    ideal: Mapping[str, Image], imaging: Imaging, *, pixel_size_um: float, rng: np.random.Generator
) -> dict[str, Image]:
    # Green has its own brightness already; the operator sets the others by eye.
    gains = {name: 1.0 if name == "green" else np.exp(rng.uniform(np.log(0.45), 0.0)) for name in CHANNELS}
    if "saturation" in imaging.artefacts:
        gains = {name: gain * rng.uniform(1.4, 2.2) for name, gain in gains.items()}
    signals = {name: np.float32(gains[name]) * ideal[name] for name in CHANNELS}
    return expose(signals, imaging, pixel_size_um=pixel_size_um, rng=rng)


def draw_field(
    *,
    codes: Sequence[int],
    cell_line: CellLine,
    size: int,
    bit_depth: BitDepth,
    rng: np.random.Generator,
    field_of_view_um: float | None = None,
    rates: ArtefactRates = DEFAULT_RATES,
) -> Field:
    """Draw one field that shows the given classes, the same for the same state of `rng`.

    `size` is in pixels, at least 32. By default the field is 164 micrometres wide from 512 pixels up and
    smaller fields show fewer cells at 0.32 micrometres per pixel; `field_of_view_um` sets the width instead.
    Cell-to-cell variability (801) alone is drawn over a location picked at random, which `Field.codes` then
    names as well. Raises ValueError for codes that `check_codes` refuses, a size under 32 or a bit depth
    other than 8 or 16.
    """
    shown = check_codes(codes)
    if bit_depth not in {8, 16}:
        raise ValueError(f"bit depth must be 8 or 16, not {bit_depth}")
    if shown == (CELL_TO_CELL_VARIABILITY,):
        shown = (int(rng.choice(_VARIABLE_BASES)), CELL_TO_CELL_VARIABILITY)
    pixel_size_um = pixel_size_for(size, field_of_view_um)
    cells = _draw_geometry(shown, line=cell_line, size=size, pixel_size_um=pixel_size_um, rng=rng)
    scene = draw_scene(cells, rng=rng)
    draw_variation = draw_variable if CELL_TO_CELL_VARIABILITY in shown else draw_ordinary
    variation = draw_variation(cells=cells.count, locations=len(_locations(shown)), rng=rng)
    ideal = _ideal_channels(scene, _draw_protein(scene, shown, variation, rng=rng), rng=rng)
    imaging = draw_imaging(rates, rng=rng)
    photographs = _photograph(ideal, imaging, pixel_size_um=pixel_size_um, rng=rng)
    return Field(
        channels={name: quantise(image, bit_depth) for name, image in photographs.items()},
        codes=shown,
        cell_line=cell_line.name,
        cell_mask=cells.label,
        nucleus_mask=cells.nucleus_label,
        variation=variation,
        pixel_size_um=pixel_size_um,
        artefacts=imaging.artefacts,
    )
