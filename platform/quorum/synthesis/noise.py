"""What the microscope does to the picture: blur, uneven light, artefacts, photon and read noise."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from quorum.synthesis.strokes import draw_dots, draw_lines, walk
from quorum.synthesis.textures import Image, blur, enlarge, smooth_noise

BitDepth = Literal[8, 16]
Pixels = NDArray[np.uint8] | NDArray[np.uint16]


@dataclass(frozen=True)
class ArtefactRates:
    """How often a field has each artefact, in 0..1."""

    defocus: float = 0.08
    debris: float = 0.10
    uneven_light: float = 0.35
    saturation: float = 0.08
    crosstalk: float = 0.15


@dataclass(frozen=True)
class Imaging:
    """The microscope's settings for one field.

    `blur_um` is the standard deviation of the blur, `photons` the photons of a pixel at full scale,
    `read_noise` and `offset` are shares of full scale, `light_tilt` the relative loss of light across the
    field, `crosstalk` the share of the red channel that leaks into green. `artefacts` names what is wrong
    with the field.
    """

    blur_um: float
    photons: float
    read_noise: float
    offset: float
    light_tilt: float
    light_angle: float
    crosstalk: float
    artefacts: tuple[str, ...]


def draw_imaging(rates: ArtefactRates, *, rng: np.random.Generator) -> Imaging:
    """Draw the settings of one field; every artefact occurs independently at its own rate."""
    happens = {
        name: bool(rng.random() < rate)
        for name, rate in (
            ("defocus", rates.defocus),
            ("debris", rates.debris),
            ("uneven_light", rates.uneven_light),
            ("saturation", rates.saturation),
            ("crosstalk", rates.crosstalk),
        )
    }
    return Imaging(
        blur_um=rng.uniform(0.45, 0.8) if happens["defocus"] else rng.uniform(0.10, 0.17),
        photons=float(np.exp(rng.uniform(np.log(90.0), np.log(700.0)))),
        read_noise=rng.uniform(0.003, 0.010),
        offset=rng.uniform(0.0, 0.015),
        light_tilt=rng.uniform(0.25, 0.55) if happens["uneven_light"] else rng.uniform(0.0, 0.12),
        light_angle=rng.uniform(0, 2 * np.pi),
        crosstalk=rng.uniform(0.02, 0.07) if happens["crosstalk"] else 0.0,
        artefacts=tuple(name for name, so in happens.items() if so),
    )


def illumination(imaging: Imaging, size: int) -> Image:
    """Return the share of full light at each pixel, brightest at one side; (size, size)."""
    axis = np.linspace(-0.5, 0.5, size, dtype=np.float32)
    cosine, sine = np.float32(np.cos(imaging.light_angle)), np.float32(np.sin(imaging.light_angle))
    along = cosine * axis[None, :] + sine * axis[:, None]
    return np.asarray(1.0 - np.float32(imaging.light_tilt) * (along + np.float32(0.5))).clip(0.2, 1.0)


def draw_debris(size: int, *, pixel_size_um: float, rng: np.random.Generator) -> Image:
    """Draw a few bright fibres and specks of dirt, sharp and blurred; (size, size)."""
    scale = 1.0 / pixel_size_um
    start = rng.uniform(0, size, (int(rng.integers(1, 3)), 2)).astype(np.float32)
    heading = rng.uniform(0, 2 * np.pi, len(start)).astype(np.float32)
    lint = walk(start, heading, steps=int(rng.integers(20, 70)), step_px=0.6 * scale, bend=0.08, rng=rng)
    fibres = draw_lines(
        lint.points,
        np.full(lint.points.shape[:2], 0.8, dtype=np.float32),
        step_px=0.6 * scale,
        sigma_px=rng.uniform(0.4, 0.9) * scale,
        size=size,
    )
    specks = rng.uniform(0, size, (int(rng.integers(1, 6)), 2)).astype(np.float32)
    weights = rng.uniform(0.4, 1.2, len(specks)).astype(np.float32)
    return fibres + draw_dots(specks, weights, sigma_px=rng.uniform(0.6, 1.6) * scale, size=size)


def expose(
    signals: Mapping[str, Image], imaging: Imaging, *, pixel_size_um: float, rng: np.random.Generator
) -> dict[str, Image]:
    """Photograph ideal channels (size, size); returns them in 0..1, clipped at the camera's range."""
    size = len(next(iter(signals.values())))
    light = illumination(imaging, size)
    debris = draw_debris(size, pixel_size_um=pixel_size_um, rng=rng) if "debris" in imaging.artefacts else None
    sigma_px = imaging.blur_um / pixel_size_um
    photographed = {}
    for name, signal in signals.items():
        ideal = signal
        if name == "green" and imaging.crosstalk:
            ideal = ideal + np.float32(imaging.crosstalk) * signals["red"]
        if debris is not None:
            ideal = ideal + np.float32(rng.uniform(0.0, 0.8)) * debris
        focused = np.maximum(blur(ideal, sigma_px), 0.0) * light
        photons = rng.poisson(focused * np.float32(imaging.photons)).astype(np.float32)
        read = rng.standard_normal(focused.shape, dtype=np.float32) * np.float32(imaging.read_noise)
        image = photons / np.float32(imaging.photons) + read + np.float32(imaging.offset)
        photographed[name] = np.clip(image, 0.0, 1.0)
    return photographed


def out_of_focus_haze(
    signal: Image, *, pixel_size_um: float, strength: float, rng: np.random.Generator
) -> Image:
    """Return the glow of the planes above and below: a wide, cloudy blur of the signal; (size, size)."""
    size = len(signal)
    step = max(1, round(1.0 / pixel_size_um))
    # The glow has no detail, so a thinned copy is blurred and enlarged again.
    thin = blur(signal[::step, ::step], 2.5 / pixel_size_um / step)
    cloud = 1.0 + 0.2 * smooth_noise(size, scale_px=12.0 / pixel_size_um, rng=rng)
    return np.asarray(strength * enlarge(thin, size) * cloud, dtype=np.float32)


def quantise(image: Image, bit_depth: BitDepth) -> Pixels:
    """Round an image in 0..1 to unsigned integers of 8 or 16 bits; raises ValueError for another depth."""
    if bit_depth == 8:
        return np.asarray(np.rint(image * 255.0), dtype=np.uint8)
    if bit_depth == 16:
        return np.asarray(np.rint(image * 65535.0), dtype=np.uint16)
    raise ValueError(f"bit depth must be 8 or 16, not {bit_depth}")
