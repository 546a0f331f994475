"""Bringing features to mean 0 and standard deviation 1, as seen on the training cells alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]


@dataclass(frozen=True)
class Normalisation:
    """Mean and standard deviation of each feature, float32 (features,); a constant feature has the scale 1."""

    mean: Values
    scale: Values

    def apply(self, features: Values) -> Values:
        """Return normalised features, (cells, features) float32."""
        return (features - self.mean) / self.scale


def fit_normalisation(features: Values) -> Normalisation:
    """Return the normalisation of features (cells, features); sums are taken in double precision."""
    mean = features.mean(axis=0, dtype=np.float64)
    scale = features.std(axis=0, dtype=np.float64)
    # Less than rounding could have made of a constant is no variation.
    scale[scale <= 1e-6 * np.maximum(np.abs(mean), 1e-30)] = 1.0
    return Normalisation(mean.astype(np.float32), scale.astype(np.float32))
