"""Files of expert labels, and of how often each class is expected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from quorum.analysis.choice_files import Choices
from quorum.analysis.tables import EMPTY, Table, TableInvalid, choose_columns, read_table
from quorum.analysis.vote_files import VoteTable
from quorum.domain.aggregators.interface import Booleans, Floats

LONG = ("task", "label")
WIDE = ("task", "labels")


class GoldInvalid(TableInvalid):
    """The expert labels do not fit the votes or the choices."""

    code = "reference_invalid"


@dataclass(frozen=True)
class Gold:
    """Expert labels in the order of the votes' tasks.

    `known` (tasks,) marks the tasks that have some; `labels` (tasks, classes) are false elsewhere.
    `without_votes` counts the tasks of the file for which nobody voted.
    """

    known: Booleans
    labels: Booleans
    without_votes: int


def read_gold(
    path: Path,
    *,
    tasks: pa.StringArray,
    choices: Choices,
    is_exclusive: bool,
    renamed: Mapping[str, str] | None = None,
) -> Gold:
    """Read `task,label` or `task,labels`; rows of one task are taken together, an empty label names none.

    Raises LabelUnknown, and GoldInvalid where no task of the file has votes, or an exclusive question
    has a task without exactly one label.
    """
    columns = choose_columns(path, forms=[LONG, WIDE], optional=[], renamed=renamed or {})
    rows = VoteTable(read_table(path, columns))
    task = rows.table.columns["task"]
    missing = task.first_row_without_value()
    if missing is not None:
        raise GoldInvalid(f"{rows.table.place(missing)}: the task is empty.", code="task_missing")
    places = _places(task.values, tasks)
    flags = _flags_of_answers(rows, choices)
    voted = places[task.codes] != EMPTY
    subject = places[task.codes][voted]
    if not len(subject):
        raise GoldInvalid(f"{path.name}: none of its tasks has votes.", code="reference_without_votes")
    known = np.zeros(len(tasks), bool)
    known[subject] = True
    labels = np.zeros((len(tasks), len(choices)), bool)
    answered = rows.answers.codes[voted] != EMPTY
    np.logical_or.at(labels, subject[answered], flags[rows.answers.codes[voted][answered]])
    if is_exclusive:
        _check_exclusive(rows.table, labels, known, tasks)
    return Gold(known, labels, int((places == EMPTY).sum()))


def _places(values: pa.StringArray, tasks: pa.StringArray) -> NDArray[np.int64]:
    """Return where each value stands among the tasks, (values,); EMPTY where it does not."""
    return np.asarray(pc.fill_null(pc.index_in(values, value_set=tasks), EMPTY), np.int64)


def _flags_of_answers(rows: VoteTable, choices: Choices) -> Booleans:
    """Return the classes that each distinct answer names, (answers, classes)."""
    answers = rows.answers.values.to_pylist()
    flags = np.zeros((len(answers), len(choices)), bool)
    for place, answer in enumerate(answers):
        for label in rows.split(answer):
            if label not in choices.index:
                choices.place_of(label, where=rows.table.place(rows.answers.first_row_of([place])))
            flags[place, choices.index[label]] = True
    return flags


def _check_exclusive(table: Table, labels: Booleans, known: Booleans, tasks: pa.StringArray) -> None:
    wrong = known & (labels.sum(axis=1) != 1)
    if wrong.any():
        place = int(wrong.argmax())
        raise GoldInvalid(
            f"{table.path.name}: task {tasks[place].as_py()!r} has {labels[place].sum()} labels where exactly "
            "one can be true (one choice is allowed).",
            code="reference_not_exclusive",
        )


def read_frequencies(path: Path, choices: Choices) -> Floats:
    """Read `label,frequency`: shares of tasks, (classes,); NaN for classes that the file leaves out or empty.

    Raises LabelUnknown and GoldInvalid, naming the row.
    """
    columns = choose_columns(path, forms=[("label", "frequency")], optional=[], renamed={})
    table = read_table(path, columns)
    frequencies = np.full(len(choices), np.nan)
    label, frequency = table.columns["label"], table.columns["frequency"]
    for row, (code, number) in enumerate(zip(label.codes, frequency.codes, strict=True)):
        name = label.values[int(code)].as_py() if code != EMPTY else ""
        place = choices.place_of(name, where=table.place(row))
        if number == EMPTY:
            continue
        text = frequency.values[int(number)].as_py()
        try:
            value = float(text)
        except ValueError:
            value = np.nan
        if not 0 <= value <= 1:
            raise GoldInvalid(
                f"{table.place(row)}: the frequency of {name!r} must be a number from 0 to 1, not {text!r}.",
                code="frequency_invalid",
            )
        frequencies[place] = value
    return frequencies
