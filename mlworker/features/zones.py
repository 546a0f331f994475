"""Zones of a cell: how the protein changes from the middle of the nucleus to the edge of the cell.

Places are blocks of 2 x 2 pixels (`blocks.py`), each with the mean P of the protein over the cell's pixels in
it and those pixels' number as its weight. With d the distance to the edge of the nucleus, e that to the edge
of the cell, both at block centres, and a band of 0.04 square roots of the cell's area:

- nucleus: blocks of the nucleus mask; its core: those deeper than half of the deepest; its rim: the others;
- envelope: blocks with d in the band, inside or outside the nucleus;
- cytoplasm: the cell's blocks outside the nucleus, at the radius d / (d + e), 0 at the nucleus, 1 at the edge;
- perinuclear third, peripheral third: cytoplasm with a radius up to 1/3, from 2/3;
- edge: blocks with e in the band.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlworker.features.blocks import SIDE, Blocks, Mask, signed_distances
from mlworker.features.family import Floats
from mlworker.features.runs import Plane

BAND = 0.04
"""How far from an edge is near it, in square roots of the cell's area."""


@dataclass(frozen=True)
class Zones:
    """Blocks of one cell, all (blocks,): weight, mean protein, zones, radius, and place around the nucleus.

    `away` (2, blocks) are rows and columns, in pixels, from the nucleus' centre. Without a nucleus block all
    zones but `edge` are empty.
    """

    weight: Floats
    protein: Floats
    core: Mask
    rim: Mask
    envelope: Mask
    cytoplasm: Mask
    perinuclear: Mask
    peripheral: Mask
    edge: Mask
    radius: Floats
    away: Floats

    @property
    def middle(self) -> Mask:
        """Return the cytoplasm between its two outer thirds."""
        return self.cytoplasm & ~self.perinuclear & ~self.peripheral

    def mean(self, zone: Mask) -> float:
        """Return the mean protein of a zone, NaN for an empty one."""
        weight = self.weight[zone].sum()
        return float((self.weight[zone] * self.protein[zone]).sum() / weight) if weight else np.nan

    def contrast(self, zone: Mask, other: Mask) -> float:
        """Return (mean in zone - mean in other) / their sum, NaN where one is empty or both are black."""
        here, there = self.mean(zone), self.mean(other)
        return (here - there) / (here + there) if here + there else np.nan

    def share(self, zone: Mask, whole: Mask) -> float:
        """Return the protein in a zone / that in a larger one, NaN where that is empty or black."""
        below = (self.weight[whole] * self.protein[whole]).sum()
        return float((self.weight[zone] * self.protein[zone]).sum() / below) if below else np.nan

    def variation(self, zone: Mask) -> float:
        """Return standard deviation / mean of the blocks of a zone, NaN where it is empty or black."""
        mean = self.mean(zone)
        if not mean or np.isnan(mean):
            return np.nan
        squares = self.weight[zone] * (self.protein[zone] - mean) ** 2
        return float(np.sqrt(squares.sum() / self.weight[zone].sum()) / mean)

    def slope(self) -> float:
        """Return the slope of the protein over the radius in the cytoplasm / its mean there, or NaN."""
        weight, radius = self.weight[self.cytoplasm], self.radius[self.cytoplasm]
        mean = self.mean(self.cytoplasm)
        if not mean or np.isnan(mean):
            return np.nan
        centred = weight * (radius - np.average(radius, weights=weight))
        width = (centred * radius).sum()
        return float((centred * self.protein[self.cytoplasm]).sum() / width / mean) if width > 0.0 else np.nan

    def polarity(self) -> float:
        """Return the length of the mean direction of the cytoplasm's protein from the nucleus: 0 to 1."""
        weight = (self.weight * self.protein)[self.cytoplasm]
        away = self.away[:, self.cytoplasm]
        distance = np.hypot(*away)
        direction = np.divide(away, distance, out=np.zeros_like(away), where=distance > 0.0)
        total = weight.sum()
        return float(np.hypot(*(direction * weight).sum(axis=1)) / total) if total else np.nan


def zones_of_cell(blocks: Blocks, protein: Plane, nuclei: Plane) -> Zones:
    """Return the zones of a cell; `nuclei` is 1 in the pixels of its nucleus."""
    inside = blocks.inside
    weight = blocks.pixels[inside].astype(np.float64)
    nucleus = blocks.mask(nuclei, 1)
    found = bool(nucleus.any())
    away = signed_distances(nucleus)[inside]
    depth = -signed_distances(inside)[inside]
    within = nucleus[inside]
    deepest = -away.min() if found else 0.0
    cytoplasm = ~within & found
    radius = np.where(cytoplasm, away / (np.abs(away) + depth), 0.0)
    band = BAND * np.sqrt(weight.sum())
    places = np.argwhere(inside).T.astype(np.float64) * SIDE
    centre = np.average(places[:, within], axis=1) if found else np.zeros(2)
    return Zones(
        weight=weight,
        protein=blocks.sums(protein)[inside] / weight,
        core=within & (-away > deepest / 2.0),
        rim=within & (-away <= deepest / 2.0),
        envelope=(np.abs(away) <= band) & found,
        cytoplasm=cytoplasm,
        perinuclear=cytoplasm & (radius <= 1.0 / 3.0),
        peripheral=cytoplasm & (radius >= 2.0 / 3.0),
        edge=depth <= band,
        radius=radius,
        away=places - centre[:, None],
    )
