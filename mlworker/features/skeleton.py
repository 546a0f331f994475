"""Skeletons of the protein's objects: how long, branched and dense they are, and how much of it lies on them.

Objects are pixels at scale 2 that reach Otsu's threshold of the cell, connected to all eight neighbours. They
are thinned after Zhang & Suen 1984 (Communications of the ACM 27:236). 10 features after Velliste & Murphy 2002
(IEEE ISBI, 867), who take means over objects; most here are of all objects together, for a few specks of noise
would outweigh the rest. Lengths are numbers of pixels, in units of the square root of the cell's area:

skeleton.length                  length of all skeletons
skeleton.longest                 that of the longest
skeleton.mean_length             mean over objects
skeleton.area_share              skeleton pixels over object pixels
skeleton.fluorescence_share      share of the objects' protein on their skeletons
skeleton.cell_fluorescence_share share of the cell's protein on them
skeleton.hull_share              skeleton pixels over the area of their convex hull
skeleton.longest_hull_share      the same for the longest
skeleton.branches                pixels from which three or more lines go, over skeleton pixels
skeleton.ends                    pixels with one neighbour, over skeleton pixels

A convex hull goes around the corners of pixels. `skimage.morphology.skeletonize` (`zhang`) goes by a table that
differs from the paper: it takes the corners of stairs as well, so that its lines have up to a seventh fewer
pixels, and keeps two pixels of a square of 2 x 2, of which the paper's passes leave nothing. Both run in the
same places to two pixels. Thinning takes the sides one after the other, so a skeleton may lie a pixel elsewhere
after a turn: features then change a little.

Undefined, 0: everything in a cell without objects, as a constant one is; hull shares, branches and ends where
thinning leaves nothing of any object, or of the longest.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import ConvexHull

from mlworker.features.components import find_protein
from mlworker.features.cutouts import Cutout, cutouts
from mlworker.features.distances import Mask
from mlworker.features.family import Family, FeatureSpec, Floats
from mlworker.features.ratios import ratio
from mlworker.features.runs import Integers
from mlworker.fields import CellField

Bits = NDArray[np.uint8]

SCALE = 2
NAMES = (
    "length",
    "longest",
    "mean_length",
    "area_share",
    "fluorescence_share",
    "cell_fluorescence_share",
    "hull_share",
    "longest_hull_share",
    "branches",
    "ends",
)

_AROUND = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))


def _removable() -> Mask:
    """Return whether each of the two passes takes a pixel with these neighbours, (2, 256)."""
    codes = np.arange(256)
    north, _, east, _, south, _, west, _ = ((codes >> bit) & 1 for bit in range(8))
    count = np.bitwise_count(codes)
    either = (count >= 2) & (count <= 6) & (_lines(codes) == 1)
    first = either & (north * east * south == 0) & (east * south * west == 0)
    second = either & (north * east * west == 0) & (north * south * west == 0)
    return np.stack([first, second])


def _lines(codes: Integers) -> Integers:
    """Return how often, going round, a neighbour that is set follows one that is not."""
    previous = ((codes << 1) | (codes >> 7)) & 255
    lines: Integers = np.bitwise_count(codes & ~previous).astype(np.int64)
    return lines


REMOVABLE = _removable()


@njit(cache=True, nogil=True)
def _code(mask: Bits, at: int, around: Integers) -> int:
    code = 0
    for bit in range(8):
        code |= int(mask[at + around[bit]]) << bit
    return code


@njit(cache=True, nogil=True)
def _thin(mask: Bits, pixels: Integers, around: Integers, removable: Mask) -> None:
    # A pixel is looked at in the two passes after its surroundings changed, and rests otherwise.
    due = np.zeros(len(mask), dtype=np.uint8)
    due[pixels] = 2
    taken = np.empty(len(pixels), dtype=np.int64)
    waiting, turn = len(pixels), 0
    while waiting > 0:
        count, kept = 0, 0
        for i in range(waiting):
            at = pixels[i]
            due[at] -= 1
            if removable[turn, _code(mask, at, around)]:
                taken[count] = at
                count += 1
                due[at] = 0
            elif due[at] > 0:
                pixels[kept] = at
                kept += 1
        waiting, turn = kept, 1 - turn
        for i in range(count):
            mask[taken[i]] = 0
        for i in range(count):
            for bit in range(8):
                at = taken[i] + around[bit]
                if mask[at] and due[at] == 0:
                    pixels[waiting] = at
                    waiting += 1
                if mask[at]:
                    due[at] = 2


def _neighbours(width: int) -> Integers:
    return np.array([down * width + along for down, along in _AROUND])


def skeletonize(mask: Mask) -> Mask:
    """Return the skeleton of a mask: lines one pixel wide, connected as the mask was (Zhang & Suen 1984)."""
    padded = np.pad(mask, 1).astype(np.uint8)
    left = padded.ravel()
    _thin(left, np.flatnonzero(left), _neighbours(padded.shape[1]), REMOVABLE)
    return padded[1:-1, 1:-1] > 0


def knots(skeleton: Mask) -> tuple[int, int]:
    """Return how many pixels have three or more lines going from them, and how many end a line."""
    padded = np.pad(skeleton, 1)
    flat = padded.ravel()
    pixels = np.flatnonzero(flat)
    codes = np.zeros(len(pixels), dtype=np.int64)
    for bit, step in enumerate(_neighbours(padded.shape[1])):
        codes |= flat[pixels + step].astype(np.int64) << bit
    return int((_lines(codes) >= 3).sum()), int((np.bitwise_count(codes) == 1).sum())


def hull_area(mask: Mask) -> float:
    """Return the area of the convex hull of all corners of a mask's pixels, 0 for none."""
    rows = np.flatnonzero(mask.any(axis=1))
    if len(rows) == 0:
        return 0.0
    begin = mask[rows].argmax(axis=1)
    end = mask.shape[1] - mask[rows, ::-1].argmax(axis=1)
    corners = [np.column_stack([rows + down, column]) for down in (0, 1) for column in (begin, end)]
    return float(ConvexHull(np.concatenate(corners)).volume)  # in two dimensions, the area


