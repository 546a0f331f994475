from __future__ import annotations

import json
import uuid
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from quorum.accounts.models import Volunteer
from quorum.accounts.volunteers import merge_guest
from quorum.classifications.models import Classification
from quorum.domain.identifiers import new_public_id
from quorum.intake.batch import commit_batch
from quorum.intake.database import connect
from quorum.intake.submission import Vote, read_submission
from quorum.onboarding.known_answers import add_known_answer, remove_known_answer
from quorum.onboarding.models import ControlAnswer, KnownAnswer, Standing, TrainingStage, TrustRule
from quorum.selection.assignments import unseal
from quorum.selection.models import QueueEntry
from quorum.selection.services import next_assignments
from quorum.subjects.models import Subject
from tests.factories import make_subject, make_volunteer
from tests.intake.conftest import Desk, make_desk, writer_stops

__all__ = ["writer_stops"]

CONTROL = int(Classification.Purpose.CONTROL)
FIRST, CONTROLS = 6, 9


def make_control(subject: Subject, codes: list[str], **fields: Any) -> KnownAnswer:
    return add_known_answer(subject=subject, purpose="control", codes=codes, actor=None, **fields)


@pytest.fixture
def desk(transactional_db: None, writer_stops: None) -> Desk:
    """Return a desk whose subjects from FIRST on are controls that show c1."""
    desk = make_desk(subjects=FIRST + CONTROLS)
    for subject in desk.subjects[FIRST:]:
        make_control(subject, ["c1"])
    return desk


def answer_control(desk: Desk, volunteer: Volunteer, number: int, choices: list[str], **fields: Any) -> Any:
    subject = desk.subjects[FIRST + number]
    ticket = desk.ticket(volunteer, subject, purpose=CONTROL, strategy="control")
    return desk.submit(volunteer, ticket, choices=choices, **fields)


def standing_of(desk: Desk, volunteer: Volunteer) -> Standing:
    return Standing.objects.get(volunteer_id=volunteer.pk, project=desk.project)


def ask(desk: Desk, volunteer: Volunteer, seed: int = 0, **fields: Any) -> list[Any]:
    wanted: dict[str, Any] = {"count": 5, "now": timezone.now(), "rng": Random(seed)} | fields
    return next_assignments(volunteer_id=volunteer.pk, round_id=desk.round.pk, task_id=desk.task.pk, **wanted)


def test_a_subject_with_a_known_answer_leaves_the_queue_and_comes_back_with_its_votes(desk: Desk) -> None:
    subject = desk.subjects[0]
    desk.vote(subject, ["c2"])
    known = make_control(subject, ["c2"])
    assert not QueueEntry.objects.filter(subject=subject).exists()
    assert desk.tally(subject).retirement_reason == "known_answer"
    assert desk.tally(subject).state == "open"
    remove_known_answer(known_answer=known, actor=None)
    assert QueueEntry.objects.filter(subject=subject).exists()
    tally = desk.tally(subject)
    assert (tally.retired_at, tally.retirement_reason, tally.n) == (None, "", 1)
    desk.vote(subject, ["c2"])
    assert desk.tally(subject).n == 2


def test_controls_are_handed_out_in_place_of_subjects_and_none_twice(desk: Desk, settings: Any) -> None:
    settings.OPEN_ASSIGNMENTS_LIMIT = 200
    volunteer = make_volunteer()
    given = [one for seed in range(40) for one in ask(desk, volunteer, seed)]
    controls = [one.subject_id for one in given if one.purpose == CONTROL]
    assert len(given) == 200
    assert len(controls) == len(set(controls)) == CONTROLS
    assert {one.strategy for one in given if one.purpose == CONTROL} == {"control"}


def test_nobody_meets_as_a_control_what_they_hold_or_have_answered(desk: Desk) -> None:
    volunteer, early = make_volunteer(), desk.subjects[0]
    status, _ = desk.submit(volunteer, desk.ticket(volunteer, early))
    assert status == 201
    late = desk.subjects[1]
    ticket = desk.ticket(volunteer, late)
    for subject in (early, late):
        make_control(subject, ["c1"])
    held = [subject.pk for subject in desk.subjects[FIRST:]]
    status, answer = desk.submit(volunteer, ticket)
    assert (status, answer["feedback"]) == (201, None)
    assert desk.stored(late) == [(False, "subject_retired")]
    assert desk.tally(late).n == 0
    for seed in range(30):
        given = ask(desk, volunteer, seed, exclude_subject_ids=held)
        assert all(one.purpose != CONTROL for one in given)


