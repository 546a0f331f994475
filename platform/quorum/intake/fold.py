"""Folding votes into tallies, one after the other: no I/O, no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from quorum.accounts.errors import VolunteerUnknown
from quorum.classifications.devices import DeviceKey
from quorum.classifications.models import Classification
from quorum.classifications.task_cards import task_card
from quorum.domain.consensus import ConsensusState
from quorum.domain.errors import QuorumError
from quorum.domain.feedback import Feedback, compare
from quorum.intake.errors import AlreadyClassified, ClientUuidReused, RoundUnknown
from quorum.intake.submission import Vote
from quorum.onboarding.models import KnownAnswer
from quorum.onboarding.standings import ControlRow, Truth
from quorum.onboarding.stands import Stand, newcomer
from quorum.onboarding.trust_cards import TrustCard
from quorum.selection.assignments import Assignment
from quorum.selection.open_work import OwnerKey, room

NotCounted = Classification.NotCounted
CONTRIBUTION = int(Classification.Purpose.CONTRIBUTION)
CONTROL = int(Classification.Purpose.CONTROL)
RETIREMENT_REASONS = {
    ConsensusState.REACHED: "consensus_reached",
    ConsensusState.DISPUTED: "maximum_votes",
}
WITHDRAWN = "withdrawn"

TallyKey = tuple[int, int, int]
"""Round, task and subject."""


@dataclass(slots=True)
class Tally:
    """The counts of one subject in one round for one task, as `SubjectRoundTask` keeps them."""

    id: int
    n: int
    counts: list[int]
    state: str
    is_retired: bool
    retirement_reason: str
    accepted: Sequence[int] = ()
    p_values: Sequence[float] | None = None
    decided_at: datetime | None = None
    has_changed: bool = False

    def count(self, indices: Sequence[int], task_id: int, now: datetime) -> None:
        """Add one counted classification and take the decision that follows from it, if any."""
        self.n += 1
        for index in indices:
            self.counts[index] += 1
        self.has_changed = True
        decision = task_card(task_id).decide(self.counts, self.n)
        if decision.state is not ConsensusState.OPEN:
            self.state = str(decision.state)
            self.accepted = decision.accepted
            self.p_values = decision.p_values
            self.decided_at = now
            self.is_retired = True
            self.retirement_reason = RETIREMENT_REASONS[decision.state]


@dataclass(frozen=True, slots=True)
class Kept:
    """A classification that is stored, or will be in this commit."""

    public_id: UUID
    client_uuid: UUID
    subject_id: int
    task_id: int
    received_at: datetime


@dataclass(slots=True)
class Ledger:
    """What the database said at the start of the transaction; folding keeps it up to date.

    `is_open` per round id; `volunteers` maps a ticket's volunteer to the one who holds their votes
    (another after a merge; None when gone); `by_uuid` and `by_subject` are keyed by round, volunteer
    and the client's UUID or subject and task. `trust` is by project, `truths` by subject, and `stands`
    by volunteer and project. `on_device` holds what devices have answered, `controls_on_device` the subjects
    of controls by device and round. `unanswered` is what volunteers hold, by volunteer and project.
    """

    is_open: dict[int, bool] = field(default_factory=dict)
    tallies: dict[TallyKey, Tally] = field(default_factory=dict)
    volunteers: dict[int, int | None] = field(default_factory=dict)
    by_uuid: dict[tuple[int, int, UUID], Kept] = field(default_factory=dict)
    by_subject: dict[tuple[int, int, int, int], Kept] = field(default_factory=dict)
    trust: dict[int, TrustCard] = field(default_factory=dict)
    truths: dict[int, Truth] = field(default_factory=dict)
    stands: dict[tuple[int, int], Stand] = field(default_factory=dict)
    on_device: set[DeviceKey] = field(default_factory=set)
    controls_on_device: dict[tuple[int | None, int], set[int]] = field(default_factory=dict)
    unanswered: dict[OwnerKey, float] = field(default_factory=dict)

    def keep(self, round_id: int, volunteer_id: int, kept: Kept) -> None:
        """Remember a classification, so that its repeats are known."""
        self.by_uuid[round_id, volunteer_id, kept.client_uuid] = kept
        self.by_subject[round_id, volunteer_id, kept.subject_id, kept.task_id] = kept

    def is_second_on_device(self, assignment: Assignment) -> bool:
        """Remember an answer from its device; return whether the device has answered the subject before."""
        if assignment.device is None:
            return False
        key = (assignment.device, assignment.round_id, assignment.task_id, assignment.subject_id)
        is_second = key in self.on_device
        self.on_device.add(key)
        if assignment.purpose == CONTROL:
            met = self.controls_on_device.setdefault((assignment.device, assignment.round_id), set())
            met.add(assignment.subject_id)
        return is_second

    def hand_out(self, entry: Entry, wanted: int) -> int:
        """Return how many assignments a vote may bring, and count them as held, and the answered one as not."""
        key = (entry.volunteer_id, entry.vote.assignment.project_id)
        held = max(0.0, self.unanswered.get(key, 0.0) - entry.is_new)
        given = room(held, wanted)
        self.unanswered[key] = held + given
        return given

    def trust_in(self, project_id: int) -> TrustCard:
        """Return how a project trusts; by the defaults when the database said nothing."""
        return self.trust.setdefault(project_id, TrustCard(project_id))

    def stand_of(self, volunteer_id: int, project_id: int) -> Stand:
        """Return where a volunteer stands in a project."""
        key = (volunteer_id, project_id)
        if key not in self.stands:
            self.stands[key] = newcomer(volunteer_id, self.trust_in(project_id))
        return self.stands[key]


@dataclass(frozen=True, slots=True)
class Entry:
    """One vote's outcome: `kept` is what the volunteer is told; `is_new` says whether it is stored now.

    `trust` is the accuracy that was expected of the volunteer, None while no control was answered;
    `control` what a control showed; `feedback` how a control was answered, in choice ids. `is_paid` says
    whether the work may be rewarded, which must not depend on whether the image was a control.
    """

    vote: Vote
    volunteer_id: int
    kept: Kept
    is_new: bool
    stand: Stand
    not_counted_reason: str = ""
    trust: float | None = None
    control: ControlRow | None = None
    feedback: Feedback[int] | None = None
    is_paid: bool = True


def fold(votes: Sequence[Vote], ledger: Ledger, now: datetime) -> list[Entry | QuorumError]:
    """Return the outcome of each vote, in the order received; the ledger's tallies take the counts."""
    return [_fold_one(vote, ledger, now) for vote in votes]


