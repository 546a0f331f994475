"""What is true of the simulated images: label sets and the classes' tree, read from files."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from quorum.domain.errors import UserFault

_SEPARATORS = re.compile(r"[,;|]")


class LabelSetsUnreadable(UserFault):
    """The file of label sets cannot be read."""

    code = "label_sets_unreadable"


@dataclass(frozen=True)
class Truth:
    """`labels` (images, classes) and the classes' `names`; classes without any label are novel ones.

    `likeness` (classes, classes) says how easily the row's class is taken for the column's, 0 to 1.
    """

    labels: NDArray[np.bool_]
    names: tuple[str, ...]
    likeness: NDArray[np.float64]

    def sample(self, images: int, rng: np.random.Generator) -> Truth:
        """Return `images` of the label sets: without replacement as long as there are enough."""
        have = len(self.labels)
        rows = rng.permutation(have)[:images] if images <= have else rng.integers(have, size=images)
        return Truth(self.labels[rows], self.names, self.likeness)


def read_label_sets(path: Path, column: str) -> list[tuple[str, ...]]:
    """Read the label names in a column of a CSV file, split at comma, semicolon or bar."""
    try:
        with path.open(newline="") as file:
            cells = [row[column] for row in csv.DictReader(file)]
    except (OSError, UnicodeDecodeError) as error:
        raise LabelSetsUnreadable(f"{path} cannot be read: {error}") from error
    except KeyError as error:
        raise LabelSetsUnreadable(f"{path} has no column {column}.") from error
    return [tuple(name.strip() for name in _SEPARATORS.split(cell or "") if name.strip()) for cell in cells]


@dataclass(frozen=True)
class ClassTree:
    """The choices: `names`, the `aliases` of each, and per class its meta class and its top class."""

    names: tuple[str, ...]
    aliases: tuple[tuple[str, ...], ...]
    meta: tuple[str, ...]
    top: tuple[str, ...]


def read_class_tree(path: Path) -> ClassTree:
    """Read a CSV file with the columns name, aliases (split at bars), meta and top."""
    try:
        with path.open(newline="") as file:
            rows = [(row["name"], row["aliases"], row["meta"], row["top"]) for row in csv.DictReader(file)]
    except (OSError, UnicodeDecodeError) as error:
        raise LabelSetsUnreadable(f"{path} cannot be read: {error}") from error
    except KeyError as error:
        raise LabelSetsUnreadable(
            f"{path} has no column {error.args[0]}; the classes need name, aliases, meta and top."
        ) from error
    if not rows or any(cell is None for row in rows for cell in row):
        raise LabelSetsUnreadable(f"{path} holds no classes, or a row has too few values.")
    names, aliases, meta, top = zip(*rows, strict=True)
    if len(set(names)) < len(names):
        raise LabelSetsUnreadable(f"{path} names a class twice.")
    return ClassTree(names, tuple(tuple(filter(None, one.split("|"))) for one in aliases), meta, top)


def truth_of(label_sets: list[tuple[str, ...]], tree: ClassTree) -> Truth:
    """Join label sets with the classes; images with a label that no class bears are left out.

    Raises LabelSetsUnreadable when nothing is left.
    """
    index = {name: place for place, names in enumerate(tree.aliases) for name in names}
    index |= {name: place for place, name in enumerate(tree.names)}
    usable = [one for one in label_sets if one and all(name in index for name in one)]
    if not usable:
        raise LabelSetsUnreadable("No label set consists of known classes.")
    labels = np.zeros((len(usable), len(tree.names)), bool)
    for row, names in enumerate(usable):
        labels[row, [index[name] for name in names]] = True
    return Truth(labels, tree.names, _likeness(tree))


def _likeness(tree: ClassTree) -> NDArray[np.float64]:
    """Return 1 for siblings, 0.45 for cousins below one top class, 0 for the rest and for oneself."""
    meta, top = np.array(tree.meta), np.array(tree.top)
    likeness = np.where(meta[:, None] == meta, 1.0, np.where(top[:, None] == top, 0.45, 0.0))
    np.fill_diagonal(likeness, 0.0)
    return likeness
