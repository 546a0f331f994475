"""The same families of features the usual way: mahotas, scikit-image, scipy and numpy, a cell at a time.

Each family is written as one would with these packages: every cell is cut out, what several families need
(thresholds, labelled objects) is found once, and fast calls are taken over slow ones where a package has both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import mahotas
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, stats
from skimage.filters import threshold_otsu
from skimage.measure import euler_number, label, perimeter, regionprops_table
from skimage.morphology import convex_hull_image
from skimage.transform import downscale_local_mean

from mlworker.features import correlation, haralick
from mlworker.fields import CellField

Plane = NDArray[np.float64]
Mask = NDArray[np.bool_]

PROPERTIES = ("label", "area", "centroid", "eccentricity", "intensity_mean", "inertia_tensor_eigvals")
BAND = 0.04


@dataclass(frozen=True)
class Objects:
    """The objects at one threshold: their mask, their labels and what `regionprops_table` says of them."""

    mask: Mask
    labels: NDArray[np.int64]
    table: Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True)
class PeerCell:
    """One cell cut out of its field, all arrays (height, width)."""

    inside: Mask
    nucleus: Mask
    protein: Plane
    references: tuple[Plane, ...]

    @cached_property
    def values(self) -> Plane:
        return self.protein[self.inside]

    @cached_property
    def objects(self) -> tuple[Objects, Objects]:
        first = threshold_otsu(self.values)
        second = threshold_otsu(self.values[self.values > first])
        return self._objects(first), self._objects(second)

    def _objects(self, threshold: float) -> Objects:
        mask = self.inside & (self.protein > threshold)
        labels = label(mask, connectivity=2)
        return Objects(mask, labels, regionprops_table(labels, self.protein, properties=PROPERTIES))

    @cached_property
    def centre(self) -> tuple[float, float]:
        return ndimage.center_of_mass(np.where(self.inside, self.protein, 0.0))


def peer_cells(cells: CellField) -> Iterator[PeerCell]:
    """Yield every cell of a field."""
    for number, (rows, columns) in enumerate(ndimage.find_objects(cells.cells), start=1):
        box = (rows, columns)
        yield PeerCell(
            inside=cells.cells[box] == number,
            nucleus=cells.nuclei[box] == number,
            protein=cells.field.protein[box].astype(np.float64),
            references=tuple(plane[box].astype(np.float64) for plane in cells.field.references.values()),
        )


def blocks(plane: Plane, inside: Mask, scale: int) -> tuple[Plane, Mask]:
    """Return the means of the cell's pixels in blocks, and which blocks are at least half the cell's."""
    if scale == 1:
        return plane, inside
    share = downscale_local_mean(inside.astype(np.float64), (scale, scale))
    means = downscale_local_mean(np.where(inside, plane, 0.0), (scale, scale)) / np.maximum(share, 1e-9)
    return means, share >= 0.5


def levels(plane: Plane, inside: Mask, count: int) -> NDArray[np.uint16]:
    """Return grey levels 1 .. `count` between the cell's extremes, 0 outside."""
    low, high = plane[inside].min(), plane[inside].max()
    scaled = np.minimum((plane - low) * (count / max(high - low, 1e-9)), count - 1)
    return np.where(inside, scaled + 1, 0).astype(np.uint16)


def correlation_of(cell: PeerCell) -> list[float]:
    found = []
    for reference in cell.references:
        for scale in correlation.SCALES:
            mine, inside = blocks(cell.protein, cell.inside, scale)
            other, _ = blocks(reference, cell.inside, scale)
            x, y = mine[inside], other[inside]
            for bins in correlation.BINS:
                joint = np.histogram2d(x, y, bins=bins)[0] / x.size
                apart = np.outer(joint.sum(axis=1), joint.sum(axis=0))
                there = joint > 0
                found.append(float((joint[there] * np.log2(joint[there] / apart[there])).sum()))
                quantised = (levels(plane, inside, bins)[inside] for plane in (mine, other))
                found.append(float(np.corrcoef(*quantised)[0, 1]))
    return found


def background_of(cell: PeerCell) -> list[float]:
    found = []
    for objects in cell.objects:
        below = cell.protein[cell.inside & ~objects.mask]
        above = cell.protein[objects.mask].mean()
        contrast = (below.mean() - above) / (below.mean() + above)
        found += [below.sum() / cell.values.sum(), contrast, below.std() / below.mean(), stats.skew(below)]
    return found


