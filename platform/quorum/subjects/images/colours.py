"""Colour images that hold one channel: a grey plane is found in them, or they are refused."""

from __future__ import annotations

import numpy as np

from quorum.subjects.errors import ImageRefused, ProblemCode
from quorum.subjects.images.header import Plane

# JPEG shares colour between neighbouring pixels, so a pure green image has traces of red and blue.
LOSSY_MEAN_SHARE = 0.1
LOSSY_PEAK_SHARE = 0.4
PEAK_QUANTILE = 0.999


def grey_plane(pixels: Plane, *, lossy: bool) -> Plane:
    """Return the one signal of (height, width, samples) pixels: grey, grey + alpha, RGB or RGB + alpha.

    Every colour sample must be empty or equal to the strongest one (so pure red, yellow or grey
    pass, a mixture does not); `lossy` allows for the traces that JPEG leaves. Transparency must be
    opaque everywhere. Raises `ImageRefused` with `not_single_colour`.
    """
    samples = pixels.shape[2]
    if samples in (2, 4):
        if not bool((pixels[..., -1] == np.iinfo(pixels.dtype).max).all()):
            raise ImageRefused(ProblemCode.NOT_SINGLE_COLOUR, "Parts of the image are transparent.")
        pixels = pixels[..., :-1]
    if pixels.shape[2] == 1:
        return np.ascontiguousarray(pixels[..., 0])
    sums = pixels.sum(axis=(0, 1), dtype=np.uint64)
    strongest = pixels[..., int(sums.argmax())]
    for index in range(pixels.shape[2]):
        sample = pixels[..., index]
        if not (_traces(sample, strongest, lossy) or _traces(_distance(sample, strongest), strongest, lossy)):
            raise ImageRefused(
                ProblemCode.NOT_SINGLE_COLOUR,
                "The image mixes colours; save each channel as a grey image of its own.",
            )
    return np.ascontiguousarray(strongest)


def _distance(first: Plane, second: Plane) -> Plane:
    return np.maximum(first, second) - np.minimum(first, second)


def _traces(sample: Plane, strongest: Plane, lossy: bool) -> bool:
    """Say whether a sample is empty, or as empty as JPEG leaves it."""
    if not lossy:
        return not bool(sample.any())
    mean_is_low = float(sample.mean()) <= LOSSY_MEAN_SHARE * float(strongest.mean())
    peak = float(np.quantile(sample, PEAK_QUANTILE))
    return mean_is_low and peak <= LOSSY_PEAK_SHARE * float(strongest.max())
