"""Invented cell lines: how large, how crowded and how shaped the cells of a field are."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CellLine:
    """One invented cell line; lengths in micrometres, shares in 0..1.

    `spacing` is the smallest distance between two cell centres, in mean cell radii: under about 1.5 the cells
    touch. `ragged` and `spiky` are the relative amplitudes of the slow and the sharp bumps of the cell
    outline.
    """

    name: str
    cell_radius_um: float
    cell_radius_spread: float
    elongation: float
    spacing: float
    ragged: float
    spiky: float
    nucleus_radius_um: float
    nucleus_elongation: float
    nucleus_lobes: float
    nucleoli_mean: float
    nucleolus_radius_um: float
    chromatin_grain: float
    microtubules_per_cell: int
    microtubule_bend: float
    er_reach: float


CELL_LINES: tuple[CellLine, ...] = (
    CellLine(
        name="SYN-FLAT",
        cell_radius_um=23.0,
        cell_radius_spread=0.14,
        elongation=1.25,
        spacing=1.55,
        ragged=0.10,
        spiky=0.05,
        nucleus_radius_um=8.6,
        nucleus_elongation=1.30,
        nucleus_lobes=0.03,
        nucleoli_mean=2.6,
        nucleolus_radius_um=1.7,
        chromatin_grain=0.16,
        microtubules_per_cell=190,
        microtubule_bend=0.055,
        er_reach=0.55,
    ),
    CellLine(
        name="SYN-SHEET",
        cell_radius_um=17.0,
        cell_radius_spread=0.12,
        elongation=1.12,
        spacing=1.42,
        ragged=0.06,
        spiky=0.02,
        nucleus_radius_um=7.6,
        nucleus_elongation=1.18,
        nucleus_lobes=0.05,
        nucleoli_mean=3.2,
        nucleolus_radius_um=1.5,
        chromatin_grain=0.20,
        microtubules_per_cell=150,
        microtubule_bend=0.08,
        er_reach=0.65,
    ),
    CellLine(
        name="SYN-SMALL",
        cell_radius_um=12.5,
        cell_radius_spread=0.16,
        elongation=1.45,
        spacing=1.45,
        ragged=0.12,
        spiky=0.08,
        nucleus_radius_um=6.2,
        nucleus_elongation=1.28,
        nucleus_lobes=0.04,
        nucleoli_mean=2.2,
        nucleolus_radius_um=1.3,
        chromatin_grain=0.14,
        microtubules_per_cell=110,
        microtubule_bend=0.09,
        er_reach=0.7,
    ),
    CellLine(
        name="SYN-SPINDLE",
        cell_radius_um=20.0,
        cell_radius_spread=0.18,
        elongation=2.5,
        spacing=1.35,
        ragged=0.10,
        spiky=0.12,
        nucleus_radius_um=7.4,
        nucleus_elongation=1.55,
        nucleus_lobes=0.02,
        nucleoli_mean=2.0,
        nucleolus_radius_um=1.4,
        chromatin_grain=0.13,
        microtubules_per_cell=140,
        microtubule_bend=0.03,
        er_reach=0.5,
    ),
    CellLine(
        name="SYN-ROUND",
        cell_radius_um=12.0,
        cell_radius_spread=0.10,
        elongation=1.08,
        spacing=1.95,
        ragged=0.05,
        spiky=0.03,
        nucleus_radius_um=7.0,
        nucleus_elongation=1.12,
        nucleus_lobes=0.06,
        nucleoli_mean=2.4,
        nucleolus_radius_um=1.6,
        chromatin_grain=0.22,
        microtubules_per_cell=110,
        microtubule_bend=0.12,
        er_reach=0.8,
    ),
    CellLine(
        name="SYN-LOBED",
        cell_radius_um=19.0,
        cell_radius_spread=0.20,
        elongation=1.35,
        spacing=1.6,
        ragged=0.14,
        spiky=0.10,
        nucleus_radius_um=8.0,
        nucleus_elongation=1.25,
        nucleus_lobes=0.10,
        nucleoli_mean=3.4,
        nucleolus_radius_um=1.4,
        chromatin_grain=0.24,
        microtubules_per_cell=165,
        microtubule_bend=0.07,
        er_reach=0.6,
    ),
)


def cell_line_named(name: str) -> CellLine:
    """Return the cell line of that name; raises KeyError if there is none."""
    for line in CELL_LINES:
        if line.name == name:
            return line
    raise KeyError(name)
