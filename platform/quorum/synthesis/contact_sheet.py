"""A page with one field of each class, in false colours and in green alone.

Run as `python -m quorum.synthesis.contact_sheet --out docs/images/contact_sheet.webp`.
"""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from tqdm import tqdm

from quorum.synthesis.cell_lines import cell_line_named
from quorum.synthesis.classes import CLASS_NAMES
from quorum.synthesis.fields import Field, draw_field
from quorum.synthesis.noise import ArtefactRates

COLUMNS = 4
TILE = 232
FIELD_UM = 58.0
CAPTION = 24
GAP = 8
# One contrast for every tile: a stretch of its own would light up the empty one.
GAIN = 1.25
GAMMA = 0.75

LEGEND = (
    "Left: red microtubules, green protein, blue nuclei.",
    "Right: the protein alone. Every tile has the same contrast.",
    f"A tile is {FIELD_UM:g} micrometres wide. 801 is shown with Cytosol.",
)

_CLEAN = ArtefactRates(defocus=0.0, debris=0.0, uneven_light=0.0, saturation=0.0, crosstalk=0.0)
_LINES = {301: "SYN-SHEET", 215: "SYN-SHEET", 801: "SYN-SMALL", 303: "SYN-SHEET"}
_COMPANIONS = {801: (201,)}


def draw_example(code: int, *, seed: int) -> Field:
    """Draw a clean field that shows the class, and only it wherever that is possible."""
    return draw_field(
        codes=(*_COMPANIONS.get(code, ()), code),
        cell_line=cell_line_named(_LINES.get(code, "SYN-FLAT")),
        size=TILE,
        bit_depth=8,
        rng=np.random.default_rng((seed, code)),
        field_of_view_um=FIELD_UM,
        rates=_CLEAN,
    )


def _shown(field: Field, channel: str) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    level = np.clip(field.channels[channel] / 255.0 * GAIN, 0.0, 1.0) ** GAMMA
    return np.asarray(np.rint(level * 255), dtype=np.uint8)


def draw_tile(field: Field, caption: str) -> Image.Image:
    """Lay the false-colour picture and the green channel side by side over their caption."""
    green = _shown(field, "green")
    colours = np.stack([0.75 * _shown(field, "red"), green, _shown(field, "blue")], axis=-1).astype(np.uint8)
    alone = np.stack([green, green, green], axis=-1)
    tile = Image.new("RGB", (2 * TILE + 2, TILE + CAPTION), "white")
    tile.paste(Image.fromarray(colours), (0, 0))
    tile.paste(Image.fromarray(alone), (TILE + 2, 0))
    ImageDraw.Draw(tile).text((2, TILE + 4), caption, fill="black", font=ImageFont.load_default(size=15))
    return tile


def draw_contact_sheet(*, seed: int) -> Image.Image:
    """Draw the page of all classes, in the order of their codes."""
    codes = list(CLASS_NAMES)
    rows = -(-len(codes) // COLUMNS)
    step_x, step_y = 2 * TILE + 2 + GAP, TILE + CAPTION + GAP
    page = Image.new("RGB", (COLUMNS * step_x + GAP, rows * step_y + GAP), "white")
    for number, code in enumerate(tqdm(codes, desc="classes")):
        row, column = divmod(number, COLUMNS)
        tile = draw_tile(draw_example(code, seed=seed), f"{code}  {CLASS_NAMES[code]}")
        page.paste(tile, (GAP + column * step_x, GAP + row * step_y))
    row, column = divmod(len(codes), COLUMNS)
    ImageDraw.Draw(page).multiline_text(
        (GAP + column * step_x, GAP + row * step_y),
        "\n".join(LEGEND),
        fill="black",
        font=ImageFont.load_default(size=16),
        spacing=8,
    )
    return page


def main() -> None:
    """Draw the page and write it as WebP."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=29)
    parser.add_argument("--quality", type=int, default=72)
    options = parser.parse_args()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    draw_contact_sheet(seed=options.seed).save(options.out, quality=options.quality, method=6)


if __name__ == "__main__":
    main()
