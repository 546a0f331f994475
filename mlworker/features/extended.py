"""The extended families: beyond the core table, for whoever asks for them."""

from __future__ import annotations

from mlworker.features import edges, granularity, patterns, radial, skeleton, zernike
from mlworker.features.family import Family

EXTENDED: tuple[Family, ...] = (
    zernike.FAMILY,
    patterns.FAMILY,
    edges.FAMILY,
    skeleton.FAMILY,
    granularity.FAMILY,
    radial.FAMILY,
)
