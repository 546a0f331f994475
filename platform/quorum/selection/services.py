"""Handing out work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.conf import settings
from django.db import connection

from quorum.classifications.models import Classification
from quorum.classifications.task_cards import task_card
from quorum.selection.assignments import Assignment
from quorum.selection.cards import subject_cards
from quorum.selection.payloads import assignment_payload
from quorum.selection.queue import Ask, Pick, pick
from quorum.selection.strategies import RANDOM


def next_assignments(
    *,
    volunteer_id: int,
    round_id: int,
    task_id: int,
    exclude_subject_ids: Sequence[int] = (),
    count: int,
    now: datetime,
    rng: Random,
) -> list[Assignment]:
    """Return up to `count` subjects that the volunteer has not answered in the round; fewer at its end."""
    start = RANDOM.start(rng)
    ask = Ask(0, volunteer_id, round_id, task_id, start, count, tuple(exclude_subject_ids))
    with connection.cursor() as cursor:
        return [assign(ask, picked, now=now) for picked in pick(cursor, [ask])]


def assign(ask: Ask, picked: Pick, *, now: datetime) -> Assignment:
    """Return the assignment of a pick, valid from `now` for the days that the settings say."""
    card = task_card(ask.task_id)
    # Tickets keep milliseconds; what is sealed must equal what is opened.
    issued_at = now.replace(microsecond=now.microsecond // 1000 * 1000)
    return Assignment(
        volunteer_id=ask.volunteer_id,
        project_id=card.project_id,
        workflow_version_id=card.workflow_version_id,
        round_id=ask.round_id,
        task_id=ask.task_id,
        subject_id=picked.subject_id,
        purpose=Classification.Purpose.CONTRIBUTION,
        strategy=picked.strategy,
        model_version_id=picked.model_version_id,
        blind=picked.blind,
        issued_at=issued_at,
        expires_at=issued_at + timedelta(days=settings.ASSIGNMENT_LIFETIME_DAYS),
    )


def assignment_payloads(assignments: Sequence[Assignment]) -> list[dict[str, Any]]:
    """Return the JSON objects of assignments, in order."""
    with connection.cursor() as cursor:
        cards = subject_cards(cursor, [assignment.subject_id for assignment in assignments])
    return [assignment_payload(assignment, cards[assignment.subject_id]) for assignment in assignments]
