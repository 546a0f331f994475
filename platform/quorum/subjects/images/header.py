"""What a file says about itself before any pixel is decoded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Grey pixels, (height, width), uint8 or uint16.
Plane = NDArray[np.unsignedinteger[Any]]


@dataclass(frozen=True)
class ImageHeader:
    """Size in pixels, planes and depth of an image file.

    `plane_names` is empty or has one name per plane; `pixel_size_um` is None where the file does not say.
    """

    extension: str
    width: int
    height: int
    planes: int
    bit_depth: int
    plane_names: tuple[str, ...] = field(default=())
    pixel_size_um: float | None = None