def test_a_control_teaches_the_standing_and_never_counts(desk: Desk) -> None:
    volunteer = make_volunteer()
    status, answer = answer_control(desk, volunteer, 0, ["c1", "c3"])
    assert status == 201
    assert answer["standing"] == {"level": "contributor", "trusted": True}
    assert answer["feedback"] is None
    assert desk.stored(desk.subjects[FIRST]) == [(False, "not_a_contribution")]
    assert desk.tally(desk.subjects[FIRST]).n == 0
    standing = standing_of(desk, volunteer)
    assert (standing.right, standing.wrong, standing.controls_answered) == (0.5, 0.5, 1)
    chosen = dict(desk.task.task_choices.values_list("choice__code", "choice_id"))
    assert standing.choice_skill == {str(chosen["c1"]): [1.0, 0.0], str(chosen["c3"]): [0.0, 1.0]}
    shown = ControlAnswer.objects.get()
    assert (shown.score, shown.expected, shown.is_shown) == (0.5, 0.7, False)


def test_a_retry_of_a_control_teaches_nothing_new(desk: Desk) -> None:
    TrustRule.objects.create(project=desk.project, feedback_on_controls=True)
    volunteer, client_uuid = make_volunteer(), str(uuid.uuid4())
    first, answer = answer_control(desk, volunteer, 0, ["c2"], client_uuid=client_uuid)
    again, retried = answer_control(desk, volunteer, 0, ["c2"], client_uuid=client_uuid)
    assert (first, again) == (201, 200)
    assert answer["feedback"] == [
        {"choice": "c1", "outcome": "missed", "hint": ""},
        {"choice": "c2", "outcome": "extra", "hint": ""},
    ]
    assert retried["feedback"] == answer["feedback"]
    assert standing_of(desk, volunteer).controls_answered == 1
    assert ControlAnswer.objects.get().is_shown


def test_a_passed_control_shows_nothing(desk: Desk) -> None:
    volunteer = make_volunteer()
    status, _ = answer_control(desk, volunteer, 0, [], passed=True)
    assert status == 201
    assert standing_of(desk, volunteer).controls_answered == 0
    assert ControlAnswer.objects.get().score is None


def test_wrong_answers_withdraw_trust_and_what_follows_is_kept_and_not_counted(desk: Desk) -> None:
    volunteer = make_volunteer()
    before = desk.subjects[0]
    desk.submit(volunteer, desk.ticket(volunteer, before))
    for number in range(8):
        _, answer = answer_control(desk, volunteer, number, ["c5"])
    assert answer["standing"] == {"level": "returned", "trusted": False}
    after = desk.subjects[1]
    status, answer = desk.submit(volunteer, desk.ticket(volunteer, after), want=2)
    assert status == 201
    assert desk.stored(before) == [(True, "")]
    assert desk.stored(after) == [(False, "not_trusted")]
    assert desk.tally(after).n == 0
    assert "%" in standing_of(desk, volunteer).reason
    trust = Classification.objects.get(subject_id=after.pk).trust
    assert trust is not None
    assert trust < 0.5


def test_without_training_good_answers_to_controls_bring_trust_back(desk: Desk) -> None:
    volunteer = make_volunteer()
    Standing.objects.create(
        volunteer_id=volunteer.pk, project=desk.project, level="returned", right=2.0, wrong=3.0, reason="x"
    )
    _, answer = answer_control(desk, volunteer, 0, ["c1"])
    assert answer["standing"]["level"] == "returned"
    assert ask(desk, volunteer)
    for number in range(1, 8):
        _, answer = answer_control(desk, volunteer, number, ["c1"])
    assert answer["standing"] == {"level": "contributor", "trusted": True}
    desk.submit(volunteer, desk.ticket(volunteer, desk.subjects[0]))
    assert desk.stored(desk.subjects[0]) == [(True, "")]


def test_with_training_a_returned_volunteer_is_given_no_more_work(desk: Desk) -> None:
    stage = TrainingStage.objects.create(project=desk.project, position=0, title="Single places")
    image = make_subject(desk.project)
    add_known_answer(subject=image, purpose="training", codes=["c1"], stage=stage, actor=None)
    volunteer, newcomer = make_volunteer(), make_volunteer()
    Standing.objects.create(volunteer_id=volunteer.pk, project=desk.project, level="contributor", trusted=True)
    for number in range(8):
        _, answer = answer_control(desk, volunteer, number, ["c5"], want=1)
    assert answer["standing"] == {"level": "returned", "trusted": False}
    assert (answer["assignments"], answer["exhausted"]) == ([], True)
    assert ask(desk, volunteer) == []
    assert ask(desk, newcomer) == []
    _, answer = desk.submit(newcomer, desk.ticket(newcomer, desk.subjects[0]))
    assert answer["standing"] == {"level": "newcomer", "trusted": False}
    assert desk.stored(desk.subjects[0]) == [(False, "not_trusted")]


