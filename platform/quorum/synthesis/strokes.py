"""Curved lines and dots: walks that bend, and points poured onto a canvas."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quorum.synthesis.textures import Image, blur

Points = NDArray[np.float32]


@dataclass(frozen=True)
class Paths:
    """Many bent lines.

    `points` is (steps, lines, 2) as y, x in pixels, `heading` (lines,) that of the last step in radians.
    """

    points: Points
    heading: Points


def walk(
    start: Points,
    heading: Points,
    *,
    steps: int,
    step_px: float,
    bend: float,
    rng: np.random.Generator,
) -> Paths:
    """Walk bent lines from `start` (lines, 2) along `heading` (lines,).

    `bend` is how much the heading drifts per step, in radians.
    """
    lines = len(start)
    kicks = rng.standard_normal((steps, lines), dtype=np.float32) * bend
    curvature = np.zeros_like(kicks)
    for step in range(1, steps):
        # Curvature that remembers itself gives smooth arcs instead of a shaky hand.
        curvature[step] = 0.85 * curvature[step - 1] + 0.5 * kicks[step]
    headings = heading[None, :] + np.cumsum(curvature, axis=0)
    moves = np.stack([np.sin(headings), np.cos(headings)], axis=-1) * np.float32(step_px)
    points = np.concatenate([start[None], start[None] + np.cumsum(moves, axis=0)], axis=0)
    return Paths(points.astype(np.float32), headings[-1].astype(np.float32))


def densify(points: Points, times: int) -> Points:
    """Put `times - 1` evenly spaced points between neighbours of each path; (steps, lines, 2) in and out."""
    if times <= 1 or points.size == 0:
        return points
    share = np.arange(times, dtype=np.float32)[None, :, None, None] / times
    between = points[:-1, None] * (1 - share) + points[1:, None] * share
    return between.reshape(-1, *points.shape[1:]).astype(np.float32)


def pixel_index(points: Points, size: int) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.bool_]]:
    """Return row, column (both clipped into the canvas) and whether the point lies on the canvas."""
    rows = np.floor(points[..., 0]).astype(np.intp)
    columns = np.floor(points[..., 1]).astype(np.intp)
    inside = (rows >= 0) & (rows < size) & (columns >= 0) & (columns < size)
    return np.clip(rows, 0, size - 1), np.clip(columns, 0, size - 1), inside


def pour(points: Points, weights: Points, size: int) -> Image:
    """Add point weights to a (size, size) canvas, each shared among its four nearest pixels."""
    y = points[..., 0].ravel() - 0.5
    x = points[..., 1].ravel() - 0.5
    weights = weights.ravel()
    keep = (y >= 0) & (y < size - 1) & (x >= 0) & (x < size - 1) & (weights > 0)
    y, x, weights = y[keep], x[keep], weights[keep]
    row, column = y.astype(np.intp), x.astype(np.intp)
    dy, dx = y - row, x - column
    corner = row * size + column
    canvas = np.zeros(size * size, dtype=np.float64)
    shares = ((0, (1 - dy) * (1 - dx)), (1, (1 - dy) * dx), (size, dy * (1 - dx)), (size + 1, dy * dx))
    for offset, share in shares:
        canvas += np.bincount(corner + offset, weights=share * weights, minlength=size * size)
    return canvas.reshape(size, size).astype(np.float32)


def draw_lines(points: Points, weights: Points, *, step_px: float, sigma_px: float, size: int) -> Image:
    """Draw paths as soft lines whose ridge is about `weights` bright, whatever the pixel size."""
    sigma_px = max(sigma_px, 0.5)
    times = max(1, int(np.ceil(step_px)))
    dense = densify(points, times)
    dense_weights = np.repeat(weights[:-1], times, axis=0) if len(dense) > len(points) else weights
    ridge = np.sqrt(2 * np.pi) * sigma_px * step_px / times
    return blur(pour(dense, dense_weights, size), sigma_px) * np.float32(ridge)


def draw_dots(points: Points, weights: Points, *, sigma_px: float, size: int) -> Image:
    """Draw round dots at `points` (dots, 2) whose centres are about `weights` bright."""
    sigma_px = max(sigma_px, 0.5)
    return blur(pour(points, weights, size), sigma_px) * np.float32(2 * np.pi * sigma_px**2)
