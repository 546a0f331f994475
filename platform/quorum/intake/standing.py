"""Standings within the intake's transaction: locked and read with the rest, written with the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from quorum.intake.fold import Entry, Ledger
from quorum.intake.submission import Vote
from quorum.onboarding import standings

Connection = psycopg.Connection[tuple[Any, ...]]
Cursor = psycopg.Cursor[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Look:
    """What was asked about standings and known answers; the answers come with those of the other statements."""

    stands: Cursor
    truths: Cursor

    def enter(self, ledger: Ledger) -> None:
        """Put what the database says into the ledger."""
        for _, *row in self.stands:
            stand = standings.read_stand(row)
            ledger.stands[stand.volunteer_id, stand.project_id] = stand
        ledger.truths = standings.read_truths(self.truths)


def look_at_standings(connection: Connection, votes: Sequence[Vote]) -> Look:
    """Lock the standings of all volunteers of a batch and read what is known of its subjects.

    The same for every vote, be it a contribution or a control.
    """
    asked = [(vote.volunteer_id, vote.assignment.project_id) for vote in votes]
    subject_ids = list({vote.assignment.subject_id for vote in votes})
    return Look(
        connection.execute(standings.LOCK, standings.lock_parameters(asked)),
        connection.execute(standings.READ_TRUTHS, (subject_ids,)),
    )


def write_standings(connection: Connection, ledger: Ledger, stored: Sequence[Entry]) -> None:
    """Write the standings in projects with controls, whether they changed or not, and what controls showed."""
    stands = [
        stand
        for stand in ledger.stands.values()
        if stand.has_changed or ledger.trust_in(stand.project_id).controls
    ]
    if stands:
        rows = [entry.control for entry in stored if entry.control is not None]
        connection.execute(standings.WRITE, standings.write_parameters(stands))
        connection.execute(standings.WRITE_CONTROL_ANSWERS, standings.control_parameters(rows))
