"""The cutoff hold-out: random subjects whose expert labels set cutoffs and are then not scored."""

from __future__ import annotations

from math import ceil

import numpy as np
from numpy.typing import NDArray

from quorum.domain.aggregators.interface import Reference, ReferenceInvalid

Booleans = NDArray[np.bool_]
Floats = NDArray[np.float64]

SHARE = 0.1
Z = 2 * 2.58
"""The normal deviate of the released sample-size formula: twice that of 99 % confidence."""


def share_size(labelled: int, share: float = SHARE) -> int:
    """Return how many of the labelled subjects make up `share`, rounded, at least one."""
    return max(1, round(share * labelled))


def sample_size(population: int, *, z: float = Z, share: float = 0.5, margin: float = 0.05) -> int:
    """Return how many subjects estimate a share to within `margin`, rounded up.

    n0 = z^2 share (1 - share) / margin^2, corrected for a finite population to n0 / (1 + n0 /
    population), as in the analysis released with Sullivan et al. 2018.
    """
    endless = z**2 * share * (1 - share) / margin**2
    return ceil(endless / (1 + endless / population))


def hold_out(
    labels: Booleans,
    labelled: Booleans,
    *,
    size: int,
    rng: np.random.Generator,
    novel: Booleans | None = None,
    frequencies: Floats | None = None,
) -> Reference:
    """Draw `size` of the labelled subjects, without replacement, as the reference for cutoffs.

    `labels` (subjects, classes) count where `labelled` (subjects,). The frequencies are those in the
    sample unless better known ones (classes,) are given; those of `novel` classes (classes,) are NaN. A
    class that the sample does not show has no frequency either: it is taken as novel, as in the
    released analysis. Labels outside the sample are not passed on. Raises ReferenceInvalid when there are
    too few.
    """
    candidates = np.flatnonzero(labelled)
    if not 1 <= size <= len(candidates):
        raise ReferenceInvalid(
            f"A hold-out of {size} cannot be drawn from {len(candidates)} labelled subjects.",
            size=size,
            labelled=len(candidates),
        )
    drawn = rng.choice(candidates, size=size, replace=False)
    known = np.zeros(len(labels), bool)
    known[drawn] = True
    if frequencies is None:
        shares = labels[drawn].mean(axis=0)
        expected = np.where(shares > 0, shares, np.nan)
    else:
        expected = frequencies.astype(np.float64)
    if novel is not None:
        expected = np.where(novel, np.nan, expected)
    return Reference(known, labels & known[:, None], expected)


def evaluated(labelled: Booleans, reference: Reference) -> Booleans:
    """Return the labelled subjects that the hold-out has not used, (subjects,): those to score on."""
    return labelled & ~reference.known
