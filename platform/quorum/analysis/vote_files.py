"""Files of votes: one row per chosen label, or one row per submission, become arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numba import njit
from numpy.typing import NDArray

from quorum.analysis.choice_files import SEPARATOR, Choices
from quorum.analysis.tables import EMPTY, Coded, Table, TableInvalid, choose_columns, read_table
from quorum.domain.votes import BITS, Integers, Masks, Votes, votes_from_masks, words_for

LONG = ("task", "worker", "label")
WIDE = ("task", "worker", "labels")
SEPARATORS = ("submission", "time")


class VotesUnreadable(TableInvalid):
    """The rows of a file of votes make no submissions."""

    code = "votes_unreadable"


@dataclass(frozen=True)
class VoteTable:
    """The rows of a file of votes, whose labels have not been looked up yet."""

    table: Table

    @property
    def is_long(self) -> bool:
        """Return whether a row is one chosen label, rather than one submission."""
        return "label" in self.table.columns

    @property
    def answers(self) -> Coded:
        """Return the column of labels."""
        return self.table.columns["label" if self.is_long else "labels"]

    @property
    def labels(self) -> list[str]:
        """Return the distinct labels found, in order of text."""
        return sorted({label for value in self.answers.values.to_pylist() for label in self.split(value)})

    def split(self, value: str) -> list[str]:
        """Return the labels that one value of the column names."""
        return [label.strip() for label in ([value] if self.is_long else value.split(SEPARATOR))]


@dataclass(frozen=True)
class Submissions:
    """All submissions of a file, repeats included, and the names behind their numbers."""

    votes: Votes
    tasks: pa.StringArray
    workers: pa.StringArray


def read_vote_table(path: Path, renamed: Mapping[str, str] | None = None) -> VoteTable:
    """Read `task,worker,label` or `task,worker,labels`; raises TableInvalid.

    Columns `submission` and `time` are read where they are; all others are left alone. `renamed` says
    what the file calls a column.
    """
    columns = choose_columns(path, forms=[LONG, WIDE], optional=SEPARATORS, renamed=renamed or {})
    table = read_table(path, columns)
    if not len(table):
        raise VotesUnreadable(f"{path.name} holds no votes.", code="votes_empty")
    for name in ("task", "worker", *SEPARATORS):
        missing = table.columns[name].first_row_without_value() if name in table.columns else None
        if missing is not None:
            raise VotesUnreadable(f"{table.place(missing)}: the {name} is empty.", code=f"{name}_missing")
    return VoteTable(table)


def submissions_of(rows: VoteTable, choices: Choices, maximum_choices: int) -> Submissions:
    """Look up the labels and put the rows together as submissions, in order of arrival.

    In the long form, rows of one task and worker are one submission, wherever they stand; a column
    `submission` or `time` tells a worker's repeats on a task apart. Arrival is by `time` where it is
    given (numbers as numbers, all else as text), by the order in the file otherwise. Raises
    LabelUnknown and VotesUnreadable, naming the row.
    """
    task, worker = rows.table.columns["task"], rows.table.columns["worker"]
    masks = _masks_of_answers(rows, choices)
    if rows.is_long:
        group, first_row = _groups(rows.table)
        chosen = np.zeros((len(first_row), words_for(len(choices))), np.uint64)
        _mark(group, rows.answers.codes, masks, chosen)
        del group
    else:
        first_row = np.arange(len(rows.table))
        chosen = np.where((rows.answers.codes == EMPTY)[:, None], np.uint64(0), masks[rows.answers.codes])
    _check_numbers(rows, chosen, first_row, maximum_choices)
    if "time" in rows.table.columns:
        arrival = np.argsort(_ranks(rows.table.columns["time"])[first_row], kind="stable")
        first_row, chosen = first_row[arrival], chosen[arrival]
    subject, volunteer, chosen = _by_task(
        task.codes[first_row], worker.codes[first_row], chosen, len(task.values)
    )
    votes = votes_from_masks(
        subject=subject,
        volunteer=volunteer,
        chosen=chosen,
        subjects=len(task.values),
        volunteers=len(worker.values),
        classes=len(choices),
    )
    return Submissions(votes, task.values, worker.values)


def _masks_of_answers(rows: VoteTable, choices: Choices) -> Masks:
    """Return the bit masks of the distinct answers, (answers, words)."""
    answers = rows.answers.values.to_pylist()
    masks = np.zeros((max(1, len(answers)), words_for(len(choices))), np.uint64)
    unknown: list[int] = []
    for place, answer in enumerate(answers):
        for label in rows.split(answer):
            index = choices.index.get(label)
            if index is None:
                unknown.append(place)
            else:
                masks[place, index // BITS] |= np.uint64(1 << (index % BITS))
    if unknown:
        row = rows.answers.first_row_of(unknown)
        where = rows.table.place(row)
        for label in rows.split(answers[rows.answers.codes[row]]):
            if not label:
                raise VotesUnreadable(
                    f"{where}: {answers[rows.answers.codes[row]]!r} names an empty label.", code="label_empty"
                )
            choices.place_of(label, where=where)
    return masks


def _groups(table: Table) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return which submission each row is part of, (rows,), and the first row of each submission."""
    key = _keys(table)
    starts = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
    run = np.cumsum(np.concatenate(([0], key[1:] != key[:-1])))
    key = key[starts]
    in_order = np.sort(key)
    if not (in_order[1:] == in_order[:-1]).any():
        return run, starts
    _, first, member = np.unique(key, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return rank[member][run], starts[first[order]]


def _keys(table: Table) -> NDArray[np.int64]:
    task, worker = table.columns["task"], table.columns["worker"]
    key = task.codes.astype(np.int64) * len(worker.values) + worker.codes
    span = len(task.values) * len(worker.values)
    for name in SEPARATORS:
        if name in table.columns:
            column = table.columns[name]
            if span * len(column.values) >= 2**62:
                distinct, key = np.unique(key, return_inverse=True)
                span = len(distinct)
            key = key * len(column.values) + column.codes
            span *= len(column.values)
    return key


@njit(cache=True)
def _mark(group: NDArray[np.int64], answer: Integers, masks: Masks, chosen: Masks) -> None:
    for row in range(len(group)):
        if answer[row] >= 0:
            for word in range(chosen.shape[1]):
                chosen[group[row], word] |= masks[answer[row], word]


@njit(cache=True)
def _by_task(task: Integers, worker: Integers, chosen: Masks, tasks: int) -> tuple[Integers, Integers, Masks]:
    """Return submissions sorted by task, in order of arrival within.

    Counting spares the list of places that sorting needs: a quarter of the memory of large files.
    """
    next_place = np.zeros(tasks + 1, np.int64)
    for row in range(len(task)):
        next_place[task[row] + 1] += 1
    next_place = np.cumsum(next_place)
    sorted_task, sorted_worker, sorted_chosen = (
        np.empty_like(task),
        np.empty_like(worker),
        np.empty_like(chosen),
    )
    for row in range(len(task)):
        place = next_place[task[row]]
        next_place[task[row]] += 1
        sorted_task[place] = task[row]
        sorted_worker[place] = worker[row]
        for word in range(chosen.shape[1]):
            sorted_chosen[place, word] = chosen[row, word]
    return sorted_task, sorted_worker, sorted_chosen


def _ranks(time: Coded) -> NDArray[np.int64]:
    """Return the rank of each row's time, (rows,)."""
    try:
        values = np.asarray(time.values.cast(pa.float64()))
    except pa.ArrowInvalid:
        values = np.asarray(time.values.to_pylist())
    _, rank = np.unique(values, return_inverse=True)
    return np.asarray(rank, np.int64)[time.codes]


def _check_numbers(rows: VoteTable, chosen: Masks, first_row: NDArray[np.int64], maximum_choices: int) -> None:
    number = np.bitwise_count(chosen).sum(axis=1)
    if number.max() <= maximum_choices:
        return
    worst = int((number > maximum_choices).argmax())
    row = int(first_row[worst])
    names = [
        rows.table.columns[column].values[int(rows.table.columns[column].codes[row])].as_py()
        for column in ("task", "worker")
    ]
    told_apart = not rows.is_long or any(name in rows.table.columns for name in SEPARATORS)
    advice = "" if told_apart else " If the worker answered more than once, add a column submission or time."
    raise VotesUnreadable(
        f"{rows.table.place(row)}: worker {names[1]!r} chose {number[worst]} labels for task {names[0]!r}, but "
        f"at most {maximum_choices} may be chosen.{advice}",
        code="too_many_labels",
    )
