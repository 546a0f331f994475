"""Putting controls among the subjects of the queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from quorum.classifications.models import Classification
from quorum.onboarding.insertion import Insertion
from quorum.selection.queue import Pick

# Kept with the classification; a ticket seals it like the name of any strategy.
STRATEGY = "control"


def insert_controls(picks: Sequence[Pick], insertions: Mapping[int, Insertion]) -> list[Pick]:
    """Return the picks with controls in the places that were drawn for them, by the number of their ask.

    A control takes the place of a subject and never adds one: an answer is as long with it as without.
    """
    given: list[Pick] = []
    places: dict[int, int] = {}
    for pick in picks:
        place = places.get(pick.number, 0)
        places[pick.number] = place + 1
        insertion = insertions.get(pick.number)
        control = insertion.by_place.get(place) if insertion else None
        given.append(pick if control is None else _control_pick(pick.number, control.subject_id))
    return given


def subjects_looked_up(picks: Sequence[Pick], insertions: Mapping[int, Insertion]) -> list[int]:
    """Return the subjects whose cards are read: those that give way and unused controls among them.

    Which cards a process has at hand must not make answers with a control faster or slower.
    """
    drawn = [control.subject_id for insertion in insertions.values() for control in insertion.candidates]
    return [*(pick.subject_id for pick in picks), *drawn]


def _control_pick(number: int, subject_id: int) -> Pick:
    purpose = int(Classification.Purpose.CONTROL)
    return Pick(number, subject_id, STRATEGY, None, blind=True, purpose=purpose)
