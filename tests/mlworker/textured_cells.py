"""Small fields with textured cells of odd outlines, for tests that compare features with other software."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from mlworker.fields import CellField, Field
from quorum.domain.channel_roles import REFERENCES

SIZE = 160
CELLS = 6


def textured_plane(rng: np.random.Generator, *, bits: int = 16) -> NDArray[np.uint16] | NDArray[np.uint8]:
    """Return a smooth texture with bright spots, (160, 160)."""
    smooth = ndimage.gaussian_filter(rng.normal(size=(SIZE, SIZE)), rng.uniform(1.0, 4.0))
    spots = ndimage.gaussian_filter((rng.random((SIZE, SIZE)) < 0.002).astype(float), 1.5)
    texture = smooth / smooth.std() + 60.0 * spots + 0.2 * rng.normal(size=(SIZE, SIZE))
    grey = np.clip((texture + 4.0) / 16.0, 0.0, 1.0)
    return (grey * 60000).astype(np.uint16) if bits == 16 else (grey * 255).astype(np.uint8)


def textured_field(seed: int, *, bits: int = 16) -> CellField:
    """Return six neighbouring cells with ragged outlines, a gap around them and all reference channels."""
    rng = np.random.default_rng(seed)
    seeds = rng.uniform(15, SIZE - 15, size=(CELLS, 2))
    warp = 6.0 * ndimage.gaussian_filter(rng.normal(size=(2, SIZE, SIZE)), (0, 3, 3)) * 3.0
    places = np.mgrid[:SIZE, :SIZE] + warp
    distances = np.linalg.norm(places[None] - seeds[:, :, None, None], axis=1)
    nearest = distances.argmin(axis=0) + 1
    cells = np.where(distances.min(axis=0) < rng.uniform(28, 40), nearest, 0).astype(np.int32)
    protein = textured_plane(rng, bits=bits)
    references = {
        name: ((protein.astype(np.uint32) + textured_plane(rng, bits=bits)) // 2).astype(protein.dtype)
        for name in REFERENCES
    }
    nuclei = np.where(distances.min(axis=0) < 8, cells, 0).astype(np.int32)
    return CellField(Field(protein, references), cells, nuclei)
