"""How fast are the 719 features of a field, beside mahotas, scikit-image, scipy and numpy?

Draws one field of 2048 x 2048 pixels in 16 bits with 31 cells, kept in the temporary folder, and prints the
CPU seconds of every family both ways, medians in one process without the time of compiling, and each limit
beside its figure. Decoding and segmentation, which come before, are printed apart. Run as `make
bench-features`.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import warnings
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import imagecodecs
import numpy as np
import tifffile

from mlworker.features.extraction import extract_features
from mlworker.features.table import CORE
from mlworker.fields import CellField, Field
from mlworker.segmentation import SegmentationConfig, segment
from quorum.synthesis.cell_lines import CELL_LINES
from quorum.synthesis.fields import draw_field
from tests.load.bench_features.peers import PEERS, PeerCell, peer_cells

SIZE = 2048
SHEET = CELL_LINES[1]
VESICLES = 233
SECONDS_LIMIT = 0.6
RATIO_LIMIT = 6.0
ROLES = {"nucleus": "blue", "microtubules": "red", "er": "yellow"}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=9, help="runs of ours, the median of which counts")
    parser.add_argument("--peer-repeats", type=int, default=3, help="runs of the peer")
    options = parser.parse_args()
    cells = drawn_cells()
    inside = (cells.cells > 0).mean()
    print(f"{cells.count} cells on {inside:.0%} of {SIZE} x {SIZE} pixels, 4 channels of 16 bits")
    extract_features(cells)
    ours = measure_ours(cells, options.repeats)
    peers = measure_peers(cells, options.peer_repeats)
    print_families(ours, peers)
    print_before(cells, options.repeats)


def drawn_cells() -> CellField:
    """Return the field with its true cells, drawn at the first run."""
    kept = Path(tempfile.gettempdir()) / f"quorum-bench-features-{SIZE}-{VESICLES}.npz"
    if not kept.exists():
        print("Drawing the field ...")
        drawn = draw_field(
            codes=(VESICLES,), cell_line=SHEET, size=SIZE, bit_depth=16, rng=np.random.default_rng(2)
        )
        np.savez(kept, cells=drawn.cell_mask, nuclei=drawn.nucleus_mask, **drawn.channels)
    with np.load(kept) as arrays:
        references = {role: arrays[colour] for role, colour in ROLES.items()}
        field = Field(arrays["green"], references, pixel_um=0.08)
        return CellField(field, arrays["cells"].astype(np.int32), arrays["nuclei"].astype(np.int32))


def seconds(work: Callable[..., object], *arguments: object) -> float:
    """Return the CPU seconds of one call."""
    start = time.process_time()
    work(*arguments)
    return time.process_time() - start


def measure_ours(cells: CellField, repeats: int) -> dict[str, float]:
    """Return the median CPU seconds of each family, and of the whole extraction under `together`."""
    runs = []
    for _ in range(repeats):
        one, other = anew(cells), anew(cells)
        run = {family.name: seconds(family.compute, one) for family in CORE}
        runs.append({"together": seconds(extract_features, other), **run})
    return {name: float(np.median([run[name] for run in runs])) for name in runs[0]}


def anew(cells: CellField) -> CellField:
    """Return the same field, of which nothing has been found."""
    return CellField(cells.field, cells.cells, cells.nuclei)


def measure_peers(cells: CellField, repeats: int) -> dict[str, float]:
    """Return the median CPU seconds of each family through the other packages, and of all."""
    # A cell that lost its nucleus has empty zones, of which numpy warns.
    warnings.simplefilter("ignore", RuntimeWarning)
    runs = []
    for _ in range(repeats):
        start = time.process_time()
        cut = list(peer_cells(cells))
        run = {name: seconds(measure_all, measure, cut) for name, measure in PEERS.items()}
        runs.append({"together": time.process_time() - start, **run})
    return {name: float(np.median([run[name] for run in runs])) for name in runs[0]}


def measure_all(measure: Callable[[PeerCell], list[float]], cut: list[PeerCell]) -> list[list[float]]:
    """Return what a peer measures in every cell."""
    return [measure(cell) for cell in cut]


def print_families(ours: dict[str, float], peers: dict[str, float]) -> None:
    """Print a line for each family, and the whole beside its limits."""
    print(f"{'family':<13}{'features':>9}{'ours, CPU s':>13}{'others, CPU s':>15}{'ratio':>8}")
    for family in CORE:
        mine, other = ours[family.name], peers[family.name]
        print(f"{family.name:<13}{len(family.specs):>9}{mine:>13.3f}{other:>15.2f}{other / mine:>8.1f}")
    mine, other = ours["together"], peers["together"]
    ratio = other / mine
    print(f"{'together':<13}{sum(len(f.specs) for f in CORE):>9}{mine:>13.3f}{other:>15.2f}{ratio:>8.1f}")
    print(f"CPU s a field: {mine:.3f}, limit {SECONDS_LIMIT} {verdict(mine <= SECONDS_LIMIT)}")
    print(f"times faster: {ratio:.1f}, limit {RATIO_LIMIT} {verdict(ratio >= RATIO_LIMIT)}")


def verdict(held: bool) -> str:
    return "(held)" if held else "(MISSED)"


def print_before(cells: CellField, repeats: int) -> None:
    """Print what comes before features: reading four planes, and finding the cells."""
    planes = [cells.field.protein, *cells.field.references.values()]
    for name, encoded, decode in (
        ("PNG", [imagecodecs.png_encode(plane) for plane in planes], imagecodecs.png_decode),
        ("TIFF, zstd", [tiff(plane, "zstd") for plane in planes], read_tiff),
        ("TIFF, as it is", [tiff(plane, None) for plane in planes], read_tiff),
    ):
        spent = np.median([seconds(decode_all, decode, encoded) for _ in range(repeats)])
        megabytes = sum(len(data) for data in encoded) / 1e6
        print(f"decoding 4 planes of {name}: {spent:.3f} CPU s ({megabytes:.1f} MB)")
    config = SegmentationConfig()
    segment(cells.field, config)
    spent = np.median([seconds(segment, cells.field, config) for _ in range(repeats)])
    print(f"finding the cells: {spent:.3f} CPU s")


def decode_all(decode: Callable[[bytes], np.ndarray], encoded: list[bytes]) -> list[np.ndarray]:
    """Return all planes."""
    return [decode(data) for data in encoded]


def tiff(plane: np.ndarray, compression: str | None) -> bytes:
    """Return a plane as the bytes of a TIFF file."""
    file = BytesIO()
    tifffile.imwrite(file, plane, compression=compression)
    return file.getvalue()


def read_tiff(data: bytes) -> np.ndarray:
    """Return the plane in the bytes of a TIFF file."""
    return np.asarray(tifffile.imread(BytesIO(data)))


if __name__ == "__main__":
    main()
