"""The label set as the worker reads it: codes in order, names, and the parent of each."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from mlworker.datasets.dataset import DatasetInvalid


@dataclass(frozen=True)
class ClassList:
    """The classes in the order of every array's columns; `parents` holds the code above each, or ""."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    parents: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.codes or len(set(self.codes)) < len(self.codes):
            raise DatasetInvalid("A label set needs classes, each with a code of its own.")


def read_classes(path: Path) -> ClassList:
    """Read a CSV file with the columns code, name and, where there is a tree, parent; raises DatasetInvalid."""
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        return ClassList(
            codes=tuple(row["code"].strip() for row in rows),
            names=tuple(row["name"].strip() for row in rows),
            parents=tuple((row.get("parent") or "").strip() for row in rows),
        )
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetInvalid(f"{path} cannot be read: {error}", file=str(path)) from error
    except (KeyError, AttributeError) as error:
        raise DatasetInvalid(f"{path} needs the columns code and name.", file=str(path)) from error


def write_classes(path: Path, classes: ClassList) -> None:
    """Write what `read_classes` reads."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["code", "name", "parent"])
        writer.writerows(zip(classes.codes, classes.names, classes.parents, strict=True))
