"""One transaction of the intake: a batch of votes in, receipts and next assignments out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

import msgspec

from quorum.classifications.facts import ClassificationFact
from quorum.classifications.services import VOLUNTEERS_LOCK
from quorum.curation.services import RemarkDraft, open_disputed, store_remarks
from quorum.domain.errors import QuorumError
from quorum.domain.identifiers import new_public_id
from quorum.intake import statements
from quorum.intake.devices import device_rows, look_at_devices
from quorum.intake.fold import Entry, Kept, Ledger, Tally, fold
from quorum.intake.handout import Receipt, plan_handout, receipts
from quorum.intake.standing import Connection, look_at_standings, write_standings
from quorum.intake.submission import Vote
from quorum.onboarding.trust_cards import trust_cards
from quorum.selection import open_work, queue
from quorum.selection.cards import subject_cards
from quorum.selection.controls import subjects_looked_up


class ClassificationRow(msgspec.Struct, frozen=True):
    """A row of `classification`, by the names of its columns."""

    round_id: int
    volunteer_id: int
    project_id: int
    workflow_version_id: int
    task_id: int
    subject_id: int
    public_id: UUID
    client_uuid: UUID
    choice_ids: Sequence[int]
    purpose: int
    counted: bool
    not_counted_reason: str
    pass_reason: str
    trust: float | None
    strategy: str
    model_version_id: int | None
    blind: bool
    duration_ms: int | None
    client_context: dict[str, Any]
    client_at: datetime | None
    issued_at: datetime
    received_at: datetime


class TallyRow(msgspec.Struct, frozen=True):
    """The new values of a tally, by the names of its columns."""

    id: int
    n: int
    counts: Sequence[int]
    state: str
    accepted: Sequence[int]
    p_values: Sequence[float] | None
    decided_at: datetime | None
    retirement_reason: str


def commit_batch(
    connection: Connection, votes: Sequence[Vote], *, now: datetime, rng: Random
) -> list[Receipt | QuorumError]:
    """Store the votes in one transaction; return a receipt or a refusal for each, in their order.

    When this returns, everything is committed. Two round trips to the database, whatever the size of
    the batch: one to lock and look, one to write, pick and commit.
    """
    trust = trust_cards(connection.cursor(), {vote.assignment.project_id for vote in votes})
    with connection.pipeline(), connection.transaction():
        has_controls = any(card.controls for card in trust.values())
        ledger, servable = _lock_and_look(connection, votes, has_controls=has_controls)
        ledger.trust |= trust
        outcomes = fold(votes, ledger, now)
        stored = [outcome for outcome in outcomes if isinstance(outcome, Entry) and outcome.is_new]
        if stored:
            counted = [tally for tally in ledger.tallies.values() if tally.has_changed]
            _write(connection, stored, counted, now)
            _remove_retired(connection, counted)
            _insert_remarks(connection, stored)
        handout = plan_handout(outcomes, servable, ledger, rng)
        write_standings(connection, ledger, stored)
        picks = queue.pick(connection.cursor(), handout.asks) if handout.asks else []
    cards = subject_cards(connection.cursor(), subjects_looked_up(picks, handout.insertions))
    return receipts(outcomes, handout, picks, cards, ledger=ledger, now=now)


def _lock_and_look(
    connection: Connection, votes: Sequence[Vote], *, has_controls: bool
) -> tuple[Ledger, set[int]]:
    """Return what the votes meet, locked until the commit, and the rounds that still give out work."""
    round_ids = list({vote.assignment.round_id for vote in votes})
    rounds = connection.execute(statements.LOCK_ROUNDS, (VOLUNTEERS_LOCK, round_ids))
    tallies = connection.execute(statements.LOCK_TALLIES, (_json(_tally_keys(votes)),))
    standings = look_at_standings(connection, votes)
    repeats = connection.execute(statements.FIND_REPEATS, (_json([_repeat_key(vote) for vote in votes]),))
    on_devices = look_at_devices(connection, votes, with_controls=has_controls)
    owners = [(vote.volunteer_id, vote.assignment.project_id) for vote in votes]
    unanswered = connection.execute(open_work.FIND, open_work.find_parameters(owners))
    ledger, servable = Ledger(), set()
    for round_id, is_open, is_live in rounds:
        ledger.is_open[round_id] = is_open
        if is_open and is_live:
            servable.add(round_id)
    for round_id, task_id, subject_id, *values in tallies:
        ledger.tallies[round_id, task_id, subject_id] = Tally(*values)
    standings.enter(ledger)
    on_devices.enter(ledger)
    ledger.unanswered = {(volunteer, project): held for volunteer, project, held in unanswered}
    for asked_id, volunteer_id, round_id, *values in repeats:
        ledger.volunteers[asked_id] = volunteer_id
        if values[0] is not None:
            ledger.keep(round_id, volunteer_id, Kept(*values))
    return ledger, servable


def _tally_keys(votes: Sequence[Vote]) -> list[dict[str, int]]:
    keys = {(vote.assignment.round_id, vote.assignment.task_id, vote.assignment.subject_id) for vote in votes}
    return [
        {"round_id": round_id, "task_id": task_id, "subject_id": subject_id}
        for round_id, task_id, subject_id in keys
    ]


def _repeat_key(vote: Vote) -> dict[str, Any]:
    return {
        "volunteer_id": vote.volunteer_id,
        "round_id": vote.assignment.round_id,
        "task_id": vote.assignment.task_id,
        "subject_id": vote.assignment.subject_id,
        "client_uuid": vote.submission.client_uuid,
    }


def _write(connection: Connection, stored: Sequence[Entry], counted: Sequence[Tally], now: datetime) -> None:
    rows = [_classification_row(entry) for entry in stored]
    tallies = [_tally_row(tally) for tally in counted]
    facts = [_fact(entry) for entry in stored]
    on_devices = device_rows(stored)
    connection.execute(statements.WRITE, (_json(rows), _json(tallies), _json(on_devices), _json(facts), now))


def _classification_row(entry: Entry) -> ClassificationRow:
    vote, assignment, submission = entry.vote, entry.vote.assignment, entry.vote.submission
    return ClassificationRow(
        round_id=assignment.round_id,
        volunteer_id=entry.volunteer_id,
        project_id=assignment.project_id,
        workflow_version_id=assignment.workflow_version_id,
        task_id=assignment.task_id,
        subject_id=assignment.subject_id,
        public_id=entry.kept.public_id,
        client_uuid=submission.client_uuid,
        choice_ids=vote.choice_ids,
        purpose=assignment.purpose,
        counted=not entry.not_counted_reason,
        not_counted_reason=entry.not_counted_reason,
        pass_reason=submission.pass_reason,
        trust=entry.trust,
        strategy=assignment.strategy,
        model_version_id=assignment.model_version_id,
        blind=assignment.blind,
        duration_ms=submission.duration_ms,
        client_context=submission.context,
        client_at=submission.client_at,
        issued_at=assignment.issued_at,
        received_at=vote.received_at,
    )


def _tally_row(tally: Tally) -> TallyRow:
    return TallyRow(
        id=tally.id,
        n=tally.n,
        counts=tally.counts,
        state=tally.state,
        accepted=tally.accepted,
        p_values=tally.p_values,
        decided_at=tally.decided_at,
        retirement_reason=tally.retirement_reason,
    )


def _fact(entry: Entry) -> ClassificationFact:
    assignment, submission = entry.vote.assignment, entry.vote.submission
    return ClassificationFact(
        public_id=entry.kept.public_id,
        project_id=assignment.project_id,
        round_id=assignment.round_id,
        task_id=assignment.task_id,
        subject_id=assignment.subject_id,
        volunteer_id=entry.volunteer_id,
        purpose=assignment.purpose,
        counted=not entry.not_counted_reason,
        passed=submission.passed,
        duration_ms=submission.duration_ms,
        received_at=entry.vote.received_at,
        not_counted_reason=entry.not_counted_reason,
        is_paid=entry.is_paid,
    )


def _remove_retired(connection: Connection, counted: Sequence[Tally]) -> None:
    retired = [tally.id for tally in counted if tally.is_retired]
    if retired:
        connection.execute(queue.REMOVE_RETIRED, (retired,))
    disputed = [tally.id for tally in counted if tally.state == "disputed"]
    if disputed:
        open_disputed(executor=connection, tally_ids=disputed)


def _insert_remarks(connection: Connection, stored: Sequence[Entry]) -> None:
    remarks = [
        RemarkDraft(
            public_id=new_public_id(),
            round_id=entry.vote.assignment.round_id,
            volunteer_id=entry.volunteer_id,
            client_uuid=entry.kept.client_uuid,
            subject_id=entry.vote.assignment.subject_id,
            text=text,
            kind=entry.vote.submission.remark_kind,
            x=point.x if (point := entry.vote.submission.remark_point) else None,
            y=point.y if point else None,
        )
        for entry in stored
        if (text := entry.vote.submission.remark.strip())
    ]
    if remarks:
        store_remarks(executor=connection, remarks=remarks)


def _json(rows: object) -> str:
    return msgspec.json.encode(rows).decode()