def _fold_one(vote: Vote, ledger: Ledger, now: datetime) -> Entry | QuorumError:
    assignment = vote.assignment
    if assignment.round_id not in ledger.is_open:
        return RoundUnknown("The round of this assignment is gone.")
    volunteer_id = ledger.volunteers.get(vote.volunteer_id)
    if volunteer_id is None:
        return VolunteerUnknown("This volunteer is gone.")
    repeat = _find_repeat(vote, volunteer_id, ledger)
    if isinstance(repeat, QuorumError):
        return repeat
    stand = ledger.stand_of(volunteer_id, assignment.project_id)
    if repeat is not None:
        return Entry(vote, volunteer_id, repeat, is_new=False, stand=stand, feedback=_look_again(vote, ledger))
    kept = Kept(
        public_id=vote.public_id,
        client_uuid=vote.submission.client_uuid,
        subject_id=assignment.subject_id,
        task_id=assignment.task_id,
        received_at=vote.received_at,
    )
    ledger.keep(assignment.round_id, volunteer_id, kept)
    tally = ledger.tallies.get((assignment.round_id, assignment.task_id, assignment.subject_id))
    is_within = vote.submission.passed or stand.spend(vote.received_at, ledger.trust_in(stand.project_id))
    is_second = ledger.is_second_on_device(assignment)
    reason = _why_not_counted(vote, tally, ledger.is_open, stand, is_within=is_within, is_second=is_second)
    is_paid = stand.trusted and not stand.held and is_within and not is_second
    if tally is not None and not reason:
        tally.count(vote.indices, assignment.task_id, now)
    trust = stand.expected_accuracy(ledger.trust_in(stand.project_id)) if stand.controls_answered else None
    control, feedback = _fold_control(vote, stand, ledger, is_second=is_second)
    return Entry(vote, volunteer_id, kept, True, stand, reason, trust, control, feedback, is_paid)


