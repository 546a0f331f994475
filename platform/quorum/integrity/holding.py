"""Keeping a volunteer's answers out of the counts, and giving them back."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from quorum.classifications.facts import ClassificationFact
from quorum.classifications.models import Classification
from quorum.classifications.services import VOLUNTEERS_LOCK
from quorum.integrity.models import Suspicion
from quorum.integrity.signals import answers_released
from quorum.onboarding.models import Standing
from quorum.onboarding.stands import newcomer
from quorum.onboarding.trust_cards import trust_cards

_HELD = Classification.NotCounted.HELD.value
_LOCK_TALLIES = """
select tally.id from classifications_subjectroundtask tally
 where (round_id, task_id, subject_id) in (
       select round_id, task_id, subject_id from classification
        where project_id = %(project)s and volunteer_id = %(volunteer)s)
 order by id for no key update
"""
_HOLD = """
update classification set counted = false, not_counted_reason = 'held'
 where project_id = %(project)s and volunteer_id = %(volunteer)s and counted
returning round_id, task_id, subject_id, choice_ids
"""
# A decision that was taken stays: it is final for its round, and a new run of the consensus looks again.
_ADD = """
update classifications_subjectroundtask tally
   set n = tally.n + %(sign)s,
       counts = (
           select array_agg(tally.counts[choice.index + 1]
                            + %(sign)s * (choice.choice_id = any (%(chosen)s::bigint[]))::int
                            order by choice.index)
             from projects_taskchoice choice where choice.task_id = tally.task_id)
 where tally.round_id = %(round)s and tally.task_id = %(task)s and tally.subject_id = %(subject)s
   and tally.state = 'open' and tally.retired_at is null
"""


@transaction.atomic
def hold_answers(*, project_id: int, volunteer_id: int) -> int:
    """Count none of a volunteer's answers in a project from now on, and none given before; return how many.

    Open subjects lose the votes; decided ones stay decided, as every decision does.
    """
    names = {"project": project_id, "volunteer": volunteer_id}
    with connection.cursor() as cursor:
        _wait_for_votes(cursor, names)
        cursor.execute(_HOLD, names)
        rows = cursor.fetchall()
        _change_tallies(cursor, rows, sign=-1)
    _mark(project_id=project_id, volunteer_id=volunteer_id, held=True)
    return len(rows)


@transaction.atomic
def release_answers(suspicion: Suspicion) -> int:
    """Count a volunteer's held answers again, and have them paid; return how many.

    Open subjects get the votes back; whether one decides is seen with the next vote. What was held as it
    came in is paid now, what had been paid before is not paid twice.
    """
    names = {"project": suspicion.project_id, "volunteer": suspicion.volunteer_id}
    with connection.cursor() as cursor:
        _wait_for_votes(cursor, names)
        held = list(Classification.objects.filter(
            project_id=suspicion.project_id, volunteer_id=suspicion.volunteer_id, not_counted_reason=_HELD
        ))  # fmt: skip
        Classification.objects.filter(
            project_id=suspicion.project_id, volunteer_id=suspicion.volunteer_id, not_counted_reason=_HELD
        ).update(counted=True, not_counted_reason="")
        _change_tallies(
            cursor, [(one.round_id, one.task_id, one.subject_id, one.choice_ids) for one in held], sign=1
        )
    _mark(project_id=suspicion.project_id, volunteer_id=suspicion.volunteer_id, held=False)
    unpaid = [_fact(one) for one in held if one.received_at >= suspicion.opened_at]
    if unpaid:
        answers_released.send(sender=Suspicion, batch=-suspicion.pk, facts=unpaid)
    return len(held)


def watch(*, project_id: int, volunteer_id: int, watched: bool) -> None:
    """Give a volunteer controls as often as somebody unknown, or stop doing so."""
    standing = _standing(project_id, volunteer_id)
    standing.watched = watched
    standing.save(update_fields=["watched"])


def _wait_for_votes(cursor: Any, names: dict[str, int]) -> None:
    """Wait for the batches that are being committed, and hold back others until this transaction ends."""
    cursor.execute("select pg_advisory_xact_lock(%s)", [VOLUNTEERS_LOCK])
    cursor.execute(_LOCK_TALLIES, names)


def _change_tallies(cursor: Any, rows: list[Any], *, sign: int) -> None:
    for round_id, task_id, subject_id, chosen in rows:
        cursor.execute(
            _ADD, {"sign": sign, "chosen": chosen, "round": round_id, "task": task_id, "subject": subject_id}
        )


def _mark(*, project_id: int, volunteer_id: int, held: bool) -> None:
    standing = _standing(project_id, volunteer_id)
    standing.held = held
    standing.save(update_fields=["held"])


def _standing(project_id: int, volunteer_id: int) -> Standing:
    with connection.cursor() as cursor:
        start = newcomer(volunteer_id, trust_cards(cursor, {project_id})[project_id])
    return Standing.objects.select_for_update(no_key=True).get_or_create(
        project_id=project_id,
        volunteer_id=volunteer_id,
        defaults={"level": start.level, "trusted": start.trusted},
    )[0]


def _fact(one: Classification) -> ClassificationFact:
    return ClassificationFact(
        public_id=one.public_id,
        project_id=one.project_id,
        round_id=one.round_id,
        task_id=one.task_id,
        subject_id=one.subject_id,
        volunteer_id=one.volunteer_id,
        purpose=one.purpose,
        counted=True,
        passed=bool(one.pass_reason),
        duration_ms=one.duration_ms,
        received_at=one.received_at,
    )