def test_what_a_guest_showed_follows_into_the_account(desk: Desk) -> None:
    guest, own = make_volunteer(), make_volunteer()
    for number in range(5):
        answer_control(desk, guest, number, ["c5"])
    answer_control(desk, own, 5, ["c5"])
    merge_guest(guest=guest, into=own)
    assert standing_of(desk, own).controls_answered == 6
    assert ControlAnswer.objects.filter(volunteer_id=own.pk).count() == 6
    # A ticket that the guest still holds is answered in the name of the account.
    status, answer = answer_control(desk, guest, 7, ["c5"])
    assert status == 201
    assert answer["standing"]["level"] == "returned"
    assert not Standing.objects.filter(volunteer_id=guest.pk).exists()


def test_two_processes_add_up_what_two_controls_of_one_volunteer_showed(desk: Desk) -> None:
    volunteer = make_volunteer()
    answer_control(desk, volunteer, 0, ["c1"])
    first, second = connect(), connect()
    try:
        for connection, number in ((first, 1), (second, 2)):
            commit_batch(connection, [_vote(desk, volunteer, number)], now=timezone.now(), rng=Random(number))
    finally:
        first.close()
        second.close()
    assert standing_of(desk, volunteer).controls_answered == 3


def test_one_batch_may_hold_the_controls_that_withdraw_trust_and_the_vote_that_follows(desk: Desk) -> None:
    volunteer, connection = make_volunteer(), connect()
    votes = [_vote(desk, volunteer, number, ["c5"]) for number in range(8)]
    subject = desk.subjects[0]
    votes.append(_vote(desk, volunteer, -FIRST, purpose=0))
    try:
        receipts = commit_batch(connection, votes, now=timezone.now(), rng=Random(0))
    finally:
        connection.close()
    assert [receipt.level for receipt in receipts][-1] == "returned"  # type: ignore[union-attr]
    assert desk.stored(subject) == [(False, "not_trusted")]
    assert standing_of(desk, volunteer).controls_answered == 8


def test_a_control_that_rests_or_is_gone_is_answered_without_harm(desk: Desk) -> None:
    volunteer = make_volunteer()
    resting, gone = desk.subjects[FIRST], desk.subjects[FIRST + 1]
    KnownAnswer.objects.filter(subject=resting).update(state="resting")
    status, _ = answer_control(desk, volunteer, 0, ["c1"])
    assert status == 201
    remove_known_answer(known_answer=KnownAnswer.objects.get(subject=gone), actor=None)
    status, _ = answer_control(desk, volunteer, 1, ["c1"])
    assert status == 201
    assert desk.stored(gone) == [(False, "not_a_contribution")]
    assert standing_of(desk, volunteer).controls_answered == 1
    assert all(one.subject_id != resting.pk for seed in range(30) for one in ask(desk, volunteer, seed))


def test_controls_come_with_the_answer_to_a_submission_too(desk: Desk) -> None:
    TrustRule.objects.create(project=desk.project, control_share_most=0.5, control_share_least=0.5)
    volunteer, client_uuid = make_volunteer(), str(uuid.uuid4())
    ticket = desk.ticket(volunteer, desk.subjects[0])
    given = []
    for _ in range(15):
        _, answer = desk.submit(volunteer, ticket, client_uuid=client_uuid, want=2)
        given += [unseal(one["ticket"]) for one in answer["assignments"]]
    controls = [one.subject_id for one in given if one.purpose == CONTROL]
    assert len(given) == 30
    assert 0 < len(controls) == len(set(controls)) <= CONTROLS


def _vote(
    desk: Desk, volunteer: Volunteer, number: int, choices: list[str] | None = None, purpose: int = CONTROL
) -> Vote:
    chosen = choices or ["c1"]
    assignment = desk.assignment(volunteer, desk.subjects[FIRST + number], purpose=purpose)
    body = {"client_uuid": str(uuid.uuid4()), "ticket": "x", "choices": chosen}
    offered = {code: (index, choice) for code, index, choice in _offered(desk)}
    return Vote(
        public_id=new_public_id(),
        volunteer_id=volunteer.pk,
        assignment=assignment,
        submission=read_submission(json.dumps(body).encode()),
        indices=[offered[code][0] for code in chosen],
        choice_ids=[offered[code][1] for code in chosen],
        holding=[],
        received_at=timezone.now() + timedelta(milliseconds=1),
    )


def _offered(desk: Desk) -> Any:
    return desk.task.task_choices.values_list("choice__code", "index", "choice_id")
