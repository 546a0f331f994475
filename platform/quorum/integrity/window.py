"""The recent answers to a project's task as arrays, for the detectors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import connection

from quorum.domain.integrity.answers import Answers, Ids
from quorum.projects.models import Task

# So many answers are looked at, the latest: those of a month in most projects.
MOST_ANSWERS = 200_000
# Whole answers alone: a pass names nothing. The score of a control is what it showed when it was answered.
_RECENT = """
select c.id, c.subject_id, c.volunteer_id, c.choice_ids, c.duration_ms, shown.score
from (
    select id, public_id, subject_id, volunteer_id, choice_ids, duration_ms, received_at
    from classification
    where project_id = %(project)s and task_id = %(task)s and pass_reason = '' and received_at >= %(since)s
      and superseded_by is null
    order by received_at desc, id desc limit %(most)s
) c
left join onboarding_controlanswer shown on shown.classification_id = c.public_id
order by c.received_at, c.id
"""


@dataclass(frozen=True)
class Window:
    """`answers` with indices for ids; `volunteer_ids` and `choice_ids` (of the classes) give the ids back.

    `last_id` is the highest id of a classification, `fresh` the indices of volunteers who answered since.
    """

    answers: Answers
    volunteer_ids: Ids
    choice_ids: Ids
    last_id: int
    fresh: Ids


def read_window(*, task: Task, since: datetime, after_id: int) -> Window | None:
    """Return the answers received since then; None where there are none.

    `fresh` are the volunteers with a classification beyond `after_id`.
    """
    parameters: dict[str, int | datetime] = {
        "project": task.project_id,
        "task": task.pk,
        "since": since,
        "most": MOST_ANSWERS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RECENT, parameters)
        rows = cursor.fetchall()
    if not rows:
        return None
    ids, subjects, volunteers, chosen, durations, scores = zip(*rows, strict=True)
    volunteer_ids, volunteer = np.unique(np.array(volunteers, np.int64), return_inverse=True)
    choice_ids, marks = _chosen(chosen)
    milliseconds = np.array([np.nan if one is None else one for one in durations], float)
    answers = Answers(
        subject=np.unique(np.array(subjects, np.int64), return_inverse=True)[1],
        volunteer=volunteer,
        chosen=marks,
        seconds=milliseconds / 1000.0,
        score=np.array([np.nan if one is None else one for one in scores], float),
    )
    id_column = np.array(ids, np.int64)
    fresh = np.unique(volunteer[id_column > after_id])
    return Window(answers, volunteer_ids, choice_ids, int(id_column.max()), fresh)


def _chosen(chosen: tuple[list[int], ...]) -> tuple[Ids, np.ndarray[tuple[int, int], np.dtype[np.bool_]]]:
    """Return the ids of all choices that were named, in order, and who named which (answers, choices)."""
    named = sorted({choice_id for one in chosen for choice_id in one})
    place = {choice_id: index for index, choice_id in enumerate(named)}
    table = np.zeros((len(chosen), max(1, len(named))), bool)
    for row, one in enumerate(chosen):
        table[row, [place[choice_id] for choice_id in one]] = True
    return np.array(named, np.int64), table
