"""A small made-up dataset: classes that shift features, antibodies, and volunteers who are often right."""

import numpy as np

from mlworker.datasets.dataset import Crowd, Dataset, Fields

CLASSES = ("101", "102", "201", "233")
FEATURES = 12


def make_dataset(fields=120, *, seed=0, cells=4, votes=15, noise=1.0, crowd=True, empty=()):
    """Return fields whose cells carry their classes in the first features, under noise."""
    rng = np.random.default_rng(seed)
    labels = rng.random((fields, len(CLASSES))) < [0.5, 0.3, 0.25, 0.2]
    counts = rng.binomial(votes, np.where(labels, 0.6, 0.12)).astype(np.int32)
    per_field = np.array([0 if row in empty else cells for row in range(fields)])
    field = np.repeat(np.arange(fields), per_field)
    shift = np.zeros((len(CLASSES), FEATURES))
    shift[:, : len(CLASSES)] = 2.0 * np.eye(len(CLASSES))
    features = labels[field] @ shift + rng.normal(0.0, noise, (len(field), FEATURES))
    antibody = np.arange(fields) // 4
    return Dataset(
        feature_names=tuple(f"feature{k}" for k in range(FEATURES)),
        classes=CLASSES,
        features=features.astype(np.float32),
        field=field.astype(np.int64),
        fields=Fields(
            ids=np.array([f"f{row:04d}" for row in range(fields)]),
            sample=np.array([f"s{row // 2}" for row in range(fields)]),
            well=np.array([f"w{row // 2}" for row in range(fields)]),
            antibody=np.array([f"a{row}" for row in antibody]),
            cell_line=np.array([("flat", "round")[row // 2 % 2] for row in range(fields)]),
            labels=labels,
            labelled=np.ones(fields, dtype=bool),
            crowd=Crowd(np.full(fields, votes, np.int32), counts, 2) if crowd else None,
        ),
    )
