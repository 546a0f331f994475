"""Handing out work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from quorum.classifications import devices
from quorum.classifications.task_cards import task_card
from quorum.onboarding import standings
from quorum.onboarding.insertion import plan_controls
from quorum.onboarding.standings import locked_stand
from quorum.onboarding.trust_cards import trust_cards
from quorum.selection.assignments import Assignment
from quorum.selection.cards import subject_cards
from quorum.selection.controls import insert_controls, subjects_looked_up
from quorum.selection.open_work import room_of
from quorum.selection.payloads import assignment_payload
from quorum.selection.queue import Ask, Cursor, Pick, pick
from quorum.selection.strategies import RANDOM


@transaction.atomic
def next_assignments(
    *,
    volunteer_id: int,
    round_id: int,
    task_id: int,
    exclude_subject_ids: Sequence[int] = (),
    count: int,
    now: datetime,
    rng: Random,
    device: int | None = None,
) -> list[Assignment]:
    """Return up to `count` subjects that the volunteer has not answered in the round; fewer at its end.

    Some of them may be controls. None for a volunteer for whom training waits. With a `device`, nothing comes
    that anybody answered on it in the round. Nobody holds more than OPEN_ASSIGNMENTS_LIMIT unanswered ones.
    """
    task = task_card(task_id)
    with connection.cursor() as cursor:
        trust = trust_cards(cursor, [task.project_id])[task.project_id]
        stand = locked_stand(cursor, volunteer_id, trust)
        if not stand.may_work(trust):
            return []
        want = room_of(cursor, volunteer_id=volunteer_id, project_id=task.project_id, want=count)
        ask = Ask(
            0, volunteer_id, round_id, task_id, RANDOM.start(rng), want, tuple(exclude_subject_ids), device,
            project_id=task.project_id,
        )  # fmt: skip
        met = [*ask.holding, *_controls_met(cursor, ask)]
        insertion = plan_controls(stand, trust, task, want=want, holding=met, rng=rng)
        if trust.controls:
            cursor.execute(standings.WRITE, standings.write_parameters([stand]))
        picks = pick(cursor, [ask])
        # Read here, so that whatever is missing is missing for controls and others alike.
        subject_cards(cursor, subjects_looked_up(picks, {0: insertion}))
    return [assign(ask, each, now=now) for each in insert_controls(picks, {0: insertion})]


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
        purpose=picked.purpose,
        strategy=picked.strategy,
        model_version_id=picked.model_version_id,
        blind=picked.blind,
        issued_at=issued_at,
        expires_at=issued_at + timedelta(days=settings.ASSIGNMENT_LIFETIME_DAYS),
        device=ask.device,
    )


def _controls_met(cursor: Cursor, ask: Ask) -> list[int]:
    """Return the controls that anybody answered on the asking device in the round."""
    asked = [] if ask.device is None else [(ask.device, ask.round_id, ask.task_id, 0)]
    cursor.execute(devices.FIND_CONTROLS, devices.find_parameters(asked))
    return [subject_id for _, _, subject_id in cursor.fetchall()]


def assignment_payloads(assignments: Sequence[Assignment]) -> list[dict[str, Any]]:
    """Return the JSON objects of assignments, in order."""
    with connection.cursor() as cursor:
        cards = subject_cards(cursor, [assignment.subject_id for assignment in assignments])
    return [assignment_payload(assignment, cards[assignment.subject_id]) for assignment in assignments]
