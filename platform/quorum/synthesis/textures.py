"""Random textures: slow noise, fine grain and nets."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Image = NDArray[np.float32]


def _spread_weights(size: int, scale_px: float) -> Image:
    # (size, knots): Gaussian weights of coarse knots, so that slow noise costs two small matrix products.
    knots = np.arange(-2.0, size / scale_px + 3.0) * scale_px
    distance = (np.arange(size)[:, None] - knots[None, :]) / scale_px
    weights = np.exp(-(distance**2) * 1.1)
    return np.asarray(weights / np.sqrt((weights**2).sum(axis=1, keepdims=True)), dtype=np.float32)


def smooth_noise(size: int, *, scale_px: float, rng: np.random.Generator) -> Image:
    """Draw noise (size, size) of mean 0 and deviation 1 that varies over about `scale_px` pixels."""
    if scale_px < 3.0:
        return grain(size, sigma_px=max(scale_px * 0.67, 0.3), rng=rng)
    weights = _spread_weights(size, scale_px)
    knots = rng.standard_normal((weights.shape[1], weights.shape[1]), dtype=np.float32)
    return np.asarray(weights @ knots @ weights.T, dtype=np.float32)


def grain(size: int, *, sigma_px: float, rng: np.random.Generator) -> Image:
    """Draw white noise blurred by `sigma_px`, rescaled to mean 0 and deviation 1; (size, size)."""
    white = rng.standard_normal((size, size), dtype=np.float32)
    blurred = blur(white, sigma_px)
    return blurred / max(float(blurred.std()), 1e-6)


def band_noise(size: int, *, scale_px: float, rng: np.random.Generator) -> Image:
    """Draw noise whose bumps are all about `scale_px` wide, mean 0 and deviation 1; (size, size)."""
    if scale_px < 3.0:
        fine = smooth_noise(size, scale_px=scale_px, rng=rng)
        band = fine - blur(fine, scale_px * 1.6)
    else:
        # The same difference taken between the coarse knots, before they are spread over many pixels.
        weights = _spread_weights(size, scale_px)
        knots = rng.standard_normal((weights.shape[1], weights.shape[1]), dtype=np.float32)
        band = np.asarray(weights @ (knots - blur(knots, 1.5)) @ weights.T, dtype=np.float32)
    return band / max(float(band.std()), 1e-6)


def net(size: int, *, mesh_px: float, sharpness: float, rng: np.random.Generator) -> Image:
    """Draw a net (size, size) in 0..1 with meshes of about `mesh_px`: zero lines of band-limited noise."""
    return np.asarray(
        np.exp(-((band_noise(size, scale_px=mesh_px, rng=rng) * sharpness) ** 2)), dtype=np.float32
    )


def blur(image: Image, sigma_px: float) -> Image:
    """Blur with a Gaussian of `sigma_px` pixels; at most 0.2 leaves the image as it is."""
    if sigma_px <= 0.2:
        return image
    return np.asarray(ndimage.gaussian_filter(image, sigma_px, mode="nearest", truncate=3.0), dtype=np.float32)


def enlarge(image: Image, size: int) -> Image:
    """Enlarge a square image without steps; (any, any) to (size, size)."""
    coarse = (np.arange(len(image)) + 0.5) * size / len(image)
    distance = (np.arange(size)[:, None] + 0.5 - coarse[None, :]) * len(image) / size
    weights = np.exp(-(distance**2) * 1.1)
    weights = np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=np.float32)
    return np.asarray(weights @ image @ weights.T, dtype=np.float32)


def soft_step(distance: Image, width: float) -> Image:
    """Rise smoothly from 0 to 1 where `distance` crosses 0, within about `width` of the same unit."""
    return np.asarray(np.clip(distance / (2.0 * width) + 0.5, 0.0, 1.0), dtype=np.float32)
