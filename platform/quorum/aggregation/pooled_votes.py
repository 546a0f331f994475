"""The counted votes of pooled rounds as arrays, read in bulk.

Reading compiles numeric code: for commands and workers, not for the web processes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from quorum.domain.votes import BITS, Masks, Repeats, Votes, votes_from_masks, without_repeats, words_for
from quorum.projects.models import Task

Ids = NDArray[np.int64]

# A column of a hundred thousand rows comes as one value, for a value per row costs microseconds each. An
# answer without any choice has one row, with choice 0.
_VOTES = """
select array_send(array_agg(subject_id)), array_send(array_agg(volunteer_id)),
       array_send(array_agg(received_at)), array_send(array_agg(id)), array_send(array_agg(choice_id))
from (
    select subject_id, volunteer_id, received_at, id, choice_id, row_number() over () / 100000 as part
    from (
        select subject_id, volunteer_id, received_at, id,
               unnest(case when choice_ids = '{}' then '{0}' else choice_ids end) as choice_id
        from classification where round_id = any(%s) and task_id = %s and counted
    ) votes
) parts group by part
"""
_COLUMNS = ("subject", "volunteer", "received_at", "id", "choice")
# PostgreSQL's binary form of an array: 20 bytes on its shape, then the length and the 8 bytes of every
# value. A time is a whole number of microseconds.
_SHAPE_BYTES = 20
_VALUE = np.dtype([("length", ">i4"), ("value", ">i8")])


@dataclass(frozen=True)
class PooledVotes:
    """Votes, each volunteer once per subject, and the ids behind their indices, both rising."""

    votes: Votes
    subject_ids: Ids
    volunteer_ids: Ids


def read_pooled_votes(*, task: Task, pool: Sequence[int], choice_ids: Sequence[int]) -> PooledVotes:
    """Return the counted votes on a task in the rounds with the ids `pool`, the latest of a volunteer.

    `choice_ids` are the task's, in index order. A yes-or-no task gets two classes, of which an answer
    names exactly one: yes, and no for the empty answer.
    """
    rows = _sorted_rows(pool, task.pk)
    is_first = np.ones(len(rows["id"]), bool)
    is_first[1:] = rows["id"][1:] != rows["id"][:-1]
    first = np.flatnonzero(is_first)
    is_yes_no = task.kind == task.Kind.YES_NO
    chosen = _masks(rows["choice"], first, np.asarray(choice_ids, np.int64), classes=len(choice_ids))
    if is_yes_no:
        chosen |= (chosen == 0).astype(np.uint64) << np.uint64(1)
    subject_ids, subject = np.unique(rows["subject"][first], return_inverse=True)
    volunteer_ids, volunteer = np.unique(rows["volunteer"][first], return_inverse=True)
    votes = votes_from_masks(
        subject=subject,
        volunteer=volunteer,
        chosen=chosen,
        subjects=len(subject_ids),
        volunteers=len(volunteer_ids),
        classes=2 if is_yes_no else len(choice_ids),
    )
    return PooledVotes(without_repeats(votes, Repeats.LATEST), subject_ids, volunteer_ids)


def _sorted_rows(pool: Sequence[int], task_id: int) -> dict[str, Ids]:
    """Return the columns in order of subject, then of arrival, (votes,) each."""
    rows = dict(zip(_COLUMNS, np.concatenate(list(_parts(pool, task_id)), axis=1), strict=True))
    order = np.lexsort((rows["id"], rows["received_at"], rows["subject"]))
    return {name: column[order] for name, column in rows.items()}


def _parts(pool: Sequence[int], task_id: int) -> Iterator[Ids]:
    """Yield the columns, (5, votes), of many rows at once."""
    yield np.empty((len(_COLUMNS), 0), np.int64)
    with connection.chunked_cursor() as cursor:
        cursor.execute(_VOTES, [list(pool), task_id])
        while row := cursor.fetchone():
            values = [np.frombuffer(column, _VALUE, offset=_SHAPE_BYTES)["value"] for column in row]
            yield np.array(values, np.int64)


def _masks(choice: Ids, first: Ids, choice_ids: Ids, *, classes: int) -> Masks:
    """Return bit masks (classifications, words) from the chosen ids of rows that begin at `first`."""
    order = np.argsort(choice_ids)
    place = np.minimum(np.searchsorted(choice_ids, choice, sorter=order), classes - 1)
    index = order[place]
    is_offered = choice_ids[index] == choice
    masks = np.zeros((len(first), words_for(classes)), np.uint64)
    for word in range(masks.shape[1]) if len(first) else ():
        bits = np.where(
            is_offered & (index // BITS == word), np.uint64(1) << (index % BITS).astype(np.uint64), np.uint64(0)
        )
        masks[:, word] = np.bitwise_or.reduceat(bits, first)
    return masks
