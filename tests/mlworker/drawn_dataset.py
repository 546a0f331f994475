"""A small dataset of drawn features: classes shift them, and so may the antibody, as stains do."""

from __future__ import annotations

import numpy as np

from mlworker.datasets.dataset import Dataset, Fields

FREQUENCIES = (0.5, 0.3, 0.2, 0.12, 0.06)


def draw_dataset(
    *,
    seed: int = 0,
    antibodies: int = 60,
    wells_per_antibody: int = 4,
    fields_per_well: int = 2,
    frequencies: tuple[float, ...] = FREQUENCIES,
    features: int = 12,
    of_class: float = 1.0,
    of_antibody: float = 0.0,
    without_cells: int = 5,
    unlabelled: int = 0,
    lines_differ: bool = False,
) -> Dataset:
    """Draw fields whose labels are those of their antibody.

    An antibody is on four wells, of two cell lines in turn. Features of a cell are its classes' direction times
    `of_class`, its antibody's direction times `of_antibody`, and noise of 1. The first fields have no cell,
    the last ones no label. Where lines differ, classes have other directions in each.
    """
    rng = np.random.default_rng(seed)
    classes = len(frequencies)
    labels = rng.random((antibodies, classes)) < frequencies
    labels[~labels.any(axis=1), 0] = True
    antibody = np.repeat(np.arange(antibodies), wells_per_antibody * fields_per_well)
    well = np.repeat(np.arange(antibodies * wells_per_antibody), fields_per_well)
    line = well % 2
    order = rng.permutation(len(antibody))
    antibody, well, line = antibody[order], well[order], line[order]
    count = len(order)
    cells = rng.integers(2, 5, count)
    cells[:without_cells] = 0
    field = np.repeat(np.arange(count), cells)
    class_direction = rng.normal(size=(2, classes, features))
    antibody_direction = rng.normal(size=(antibodies, features))
    of_line = line if lines_differ else np.zeros_like(line)
    drawn = (
        of_class * np.einsum("fc,fcd->fd", labels[antibody], class_direction[of_line])
        + of_antibody * antibody_direction[antibody]
        + rng.normal(size=(count, features))
    )
    labelled = np.arange(count) < count - unlabelled
    return Dataset(
        feature_names=tuple(f"feature.{number}" for number in range(features)),
        classes=tuple(f"class {number}" for number in range(classes)),
        features=(drawn[field] + rng.normal(size=(len(field), features))).astype(np.float32),
        field=field,
        fields=Fields(
            ids=np.array([f"field-{number}" for number in range(count)]),
            sample=np.array([f"{a}-{b}" for a, b in zip(antibody, line, strict=True)]),
            well=np.array([f"well {number}" for number in well]),
            antibody=np.array([f"antibody {number}" for number in antibody]),
            cell_line=np.array([f"line {number}" for number in line]),
            labels=labels[antibody] & labelled[:, None],
            labelled=labelled,
        ),
    )