def objects_of(cell: PeerCell) -> list[float]:
    found = []
    area_of_cell = cell.inside.sum()
    for objects in cell.objects:
        area, mean = objects.table["area"], objects.table["intensity_mean"]
        euler = euler_number(objects.mask, connectivity=2)
        away = np.hypot(
            objects.table["centroid-0"] - cell.centre[0], objects.table["centroid-1"] - cell.centre[1]
        )
        spread = objects.table["inertia_tensor_eigvals-0"] + objects.table["inertia_tensor_eigvals-1"]
        found += [len(area), euler, (len(area) - euler) / len(area)]
        found += [area.mean(), area.std(), area.max(), (area**2).sum() / area.sum()]
        found += [np.log(area.max() / area.min()), area.max() / area.sum()]
        found += [(area * mean).max() / (area * mean).sum(), area.sum() / area_of_cell]
        found += [away.mean(), away.std(), np.average(away, weights=area), away.min() / away.max()]
        found += [np.average(objects.table["eccentricity"], weights=area)]
        found += [np.average(area / (2 * np.pi * (spread + 1 / 6)), weights=area), mean.std() / mean.mean()]
    return found


def edge_distances(mask: Mask) -> Plane:
    """Return signed distances to the edge of a mask at half the resolution, in pixels, at all pixels."""
    half = downscale_local_mean(mask.astype(np.float64), (2, 2)) >= 0.5
    signed = 2 * (ndimage.distance_transform_edt(~half) - ndimage.distance_transform_edt(half))
    return np.repeat(np.repeat(signed, 2, axis=0), 2, axis=1)[: mask.shape[0], : mask.shape[1]]


def overlap_of(cell: PeerCell) -> list[float]:
    found = []
    unit = np.sqrt(cell.inside.sum())
    for reference in cell.references:
        mask = cell.inside & (reference > threshold_otsu(reference[cell.inside]))
        centre = ndimage.center_of_mass(np.where(cell.inside, reference, 0.0))
        distances = edge_distances(mask) / unit
        found += [cell.protein[mask].sum() / cell.values.sum(), np.hypot(*np.subtract(cell.centre, centre))]
        for objects in cell.objects:
            both = objects.mask & mask
            found += [cell.protein[both].sum() / cell.protein[objects.mask].sum()]
            found += [reference[both].sum() / reference[mask].sum()]
            found += [both.sum() / (objects.mask | mask).sum(), both.sum() / mask.sum()]
            found += [both.sum() / objects.mask.sum()]
            numbers = objects.labels[objects.mask]
            touching = np.bincount(numbers, weights=mask[objects.mask])[1:] > 0
            away = np.hypot(objects.table["centroid-0"] - centre[0], objects.table["centroid-1"] - centre[1])
            edge, weights = distances[objects.mask], cell.protein[objects.mask]
            mean = np.average(edge, weights=weights)
            found += [
                touching.mean(),
                away.mean(),
                mean,
                np.sqrt(np.average((edge - mean) ** 2, weights=weights)),
            ]
            found += [weights[np.abs(edge) <= BAND].sum() / weights.sum()]
            of_objects = np.bincount(numbers, weights=edge)[1:] / np.bincount(numbers)[1:]
            found += [of_objects.mean(), of_objects.std()]
    return found


def haralick_of(cell: PeerCell) -> list[float]:
    found = []
    for scale in haralick.SCALES:
        plane, inside = blocks(cell.protein, cell.inside, scale)
        for count in haralick.GREY_LEVELS:
            directions = mahotas.features.haralick(levels(plane, inside, count), ignore_zeros=True)
            found.append([directions[[0, 2]].mean(axis=0), directions[[1, 3]].mean(axis=0)])
    return list(np.ravel(found))


def adjacency_of(cell: PeerCell) -> list[float]:
    image = (levels(cell.protein, cell.inside, 255)).astype(np.uint8)
    # Two of the three ranges, as ours; mahotas computes the third as well.
    return list(mahotas.features.pftas(image).reshape(2, 3, 9)[:, [0, 2]].ravel())


