"""One device answers an image once, whoever is logged in."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from django.db import connection
from django.utils import timezone

from quorum.accounts.privacy import delete_account
from quorum.accounts.volunteers import merge_guest
from quorum.classifications.devices import forget_old_devices
from quorum.classifications.models import Classification, DeviceAnswer
from quorum.onboarding.models import ControlAnswer, KnownAnswer
from quorum.onboarding.trust_cards import forget_trust_cards
from quorum.projects.models import Round
from quorum.selection.assignments import Assignment
from quorum.selection.queue import PICK, Ask, pick_parameters
from quorum.selection.services import next_assignments
from tests.factories import make_user, make_volunteer, version_of
from tests.intake.conftest import Desk
from tests.intake.test_writer import in_threads

TABLET, PHONE = 4711, -12


def draw(desk: Desk, device: int | None, *, count: int = 5) -> list[Assignment]:
    return next_assignments(
        volunteer_id=make_volunteer().pk,
        round_id=desk.round.pk,
        task_id=desk.task.pk,
        count=count,
        now=timezone.now(),
        rng=Random(1),
        device=device,
    )


def answer(desk: Desk, place: int, device: int | None, **fields: Any) -> tuple[int, dict[str, Any]]:
    volunteer = make_volunteer()
    ticket = desk.ticket(volunteer, desk.subjects[place], device=device)
    return desk.submit(volunteer, ticket, **fields)


def test_what_was_answered_on_a_device_comes_there_no_more_whoever_asks(desk: Desk) -> None:
    answer(desk, 0, TABLET)
    answer(desk, 1, TABLET, choices=[], passed=True)
    fresh = {subject.pk for subject in desk.subjects[2:]}
    assert {one.subject_id for one in draw(desk, TABLET)} == fresh
    assert len(draw(desk, PHONE)) == len(draw(desk, None)) == 4
    assert {one.device for one in draw(desk, TABLET)} == {TABLET}


def test_the_next_images_after_an_answer_keep_to_the_same_rule(desk: Desk) -> None:
    for place in range(2):
        answer(desk, place, TABLET)
    _, told = answer(desk, 2, TABLET, want=5)
    assert len(told["assignments"]) == 1
    assert told["exhausted"] is True


def test_a_second_answer_that_slips_through_is_kept_and_does_not_count(desk: Desk) -> None:
    assert [answer(desk, 0, TABLET)[0] for _ in range(3)] == [201, 201, 201]
    assert desk.stored(desk.subjects[0]) == [(True, ""), (False, "same_device"), (False, "same_device")]
    assert desk.tally(desk.subjects[0]).n == 1
    assert DeviceAnswer.objects.count() == 1


def test_programs_without_a_device_are_left_alone(desk: Desk) -> None:
    for _ in range(2):
        answer(desk, 0, None)
    assert desk.tally(desk.subjects[0]).n == 2
    assert not DeviceAnswer.objects.exists()


def test_accounts_of_one_device_that_answer_at_once_have_one_vote(desk: Desk) -> None:
    tickets = [
        (volunteer, desk.ticket(volunteer, desk.subjects[0], device=TABLET))
        for volunteer in (make_volunteer() for _ in range(8))
    ]
    calls = [lambda who=who, ticket=ticket: desk.submit(who, ticket)[0] for who, ticket in tickets]
    assert in_threads(calls) == [201] * 8
    assert desk.tally(desk.subjects[0]).n == 1
    assert sorted(desk.stored(desk.subjects[0])) == [(False, "same_device")] * 7 + [(True, "")]


def test_a_control_that_was_answered_on_the_device_neither_comes_again_nor_teaches(desk: Desk) -> None:
    control = desk.subjects[0]
    KnownAnswer.objects.create(
        project=desk.project,
        subject=control,
        purpose=KnownAnswer.Purpose.CONTROL,
        label_set_version=version_of(desk.project).label_set_version,
        choice_ids=[desk.task.task_choices.get(choice__code="c1").choice_id],
    )
    forget_trust_cards()
    purpose = Classification.Purpose.CONTROL
    for _ in range(2):
        volunteer = make_volunteer()
        desk.submit(volunteer, desk.ticket(volunteer, control, device=TABLET, purpose=purpose))
    assert ControlAnswer.objects.count() == 1
    on_tablet = [one.subject_id for _ in range(20) for one in draw(desk, TABLET)]
    elsewhere = [one.subject_id for _ in range(20) for one in draw(desk, PHONE)]
    forget_trust_cards()
    assert control.pk not in on_tablet
    assert control.pk in elsewhere


def test_marks_follow_a_guest_and_go_with_the_account(desk: Desk) -> None:
    guest, user = make_volunteer(), make_user()
    own = make_volunteer(user=user)
    desk.submit(guest, desk.ticket(guest, desk.subjects[0], device=TABLET))
    merge_guest(guest=guest, into=own)
    assert DeviceAnswer.objects.get().volunteer_id == own.pk
    delete_account(user=user, confirmation=user.email, actor=user)
    assert not DeviceAnswer.objects.exists()
    assert desk.tally(desk.subjects[0]).n == 1


def test_marks_are_forgotten_thirty_days_after_their_round(desk: Desk) -> None:
    answer(desk, 0, TABLET)
    now = timezone.now()
    Round.objects.update(closed_at=now)
    assert forget_old_devices(now=now + timedelta(days=29)) == 0
    assert forget_old_devices(now=now + timedelta(days=31)) == 1


def test_the_draw_looks_devices_up_by_their_key(desk: Desk) -> None:
    answer(desk, 0, TABLET)
    ask = Ask(0, make_volunteer().pk, desk.round.pk, desk.task.pk, 0.5, 3, (), TABLET)
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("explain " + PICK, pick_parameters([ask]))
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index Only Scan using classifications_deviceanswer_pkey" in plan
