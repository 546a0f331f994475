"""Where fields lie by their features, in few dimensions: what tells how unlike each other they are."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from mlworker.datasets.dataset import Dataset
from mlworker.recipes.fitting import mean_over_cells
from mlworker.recipes.normalisation import Normalisation

Points = NDArray[np.float32]
DIMENSIONS = 32
SPACE = b"field-embedding"
"""What signs are drawn by; with another one distances are as good, but points lie elsewhere."""
FURTHEST = 5.0
"""Standard deviations beyond this say no more than that a cell is odd, and would outweigh all others."""
CELLS_AT_ONCE = 4096


def embed(data: Dataset, normalisation: Normalisation) -> Points:
    """Return where each field lies, float32 (fields, `DIMENSIONS`), NaN for a field without cells.

    The mean over a field's cells of its normalised features, clipped at `FURTHEST`, projected by random signs
    divided by the root of `DIMENSIONS`: squared distances stay as they are on average, with a relative standard
    deviation of at most sqrt(2 / `DIMENSIONS`), 1/4 (Johnson & Lindenstrauss 1984, Contemp. Math. 26:189;
    Achlioptas 2003, J. Comput. Syst. Sci. 66:671). A sign hangs on the feature's name alone, so that
    whatever one model is asked about, whenever and where, lies in one space.
    """
    signs = _signs(data.feature_names)
    projected = np.empty((len(data.field), DIMENSIONS))
    for start in range(0, len(projected), CELLS_AT_ONCE):
        part = slice(start, start + CELLS_AT_ONCE)
        # Projecting is linear: the mean of projected cells is the projected mean, at a twentieth of the memory.
        normalised = normalisation.apply(data.features[part]).clip(-FURTHEST, FURTHEST)
        projected[part] = normalised.astype(np.float32, copy=False) @ signs
    return np.asarray(mean_over_cells(projected, data) / np.sqrt(DIMENSIONS), np.float32)


def _signs(names: Sequence[str]) -> Points:
    """Return 1 or -1 (features, `DIMENSIONS`) by hashing names; no generator whose draws may change."""
    size = DIMENSIONS // 8
    drawn = b"".join(blake2b(name.encode(), digest_size=size, person=SPACE).digest() for name in names)
    bits = np.unpackbits(np.frombuffer(drawn, np.uint8)).reshape(len(names), DIMENSIONS)
    return np.where(bits, np.float32(1.0), np.float32(-1.0))