def skeleton_statistics(cutout: Cutout, threshold: float) -> Floats:
    """Return the features of one cell in the order of `NAMES`, (10,), NaN where undefined.

    Objects are the pixels of the cell that reach the threshold.
    """
    objects = cutout.inside & (cutout.protein >= threshold)
    if not objects.any():
        return np.full(len(NAMES), np.nan)
    skeleton = skeletonize(objects)
    labels, count = ndimage.label(objects, structure=np.ones((3, 3)))
    lengths = np.bincount((labels * skeleton).ravel(), minlength=count + 1)[1:]
    longest = skeleton & (labels == lengths.argmax() + 1)
    unit = np.sqrt(cutout.inside.sum())
    total = int(skeleton.sum())
    fluorescence = (cutout.protein * skeleton).sum()
    branches, ends = knots(skeleton)
    values = [
        total / unit,
        lengths.max() / unit,
        total / count / unit,
        total / objects.sum(),
        ratio(fluorescence, (cutout.protein * objects).sum()),
        ratio(fluorescence, cutout.protein.sum()),
        ratio(total, hull_area(skeleton)),
        ratio(lengths.max(), hull_area(longest)),
        ratio(branches, total),
        ratio(ends, total),
    ]
    return np.array(values, dtype=np.float64)


def _compute(cells: CellField) -> Floats:
    values = np.full((cells.count, len(NAMES)), np.nan)
    thresholds = find_protein(cells).thresholds[0]
    for row, (cutout, threshold) in enumerate(zip(cutouts(cells, SCALE), thresholds, strict=True)):
        values[row] = skeleton_statistics(cutout, float(threshold))
    return values


FAMILY = Family(
    name="skeleton",
    version=1,
    specs=tuple(
        FeatureSpec(name=f"skeleton.{name}", family="skeleton", scale=SCALE, level="otsu", undefined=0.0)
        for name in NAMES
    ),
    compute=_compute,
)
