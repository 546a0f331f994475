"""Which classes the fields of a collection show."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from quorum.synthesis.classes import (
    CELL_TO_CELL_VARIABILITY,
    CLASS_CODES,
    CLASS_NAMES,
    LOCATION_CODES,
    NEGATIVE,
    UNSPECIFIC,
)

# Invented, in the manner of real collections: a few classes make up most images, many are rare.
PLAUSIBLE_FREQUENCIES: Mapping[int, float] = MappingProxyType(
    {
        **dict.fromkeys(CLASS_CODES, 1.0),
        102: 12.0,
        201: 10.0,
        233: 6.0,
        303: 5.0,
        203: 5.0,
        101: 4.0,
        121: 4.0,
        232: 4.0,
        113: 3.0,
        112: 2.0,
        123: 2.0,
        131: 2.0,
        213: 2.0,
        214: 2.0,
        222: 2.0,
        801: 2.0,
        901: 2.0,
        902: 2.0,
    }
)
LABELS_PER_FIELD: tuple[float, ...] = (0.55, 0.35, 0.10)

_ALONE = frozenset({NEGATIVE, UNSPECIFIC})


def _weights(codes: tuple[int, ...], frequencies: Mapping[int, float]) -> NDArray[np.float64]:
    weights = np.array([frequencies.get(code, 0.0) for code in codes], dtype=np.float64)
    if (weights < 0).any() or weights.sum() <= 0:
        raise ValueError("frequencies must not be negative and must name at least one drawable class")
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def _complete(
    first: int, labels: int, frequencies: Mapping[int, float], *, rng: np.random.Generator
) -> tuple[int, ...]:
    # Classes of one meta class look alike and are hardly ever annotated together, so partners come from
    # elsewhere.
    if first in _ALONE:
        return (first,)
    shown = [first]
    if first == CELL_TO_CELL_VARIABILITY:
        labels = max(labels, 2)
    while len(shown) < labels:
        taken = {code // 10 for code in shown}
        open_codes = tuple(
            code for code in LOCATION_CODES if code // 10 not in taken and frequencies.get(code, 0.0) > 0
        )
        if not open_codes:
            break
        shown.append(int(rng.choice(open_codes, p=_weights(open_codes, frequencies))))
    return tuple(sorted(shown))


def draw_label_sets(
    count: int,
    *,
    rng: np.random.Generator,
    frequencies: Mapping[int, float] = PLAUSIBLE_FREQUENCIES,
    at_least: int = 0,
    labels_per_field: tuple[float, ...] = LABELS_PER_FIELD,
) -> list[tuple[int, ...]]:
    """Draw `count` sorted label sets, each class of positive frequency leading at least `at_least` of them.

    `frequencies` are relative weights by class code (a class not named is not drawn); `labels_per_field` are
    the probabilities of one, two, three ... labels. Negative and Unspecific stand alone; cell-to-cell
    variability always comes with a location. Raises ValueError for an unknown code, negative weights or too
    small a `count`.
    """
    unknown = [code for code in frequencies if code not in CLASS_NAMES]
    if unknown:
        raise ValueError(f"unknown class codes: {unknown}")
    codes = tuple(code for code in CLASS_CODES if frequencies.get(code, 0.0) > 0)
    weights = _weights(codes, frequencies)
    if count < at_least * len(codes):
        raise ValueError(f"{count} fields cannot show {len(codes)} classes {at_least} times each")
    first = np.repeat(codes, at_least)
    rest = rng.choice(codes, size=count - len(first), p=weights)
    leads = rng.permutation(np.concatenate([first, rest]).astype(int))
    share = np.array(labels_per_field) / sum(labels_per_field)
    numbers = rng.choice(len(share), size=count, p=share) + 1
    return [
        _complete(int(lead), int(labels), frequencies, rng=rng)
        for lead, labels in zip(leads, numbers, strict=True)
    ]
