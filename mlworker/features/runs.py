"""Runs: the horizontal stretches of pixels that regions consist of, and what is counted along them.

A region of any outline is a list of (row, first column, end column). Runs of one owner (a cell) lie together,
from the top row down, left to right, so that whatever lies outside a cell is never read, and loops along a run
have no conditions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from mlworker.features.family import Floats
from mlworker.fields import Labels

Integers = NDArray[np.int64]
Plane = NDArray[np.uint16]


class Runs(NamedTuple):
    """Runs of owners 0, 1, 2 ...: those of owner i are at `first[i]` to `first[i + 1]`, the end excluded.

    `places` (3, runs) are row, first column and end column, the last excluded; `first` is (owners + 1,). A
    named tuple, because kernels take it as it is.
    """

    first: Integers
    places: Integers

    @property
    def owners(self) -> Integers:
        """Return the owner of each run, (runs,)."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))

    @property
    def areas(self) -> Floats:
        """Return the number of pixels of each owner, (owners,)."""
        sums = np.concatenate([[0], np.cumsum(self.lengths)])
        return np.diff(sums[self.first]).astype(np.float64)

    @property
    def lengths(self) -> Integers:
        """Return the number of pixels of each run, (runs,)."""
        lengths: Integers = self.places[2] - self.places[1]
        return lengths


@njit(cache=True, nogil=True)
def _count_in_mask(mask: Labels, counts: Integers) -> None:
    for row in range(mask.shape[0]):
        before = 0
        for column in range(mask.shape[1]):
            label = mask[row, column]
            if label != before and label > 0:
                counts[label] += 1
            before = label


@njit(cache=True, nogil=True)
def _runs_in_mask(mask: Labels, at: Integers, places: Integers) -> None:
    width = mask.shape[1]
    for row in range(mask.shape[0]):
        column = 0
        while column < width:
            label = mask[row, column]
            begin = column
            column += 1
            while column < width and mask[row, column] == label:
                column += 1
            if label > 0:
                run = at[label - 1]
                places[0, run], places[1, run], places[2, run] = row, begin, column
                at[label - 1] = run + 1


def runs_of_labels(mask: Labels, count: int) -> Runs:
    """Return the runs of labels 1 .. `count` of a mask, as owners 0 .. `count` - 1."""
    plain = np.ascontiguousarray(mask, dtype=np.int32)
    counts = np.zeros(count + 1, dtype=np.int64)
    _count_in_mask(plain, counts)
    first = np.cumsum(counts)
    places = np.empty((3, first[-1]), dtype=np.int64)
    _runs_in_mask(plain, first.copy(), places)
    return Runs(first, places)


@njit(cache=True, nogil=True)
def places_of(runs: Runs, owner: int) -> Integers:
    """Return the places of the runs of one owner, (3, its runs)."""
    return runs.places[:, runs.first[owner] : runs.first[owner + 1]]


@njit(cache=True, nogil=True)
def _runs_above(plane: Plane, runs: Runs, thresholds: Integers, found: Integers, ends: Integers) -> None:
    at = 0
    for owner in range(len(thresholds)):
        threshold = thresholds[owner]
        for i in range(runs.first[owner], runs.first[owner + 1]):
            row, column, end = runs.places[0, i], runs.places[1, i], runs.places[2, i]
            while column < end:
                if plane[row, column] < threshold:
                    column += 1
                    continue
                begin = column
                while column < end and plane[row, column] >= threshold:
                    column += 1
                found[0, at], found[1, at], found[2, at] = row, begin, column
                at += 1
        ends[owner + 1] = at


def runs_above(plane: Plane, runs: Runs, thresholds: Integers) -> Runs:
    """Return the parts of `runs` whose pixels reach the threshold of their owner, (owners,)."""
    first = np.zeros_like(runs.first)
    # Every second pixel may begin a run; memory that is never written is never taken from the system.
    found = np.empty((3, int(((runs.lengths + 1) // 2).sum())), dtype=np.int64)
    _runs_above(plane, runs, thresholds, found, first)
    return Runs(first, found[:, : first[-1]].copy())


@njit(cache=True, nogil=True)
def _add_reaching(plane: Plane, other: Plane, runs: Runs, thresholds: Integers, sums: Floats) -> None:
    for owner in range(len(thresholds)):
        threshold = thresholds[owner]
        for i in range(runs.first[owner], runs.first[owner + 1]):
            row, start, stop = runs.places[0, i], runs.places[1, i], runs.places[2, i]
            values, beside = plane[row, start:stop], other[row, start:stop]
            count, total, others = np.int64(0), np.int64(0), np.int64(0)
            for x in range(len(values)):
                value = np.int64(values[x])
                reached = np.int64(value >= threshold)
                count += reached
                others += reached * np.int64(beside[x])
                total += reached * value
            sums[0, owner] += count
            sums[1, owner] += others
            sums[2, owner] += total


def sums_reaching(plane: Plane, other: Plane, runs: Runs, thresholds: Integers) -> Floats:
    """Return how many pixels reach the threshold of their owner, and their sums of the other and this plane."""
    sums = np.zeros((3, len(thresholds)))
    _add_reaching(plane, other, runs, thresholds, sums)
    return sums


@njit(cache=True, nogil=True)
def _add_up(plane: Plane, places: Integers, label: Integers, sums: Floats) -> None:
    for i in range(len(label)):
        values, total = plane[places[0, i], places[1, i] : places[2, i]], np.int64(0)
        for x in range(len(values)):
            total += np.int64(values[x])
        sums[label[i]] += total


def sums_along(plane: Plane, runs: Runs, label: Integers, count: int) -> Floats:
    """Return the sums of a plane over regions 0 .. `count` - 1; `label` (runs,) names that of each run."""
    sums = np.zeros(count)
    _add_up(plane, runs.places, label, sums)
    return sums
