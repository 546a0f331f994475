"""Votes from crowd-kit's data frames, and results back in its shapes; needs pandas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from quorum.analysis.choice_files import Choices, choices_from_codes
from quorum.analysis.result_files import Results
from quorum.analysis.tables import EMPTY, Coded, Table, TableInvalid
from quorum.analysis.vote_files import LONG, SEPARATORS, Submissions, VoteTable, submissions_of


@dataclass(frozen=True)
class FrameVotes:
    """Votes, with the tasks and labels (classes,) as the frame holds them: numbers stay numbers."""

    submissions: Submissions
    choices: Choices
    tasks: pd.Index
    labels: pd.Index


def votes_from_frame(
    frame: pd.DataFrame, *, maximum_choices: int = 1, labels: Sequence[Any] | None = None
) -> FrameVotes:
    """Return the votes of a frame `task, worker, label`, one row per chosen label; a missing label is none.

    Rows of one task and worker are one submission, unless a column `submission` or `time` tells them
    apart. Classes are `labels`, or the distinct ones found, sorted. Raises TableInvalid like files of votes.
    """
    missing = [name for name in LONG if name not in frame.columns]
    if missing:
        raise TableInvalid(f"The frame has no column {missing[0]!r}.", code="column_missing")
    if frame.empty:
        raise TableInvalid("The frame holds no votes.", code="votes_empty")
    columns, distinct = {}, {}
    for name in (*LONG, *SEPARATORS):
        if name in frame.columns:
            codes, distinct[name] = pd.factorize(frame[name], sort=True)
            values = pa.array([str(value) for value in distinct[name]], pa.string())
            columns[name] = Coded(codes.astype(np.int32), values)
    for name in columns.keys() - {"label"}:
        if (columns[name].codes == EMPTY).any():
            raise TableInvalid(f"The frame has rows without {name}.", code=f"{name}_missing")
    known = pd.Index(distinct["label"] if labels is None else labels)
    choices = choices_from_codes([str(label) for label in known])
    rows = VoteTable(Table(Path("frame"), columns))
    return FrameVotes(
        submissions_of(rows, choices, maximum_choices), choices, pd.Index(distinct["task"], name="task"), known
    )


def labels_series(results: Results, votes: FrameVotes) -> pd.Series:
    """Return crowd-kit's `labels_`: the accepted label of each task, missing where there is none.

    Where a task has several, as only happens when several may be chosen, all values are lists.
    """
    accepted = results.decisions.accepted
    if (accepted.sum(axis=1) <= 1).all():
        found = votes.labels.take(accepted.argmax(axis=1)).to_series(index=votes.tasks, name="agg_label")
        return found.where(accepted.any(axis=1))
    lists = [list(votes.labels[row]) for row in accepted]
    return pd.Series(lists, index=votes.tasks, name="agg_label")


def probas_frame(results: Results, votes: FrameVotes) -> pd.DataFrame:
    """Return crowd-kit's `probas_`: the posterior of each task (rows) and label (columns)."""
    return pd.DataFrame(results.posterior, index=votes.tasks, columns=votes.labels)