def _fold_control(
    vote: Vote, stand: Stand, ledger: Ledger, *, is_second: bool
) -> tuple[ControlRow | None, Feedback[int] | None]:
    """Let the standing learn from a control; a pass shows nothing, and neither does a control of old.

    Nor does one that was answered on the device before, maybe with its answer shown.
    """
    assignment = vote.assignment
    card, truth = ledger.trust_in(stand.project_id), ledger.truths.get(assignment.subject_id)
    stand.since_control += 1
    if truth is None:
        return None, None
    stand.meet(assignment.subject_id)
    if is_second or not _is_control(vote, truth):
        return None, None
    expected = stand.expected_accuracy(card)
    passed = vote.submission.passed
    right = task_card(assignment.task_id).asked(truth.choice_ids)
    feedback = None if passed else stand.take_control(right, vote.choice_ids, card)
    row = ControlRow(
        project_id=stand.project_id,
        volunteer_id=stand.volunteer_id,
        subject_id=assignment.subject_id,
        known_answer_id=truth.known_answer_id,
        round_id=assignment.round_id,
        classification_id=vote.public_id,
        truth_ids=right,
        choice_ids=vote.choice_ids,
        score=feedback.score if feedback else None,
        expected=expected,
        duration_ms=vote.submission.duration_ms,
        is_shown=feedback is not None and card.rule.feedback_on_controls,
        answered_at=vote.received_at,
    )
    return row, feedback


def _look_again(vote: Vote, ledger: Ledger) -> Feedback[int] | None:
    """Return the feedback of a retry, which teaches nothing new."""
    truth = ledger.truths.get(vote.assignment.subject_id)
    if truth is None or vote.submission.passed or not _is_control(vote, truth):
        return None
    return compare(task_card(vote.assignment.task_id).asked(truth.choice_ids), vote.choice_ids)


def _is_control(vote: Vote, truth: Truth) -> bool:
    return vote.assignment.purpose == CONTROL and truth.purpose == KnownAnswer.Purpose.CONTROL


def _find_repeat(vote: Vote, volunteer_id: int, ledger: Ledger) -> Kept | QuorumError | None:
    """Return the classification that this vote retries, or why it cannot be taken, or None."""
    assignment, client_uuid = vote.assignment, vote.submission.client_uuid
    round_id, subject_id, task_id = assignment.round_id, assignment.subject_id, assignment.task_id
    same_name = ledger.by_uuid.get((round_id, volunteer_id, client_uuid))
    if same_name is not None:
        if (same_name.subject_id, same_name.task_id) == (subject_id, task_id):
            return same_name
        return ClientUuidReused("This client_uuid belongs to another submission.")
    if (round_id, volunteer_id, subject_id, task_id) in ledger.by_subject:
        return AlreadyClassified("This volunteer has answered this subject before.")
    return None


def _why_not_counted(
    vote: Vote,
    tally: Tally | None,
    is_open: Mapping[int, bool],
    stand: Stand,
    *,
    is_within: bool,
    is_second: bool,
) -> str:
    """Return the first reason, from the volunteer's doing to the course of events; "" for a counted vote."""
    assignment = vote.assignment
    # A subject that was deleted has no tally any more.
    is_withdrawn = tally is None or tally.retirement_reason == WITHDRAWN
    reasons = (
        (NotCounted.NOT_A_CONTRIBUTION, assignment.purpose != CONTRIBUTION),
        (NotCounted.PASSED, vote.submission.passed),
        (NotCounted.NOT_TRUSTED, not stand.trusted),
        (NotCounted.HELD, stand.held),
        (NotCounted.SAME_DEVICE, is_second),
        (NotCounted.TOO_FAST, not is_within),
        (NotCounted.SUBJECT_WITHDRAWN, is_withdrawn),
        (NotCounted.ROUND_CLOSED, not is_open[assignment.round_id]),
        (NotCounted.EXPIRED, vote.received_at >= assignment.expires_at),
        (NotCounted.SUBJECT_RETIRED, tally is not None and tally.is_retired),
    )
    return next((str(reason) for reason, holds in reasons if holds), "")
