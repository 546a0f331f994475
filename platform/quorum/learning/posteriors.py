"""Keeping what votes and model say of every subject, and which subjects are blind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray

from quorum.domain.acquisition.mixture import draw_blind
from quorum.learning.joining import Joined
from quorum.learning.models import Arrangement, JoinedPosterior
from quorum.learning.subjects_known import SubjectsKnown
from quorum.projects.models import Task

Booleans = NDArray[np.bool_]
Ids = NDArray[np.int64]
AT_ONCE = 10_000
DIGITS = 6
"""Of a stored probability, which lies at least one in the last place from 0 and 1."""

# The marks of blind subjects stay as they were drawn.
_KEEP = """
insert into learning_joinedposterior
       (task_id, subject_id, arrangement_id, model_id, probabilities, accepted, n, enough, open_classes, blind,
        computed_at)
select %(task)s, said.subject_id, %(arrangement)s, said.model_id, said.probabilities::real[],
       said.accepted::smallint[], said.n, said.enough, said.open_classes::smallint[], said.blind, %(now)s
  from unnest(%(subject)s::bigint[], %(model)s::bigint[], %(probabilities)s::text[], %(accepted)s::text[],
              %(n)s::int[], %(enough)s::bool[], %(open)s::text[], %(blind)s::bool[])
       as said(subject_id, model_id, probabilities, accepted, n, enough, open_classes, blind)
    on conflict (task_id, subject_id) do update
   set arrangement_id = excluded.arrangement_id, model_id = excluded.model_id,
       probabilities = excluded.probabilities, accepted = excluded.accepted, n = excluded.n,
       enough = excluded.enough, open_classes = excluded.open_classes, computed_at = excluded.computed_at
"""


def blind_subjects(*, task: Task, subject_ids: Ids, exploration: float, rng: np.random.Generator) -> Booleans:
    """Return which subjects are blind, (subjects,): as drawn before, and drawn now with those that are new."""
    drawn = dict(JoinedPosterior.objects.filter(task=task).values_list("subject_id", "blind"))
    marks = [drawn.get(subject_id) for subject_id in subject_ids.tolist()]
    is_new = np.array([mark is None for mark in marks], bool)
    blind = np.array([bool(mark) for mark in marks], bool)
    blind[is_new] = draw_blind(int(is_new.sum()), exploration, rng)
    return blind


def keep_posteriors(
    *, arrangement: Arrangement, known: SubjectsKnown, joined: Joined, blind: Booleans, now: datetime
) -> None:
    """Write down the posterior of every subject, some at a time, and the marks of those that are new."""
    fixed: dict[str, Any] = {"task": arrangement.task_id, "arrangement": arrangement.pk, "now": now}
    model = joined.model.pk if joined.model is not None else None
    for start in range(0, known.subjects, AT_ONCE):
        part = slice(start, start + AT_ONCE)
        columns: dict[str, Any] = {
            "subject": known.tallies.subject_ids[part].tolist(),
            "model": [model if has_word else None for has_word in known.predictions.known[part].tolist()],
            "probabilities": list(_arrays(_rounded(joined.posterior[part]))),
            "accepted": list(_arrays(_indices(joined.accepted[part]))),
            "n": joined.n[part].tolist(),
            "enough": joined.verdict.enough[part].tolist(),
            "open": list(_arrays(_indices(joined.verdict.open_classes[part]))),
            "blind": blind[part].tolist(),
        }
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_KEEP, fixed | columns)


def _rounded(posterior: NDArray[np.float64]) -> NDArray[np.float64]:
    smallest = 10.0**-DIGITS
    return np.round(posterior, DIGITS).clip(smallest, 1.0 - smallest)


def _indices(marked: Booleans) -> Iterator[NDArray[np.int64]]:
    return map(np.flatnonzero, marked)


def _arrays(rows: Iterable[NDArray[np.generic]]) -> Iterator[str]:
    """Yield rows of numbers as PostgreSQL reads arrays: a fifth of psycopg's time for lists."""
    return (f"{{{str(row.tolist())[1:-1]}}}" for row in rows)
