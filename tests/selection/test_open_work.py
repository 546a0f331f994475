"""Nobody holds more than so many unanswered assignments, and honest people never meet the limit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client

from quorum.accounts.identity import seal_volunteer
from quorum.accounts.models import Volunteer
from quorum.accounts.volunteers import merge_guest
from quorum.selection.models import OpenWork
from tests.factories import make_user, make_volunteer
from tests.intake.conftest import Desk, make_desk, writer_stops  # noqa: F401

LIMIT = 8


@pytest.fixture
def desk(transactional_db: None, writer_stops: None, settings: Any) -> Desk:  # noqa: F811
    """Return a desk over twenty subjects, where nobody may hold more than eight."""
    settings.OPEN_ASSIGNMENTS_LIMIT = LIMIT
    return make_desk(subjects=20)


def ask(desk: Desk, volunteer: Volunteer, *, count: int = 5, holding: tuple[str, ...] = ()) -> Any:
    client = Client(headers={"X-Quorum-Volunteer": seal_volunteer(volunteer.pk)})
    address = f"/api/v1/projects/{desk.project.slug}/assignments"
    return client.post(address, {"count": count, "holding": holding}, content_type="application/json")


def tickets(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.json()
    return [one["ticket"] for one in answer.json()["assignments"]]


def test_whoever_asks_and_asks_is_given_so_many_and_then_told_why_not(desk: Desk) -> None:
    volunteer = make_volunteer(project=desk.project)
    assert len(tickets(ask(desk, volunteer))) == 5
    rest = ask(desk, volunteer)
    assert len(tickets(rest)) == LIMIT - 5
    assert rest.json()["exhausted"] is False
    refused = ask(desk, volunteer)
    assert refused.status_code == 409
    assert refused.json()["error"]["code"] == "too_many_open"
    assert refused.json()["error"]["details"] == {"limit": LIMIT}


def test_every_answer_makes_room_for_one_more(desk: Desk) -> None:
    volunteer = make_volunteer(project=desk.project)
    held = tickets(ask(desk, volunteer)) + tickets(ask(desk, volunteer))
    for ticket in held[:3]:
        status, told = desk.submit(volunteer, ticket, want=5)
        assert status == 201
        assert len(told["assignments"]) == 1
        assert told["exhausted"] is False
    desk.submit(volunteer, held[3])
    assert len(tickets(ask(desk, volunteer))) == 1


def test_sending_an_answer_again_brings_no_more_than_the_limit(desk: Desk) -> None:
    volunteer = make_volunteer(project=desk.project)
    [ticket] = tickets(ask(desk, volunteer, count=1))
    body = {"client_uuid": "0198a3f4-0000-7000-8000-000000000001", "want": 5}
    given = [len(desk.submit(volunteer, ticket, **body)[1]["assignments"]) for _ in range(4)]
    assert given == [5, 3, 0, 0]


def test_whoever_answers_one_after_the_other_never_meets_the_limit(desk: Desk) -> None:
    volunteer = make_volunteer(project=desk.project)
    held = tickets(ask(desk, volunteer, count=4))
    answered = 0
    while held:
        status, told = desk.submit(volunteer, held.pop(0), want=4 - len(held), holding=held)
        assert status == 201
        answered += 1
        held += [one["ticket"] for one in told["assignments"]]
    assert answered == 20
    assert OpenWork.objects.get(volunteer_id=volunteer.pk).unanswered == 0


def test_what_is_never_answered_is_forgotten_in_a_day(desk: Desk) -> None:
    volunteer = make_volunteer(project=desk.project)
    ask(desk, volunteer), ask(desk, volunteer)
    OpenWork.objects.update(counted_at=F("counted_at") - timedelta(hours=6))
    assert len(tickets(ask(desk, volunteer))) == LIMIT // 4
    OpenWork.objects.update(counted_at=F("counted_at") - timedelta(days=1))
    assert len(tickets(ask(desk, volunteer))) == 5


def test_a_guest_who_logs_in_keeps_what_is_open(desk: Desk) -> None:
    guest, own = make_volunteer(project=desk.project), make_volunteer(user=make_user(), project=desk.project)
    ask(desk, guest)
    merge_guest(guest=guest, into=own)
    assert {row.volunteer_id: row.unanswered for row in OpenWork.objects.all()} == {own.pk: 5}
