"""Sharing out groups of fields so that every part sees every class in proportion."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
Places = NDArray[np.int64]

TOLERANCE = 1e-9
"""Needs that differ by less are equal: they come from repeated subtraction."""


def share_out(strata: Counts, shares: Floats, rng: np.random.Generator) -> Places:
    """Return the part that each whole group goes to, (groups,).

    `strata` (groups, strata) counts fields: one column for each class, the last one for all fields, at least
    1. `shares` (parts,) are the parts' shares of them, 1 in sum. No part stays empty where there are as many
    groups as parts. Iterative stratification (Sechidis, Tsoumakas & Vlahavas 2011, ECML PKDD, algorithm 1)
    with groups in place of examples: of the classes that groups are still left for, the one of fewest groups
    comes first; its largest groups go first, each to the part that lacks most of that class, of equal ones
    to that which lacks most fields, then by lot.
    """
    groups, parts = len(strata), len(shares)
    part = np.full(groups, -1, np.int64)
    wanted = shares[:, None] * strata.sum(axis=0)  # (parts, strata)
    drawn = rng.permutation(groups)
    used = np.zeros(parts, bool)
    left = groups
    while left:
        waiting = drawn[part[drawn] < 0]
        column = _rarest(strata[waiting])
        holders = waiting[strata[waiting, column] > 0]
        for group in holders[np.argsort(-strata[holders, column], kind="stable")]:
            is_open = ~used if np.count_nonzero(~used) >= left else np.ones(parts, bool)
            place = _neediest(wanted, column, np.flatnonzero(is_open), rng)
            part[group] = place
            used[place] = True
            wanted[place] -= strata[group]
            left -= 1
    return part


def _rarest(strata: Counts) -> int:
    holders = (strata > 0).sum(axis=0)
    return int(np.argmin(np.where(holders > 0, holders, len(strata) + 1)))


def _neediest(wanted: Floats, column: int, allowed: Places, rng: np.random.Generator) -> int:
    for need in (wanted[:, column], wanted[:, -1]):
        allowed = allowed[need[allowed] >= need[allowed].max() - TOLERANCE]
    return int(allowed[0] if len(allowed) == 1 else rng.choice(allowed))
