"""A field of view as the worker sees it: channel planes by role, and the cells found in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from quorum.domain.channel_roles import PROTEIN, REFERENCES
from quorum.domain.errors import UserFault

Pixels = NDArray[np.uint8] | NDArray[np.uint16]
Labels = NDArray[np.int32]


class FieldInvalid(UserFault):
    """The planes or masks of a field do not fit each other, or are of a kind that is not read."""

    code = "field_invalid"


@dataclass(frozen=True)
class Field:
    """One field of view: the protein's plane and those of its references, all (height, width).

    Planes are uint8 or uint16, all of one kind, as they were taken: no contrast stretch. `references`
    maps names of `REFERENCES`, or none, to planes. `pixel_um` is micrometres per pixel, None where unknown.
    Raises FieldInvalid.
    """

    protein: Pixels
    references: Mapping[str, Pixels] = field(default_factory=dict)
    pixel_um: float | None = None

    def __post_init__(self) -> None:
        unknown = sorted(set(self.references) - set(REFERENCES))
        if unknown:
            raise FieldInvalid(f"No such reference channel: {', '.join(unknown)}.", channels=unknown)
        for name, plane in {PROTEIN: self.protein, **self.references}.items():
            if plane.ndim != 2 or plane.dtype not in {np.dtype(np.uint8), np.dtype(np.uint16)}:
                raise FieldInvalid(f"The {name} plane must be (height, width) of 8 or 16 bits.", channel=name)
            if plane.shape != self.protein.shape or plane.dtype != self.protein.dtype:
                raise FieldInvalid(
                    f"The {name} plane differs from the protein's in size or depth.", channel=name
                )

    @property
    def shape(self) -> tuple[int, int]:
        """Return height and width in pixels."""
        height, width = self.protein.shape
        return int(height), int(width)


@dataclass(frozen=True, eq=False)
class CellField:
    """A field and its cells: int32 masks (height, width), 0 outside, 1 .. `count` inside, no number unused.

    A nucleus has the number of its cell and lies inside it; a cell may have no nucleus pixel (`nuclei` is
    all 0 where the field has no nucleus channel). Each is equal to itself alone, so that what was found in it
    can be kept for it. Raises FieldInvalid.
    """

    field: Field
    cells: Labels
    nuclei: Labels

    def __post_init__(self) -> None:
        for name, mask in (("cells", self.cells), ("nuclei", self.nuclei)):
            if mask.shape != self.field.shape or mask.dtype != np.int32:
                raise FieldInvalid(f"The mask of {name} must be int32 of the field's size.", mask=name)
        sizes = np.bincount(self.cells.ravel(), minlength=1)
        if (sizes[1:] == 0).any():
            raise FieldInvalid("Cells must be numbered 1, 2, 3 ... without gaps.", mask="cells")
        if ((self.nuclei != 0) & (self.nuclei != self.cells)).any():
            raise FieldInvalid("A nucleus must lie inside the cell of its number.", mask="nuclei")

    @property
    def count(self) -> int:
        """Return how many cells there are."""
        return int(self.cells.max(initial=0))

    @cached_property
    def boxes(self) -> NDArray[np.int64]:
        """Return the bounding box of each cell: first row, end row, first column, end column, (cells, 4)."""
        found = ndimage.find_objects(self.cells, max_label=self.count)
        edges = [(rows.start, rows.stop, columns.start, columns.stop) for rows, columns in found]
        return np.array(edges, dtype=np.int64).reshape(-1, 4)
