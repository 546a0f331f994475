"""Classifications of many subjects as arrays, and the votes counted from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numba import njit
from numpy.typing import NDArray

from quorum.domain.errors import UserFault

Integers = NDArray[np.int32]
Masks = NDArray[np.uint64]
BITS = 64


class VotesInvalid(UserFault):
    """The arrays of classifications do not fit each other."""

    code = "votes_invalid"


class Repeats(StrEnum):
    """Which classification stands when one volunteer classified one subject several times."""

    LATEST = "latest"
    FIRST = "first"
    ALL = "all"


@dataclass(frozen=True)
class Votes:
    """Classifications sorted by subject and, within a subject, in order of arrival.

    `subject` and `volunteer` (classifications,) are indices below `subjects` and `volunteers`;
    `chosen` (classifications, words) has bit c % 64 of word c // 64 set where class c was chosen. A
    subject may have none. Made by `votes_from_pairs` or `votes_from_masks`, which sort and check.
    """

    subject: Integers
    volunteer: Integers
    chosen: Masks
    subjects: int
    volunteers: int
    classes: int

    def __len__(self) -> int:
        return len(self.subject)

    @property
    def first(self) -> NDArray[np.int64]:
        """Return where each subject's classifications begin, (subjects + 1,)."""
        return np.searchsorted(self.subject, np.arange(self.subjects + 1)).astype(np.int64)

    def where(self, kept: NDArray[np.bool_] | NDArray[np.int64]) -> Votes:
        """Return the classifications that a mask (classifications,) or rising places select."""
        return Votes(
            self.subject[kept],
            self.volunteer[kept],
            self.chosen[kept],
            self.subjects,
            self.volunteers,
            self.classes,
        )

    def up_to(self, votes: int) -> Votes:
        """Return the first `votes` classifications of every subject."""
        place = np.arange(len(self)) - self.first[self.subject]
        return self.where(place < votes)


@dataclass(frozen=True)
class Tally:
    """What was counted: `n` (subjects,) classifications, `counts` (subjects, classes) votes, int32."""

    n: Integers
    counts: Integers

    @property
    def shares(self) -> NDArray[np.float64]:
        """Return votes / classifications, (subjects, classes); 0 for subjects without any."""
        shares: NDArray[np.float64] = self.counts / np.maximum(self.n, 1)[:, None]
        return shares


def words_for(classes: int) -> int:
    """Return how many 64-bit words hold one bit per class."""
    return max(1, -(-classes // BITS))


def votes_from_masks(
    *,
    subject: NDArray[np.integer],
    volunteer: NDArray[np.integer],
    chosen: Masks,
    subjects: int,
    volunteers: int,
    classes: int,
) -> Votes:
    """Sort classifications, given in order of arrival, by subject; raises VotesInvalid.

    `chosen` is (classifications, words), or (classifications,) for at most 64 classes.
    """
    chosen = np.ascontiguousarray(chosen[:, None] if chosen.ndim == 1 else chosen, dtype=np.uint64)
    if len(subject) != len(volunteer) or chosen.shape != (len(subject), words_for(classes)):
        raise VotesInvalid("Subjects, volunteers and chosen classes differ in length.")
    _check_below(subject, subjects, "subject")
    _check_below(volunteer, volunteers, "volunteer")
    unused = words_for(classes) * BITS - classes
    if unused and len(chosen) and int(chosen[:, -1].max()) >> (BITS - unused):
        raise VotesInvalid(f"A class beyond the {classes} known ones was chosen.")
    votes = Votes(subject.astype(np.int32), volunteer.astype(np.int32), chosen, subjects, volunteers, classes)
    if (np.diff(votes.subject) < 0).any():
        return votes.where(np.argsort(votes.subject, kind="stable"))
    return votes


def _check_below(values: NDArray[np.integer], limit: int, noun: str) -> None:
    if len(values) and not (values.min() >= 0 and values.max() < limit):
        raise VotesInvalid(f"A {noun} index lies outside 0 .. {limit - 1}.")


def masks_of(choices: Sequence[Sequence[int]], classes: int) -> Masks:
    """Return the bit masks (classifications, words) of lists of chosen class indices; raises VotesInvalid."""
    chosen = np.zeros((len(choices), words_for(classes)), np.uint64)
    for row, indices in enumerate(choices):
        for index in indices:
            if not 0 <= index < classes:
                raise VotesInvalid(f"Class {index} lies outside 0 .. {classes - 1}.")
            chosen[row, index // BITS] |= np.uint64(1 << (index % BITS))
    return chosen


def chosen_classes(votes: Votes) -> NDArray[np.bool_]:
    """Return the answers as truth values, (classifications, classes)."""
    index = np.arange(votes.classes)
    return (votes.chosen[:, index // BITS] >> (index % BITS).astype(np.uint64) & np.uint64(1)).astype(bool)


def tally(votes: Votes) -> Tally:
    """Count classifications and votes per subject: exact, whatever the order."""
    n = np.zeros(votes.subjects, np.int32)
    counts = np.zeros((votes.subjects, votes.classes), np.int32)
    _count(votes.subject, votes.chosen, n, counts)
    return Tally(n, counts)


@njit(cache=True)
def _count(subject: Integers, chosen: Masks, n: Integers, counts: Integers) -> None:
    for row in range(len(subject)):
        place = subject[row]
        n[place] += 1
        for word in range(chosen.shape[1]):
            bits = chosen[row, word]
            while bits:
                lowest = bits & (~bits + np.uint64(1))
                counts[place, word * 64 + _place(lowest)] += 1
                bits ^= lowest


@njit(cache=True, inline="always")
def _place(bit: np.uint64) -> int:
    # The number of trailing zeros of a single bit, by halving.
    place = 0
    for step in (32, 16, 8, 4, 2, 1):
        if bit >> np.uint64(step):
            bit >>= np.uint64(step)
            place += step
    return place


def without_repeats(votes: Votes, policy: Repeats = Repeats.LATEST) -> Votes:
    """Return the classifications that stand when a volunteer's repeats on a subject are settled."""
    if policy is Repeats.ALL or not len(votes):
        return votes
    stands = _standing(votes.subject, votes.volunteer, votes.volunteers, policy is Repeats.LATEST)
    return votes if stands.all() else votes.where(stands)


@njit(cache=True)
def _standing(subject: Integers, volunteer: Integers, volunteers: int, is_latest: bool) -> NDArray[np.bool_]:
    # Rows come sorted by subject, so that each volunteer's last standing row tells of a repeat.
    stands = np.ones(len(subject), np.bool_)
    last = np.full(volunteers, -1, np.int64)
    for row in range(len(subject)):
        before = last[volunteer[row]]
        if before >= 0 and subject[before] == subject[row]:
            stands[before if is_latest else row] = False
        last[volunteer[row]] = row
    return stands