def zone_values(cell: PeerCell) -> list[float]:
    """Return the 17 values of the zones around the nucleus."""
    plane, inside = blocks(cell.protein, cell.inside, 2)
    nucleus = blocks(cell.nucleus.astype(np.float64), cell.inside, 2)[0] >= 0.5
    nucleus &= inside
    away = ndimage.distance_transform_edt(~nucleus) - ndimage.distance_transform_edt(nucleus)
    depth = ndimage.distance_transform_edt(np.pad(inside, 1))[1:-1, 1:-1]
    cytoplasm = inside & ~nucleus
    radius = away / np.maximum(away + depth, 1e-9)
    near, far = cytoplasm & (radius <= 1 / 3), cytoplasm & (radius >= 2 / 3)
    core = nucleus & (-away > -away.min() / 2)
    envelope = inside & (np.abs(away) <= BAND * np.sqrt(inside.sum()))
    edge = inside & (depth <= BAND * np.sqrt(inside.sum()))
    middle, rim = cytoplasm & ~near & ~far, nucleus & ~core
    pairs = [(nucleus, cytoplasm), (rim, core), (envelope, inside), (near, cytoplasm & ~near)]
    pairs += [(far, cytoplasm & ~far), (middle, near | far), (edge, inside)]
    found = [(plane[a].mean() - plane[b].mean()) / (plane[a].mean() + plane[b].mean()) for a, b in pairs]
    found += [plane[zone].std() / plane[zone].mean() for zone in (nucleus, cytoplasm, near, far)]
    found += [plane[zone].sum() / plane[cytoplasm].sum() for zone in (near, far)]
    found += [plane[nucleus].sum() / plane[inside].sum(), nucleus.sum() / inside.sum()]
    found += [np.polyfit(radius[cytoplasm], plane[cytoplasm], 1)[0] / plane[cytoplasm].mean()]
    rows, columns = np.nonzero(cytoplasm)
    y, x = rows - np.nonzero(nucleus)[0].mean(), columns - np.nonzero(nucleus)[1].mean()
    weights = plane[cytoplasm] / np.maximum(np.hypot(y, x), 1e-9)
    found.append(np.hypot((y * weights).sum(), (x * weights).sum()) / plane[cytoplasm].sum())
    return found


def regions_of(cell: PeerCell) -> list[float]:
    objects = cell.objects[0]
    numbers = objects.labels[objects.mask]
    inside_nucleus = np.bincount(numbers, weights=cell.nucleus[objects.mask])[1:]
    weighted = mahotas.moments
    image = np.where(cell.inside, cell.protein, 0.0)
    moments = []
    for plane in (image, cell.inside, objects.mask):
        middle = ndimage.center_of_mass(plane)
        moments.append([weighted(plane, p, q, middle, normalize=True) for p, q in ((2, 0), (1, 1), (0, 2))])
    own, whole, mask = moments
    angles = [0.5 * np.arctan2(2 * m[1], m[0] - m[2]) for m in (own, whole)]
    hull = convex_hull_image(objects.mask)
    shape = regionprops_table(hull.astype(np.uint8), properties=("area", "eccentricity"))
    found = zone_values(cell)
    found += [(inside_nucleus > objects.table["area"] / 2).mean()]
    found += [np.hypot(*np.subtract(cell.centre, ndimage.center_of_mass(cell.inside)))]
    found += [own[0] + own[2], (own[0] + own[2]) / (whole[0] + whole[2]), np.cos(2 * (angles[0] - angles[1]))]
    found += [(mask[0] + mask[2]) / (whole[0] + whole[2])]
    found += [objects.mask.sum() / shape["area"][0], shape["area"][0] / cell.inside.sum()]
    found += [shape["eccentricity"][0], 4 * np.pi * shape["area"][0] / perimeter(hull) ** 2]
    return found


def intensities_of(cell: PeerCell) -> list[float]:
    values = cell.values
    return [
        values.sum(),
        values.mean(),
        values.std(),
        float(np.quantile(values, 0.95)),
        stats.skew(values),
        stats.kurtosis(values),
    ]


PEERS = {
    "correlation": correlation_of,
    "background": background_of,
    "objects": objects_of,
    "overlap": overlap_of,
    "haralick": haralick_of,
    "adjacency": adjacency_of,
    "regions": regions_of,
    "intensities": intensities_of,
}
