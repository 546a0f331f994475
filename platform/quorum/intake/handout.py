"""What a batch gives back: receipts, feedback, and the next assignments, controls among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from random import Random

from quorum.classifications.task_cards import TaskCard, task_card
from quorum.domain.errors import QuorumError
from quorum.intake.fold import Entry, Kept, Ledger
from quorum.onboarding.insertion import Insertion, plan_controls
from quorum.selection.assignments import Assignment
from quorum.selection.cards import SubjectCard
from quorum.selection.controls import insert_controls
from quorum.selection.queue import Ask, Pick
from quorum.selection.services import assign
from quorum.selection.strategies import RANDOM


@dataclass(frozen=True, slots=True)
class ChoiceFeedback:
    """What became of one choice of a control: hit, missed or extra; `hint` says what to look for."""

    choice: str
    outcome: str
    hint: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """A stored vote: what its volunteer is told, and what comes next.

    `is_new` is False for a retry. `is_exhausted` says that less was left than the client wanted; never where
    the round asks several questions, for what comes next is of the same one, and others may be left.
    `feedback` is None but after a control, where the project shows it.
    """

    kept: Kept
    is_new: bool
    assignments: Sequence[tuple[Assignment, SubjectCard]]
    is_exhausted: bool
    level: str
    trusted: bool
    feedback: Sequence[ChoiceFeedback] | None


@dataclass(frozen=True, slots=True)
class Handout:
    """What every stored or repeated vote asks of the queue, numbered by its place in the batch, with controls.

    An ask may want nothing, and only say that an assignment was answered. `limited` are the numbers of those
    who want more than anybody may hold.
    """

    asks: Sequence[Ask]
    insertions: Mapping[int, Insertion]
    limited: Set[int]


def plan_handout(
    outcomes: Sequence[Entry | QuorumError], servable: set[int], ledger: Ledger, rng: Random
) -> Handout:
    """Return what to ask the queue for, after all votes are folded; nobody works whom training waits for."""
    asks: list[Ask] = []
    insertions: dict[int, Insertion] = {}
    limited: set[int] = set()
    for number, entry in enumerate(outcomes):
        if not isinstance(entry, Entry):
            continue
        assignment, trust = entry.vote.assignment, ledger.trust_in(entry.stand.project_id)
        may_have = assignment.round_id in servable and entry.stand.may_work(trust)
        wanted = entry.vote.submission.want if may_have else 0
        want = ledger.hand_out(entry, wanted)
        if want < wanted:
            limited.add(number)
        ask = Ask(
            number=number,
            volunteer_id=entry.volunteer_id,
            round_id=assignment.round_id,
            task_id=assignment.task_id,
            start=RANDOM.start(rng),
            want=want,
            holding=entry.vote.holding,
            device=assignment.device,
            answered=int(entry.is_new),
            project_id=assignment.project_id,
        )
        asks.append(ask)
        if want and trust.controls:
            card = task_card(assignment.task_id)
            met = [*ask.holding, *ledger.controls_on_device.get((ask.device, ask.round_id), ())]
            insertions[number] = plan_controls(entry.stand, trust, card, want=ask.want, holding=met, rng=rng)
    return Handout(asks, insertions, limited)


def receipts(
    outcomes: Sequence[Entry | QuorumError],
    handout: Handout,
    picks: Sequence[Pick],
    cards: Mapping[int, SubjectCard],
    *,
    ledger: Ledger,
    now: datetime,
) -> list[Receipt | QuorumError]:
    """Return a receipt or the refusal for each outcome, in order."""
    asked = {ask.number: ask for ask in handout.asks}
    given: dict[int, list[tuple[Assignment, SubjectCard]]] = {}
    for pick in insert_controls(picks, handout.insertions):
        assignment = assign(asked[pick.number], pick, now=now)
        given.setdefault(pick.number, []).append((assignment, cards[pick.subject_id]))
    return [
        _receipt(outcome, given.get(number, []), ledger, is_limited=number in handout.limited)
        if isinstance(outcome, Entry)
        else outcome
        for number, outcome in enumerate(outcomes)
    ]


def _receipt(
    entry: Entry, work: list[tuple[Assignment, SubjectCard]], ledger: Ledger, *, is_limited: bool
) -> Receipt:
    return Receipt(
        kept=entry.kept,
        is_new=entry.is_new,
        assignments=work,
        is_exhausted=len(work) < entry.vote.submission.want
        and not is_limited
        and task_card(entry.vote.assignment.task_id).is_only,
        level=entry.stand.level,
        trusted=entry.stand.trusted,
        feedback=_feedback(entry, ledger),
    )


def _feedback(entry: Entry, ledger: Ledger) -> list[ChoiceFeedback] | None:
    if entry.feedback is None or not ledger.trust_in(entry.stand.project_id).rule.feedback_on_controls:
        return None
    assignment = entry.vote.assignment
    codes = _codes(task_card(assignment.task_id))
    hints = ledger.truths[assignment.subject_id].hints
    outcomes = (
        ("hit", entry.feedback.hits),
        ("missed", entry.feedback.missed),
        ("extra", entry.feedback.extra),
    )
    return [
        ChoiceFeedback(code, outcome, hints.get(code, ""))
        for outcome, choice_ids in outcomes
        for choice_id in choice_ids
        if (code := codes.get(choice_id))
    ]


def _codes(task: TaskCard) -> dict[int, str]:
    return {choice_id: code for code, (_, choice_id) in task.choices.items()}
