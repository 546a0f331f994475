from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from quorum.accounts.models import Volunteer
from quorum.accounts.volunteers import adopt_guest, merge_guest
from quorum.classifications.services import FACTS_LOCK
from quorum.classifications.signals import facts_arrived
from quorum.insights.models import ParticipationDay
from quorum.intake.database import connect
from quorum.intake.models import OutboxEvent
from quorum.intake.outbox import consume_outbox
from tests.factories import make_user, make_volunteer
from tests.waiting import wait_for_a_waiting_session


def fact(volunteer: Volunteer, **changes: Any) -> dict[str, Any]:
    facts = {
        "public_id": str(uuid4()),
        "project_id": 5,
        "round_id": 1,
        "task_id": 1,
        "subject_id": 1,
        "volunteer_id": volunteer.pk,
        "purpose": 0,
        "counted": True,
        "passed": False,
        "duration_ms": 1500,
        "received_at": "2026-03-01T23:59:59.900Z",
    }
    return facts | changes


def write(*facts: dict[str, Any]) -> None:
    OutboxEvent.objects.create(payload=list(facts))


def figures() -> list[tuple[Any, ...]]:
    rows = ParticipationDay.objects.order_by("volunteer_id", "day")
    return list(rows.values_list("volunteer_id", "day", "classifications", "counted", "passes", "seconds"))


FIRST, SECOND = datetime(2026, 3, 1, tzinfo=UTC).date(), datetime(2026, 3, 2, tzinfo=UTC).date()


@pytest.mark.django_db
def test_facts_add_up_per_volunteer_and_day_in_utc_and_events_are_gone() -> None:
    volunteer = make_volunteer()
    write(fact(volunteer), fact(volunteer, counted=False, passed=True, duration_ms=None))
    write(fact(volunteer, received_at="2026-03-02T00:00:00.000Z"))
    assert consume_outbox() == 2
    assert figures() == [(volunteer.pk, FIRST, 2, 1, 1, 1.5), (volunteer.pk, SECOND, 1, 1, 0, 1.5)]
    assert not OutboxEvent.objects.exists()
    write(fact(volunteer))
    assert consume_outbox() == 1
    assert figures()[0] == (volunteer.pk, FIRST, 3, 2, 1, 3.0)
    assert consume_outbox() == 0


@pytest.mark.django_db
def test_what_a_merged_guest_did_goes_to_the_account_however_late_the_fact_comes() -> None:
    guest, account = make_volunteer(), make_volunteer(user=make_user())
    write(fact(guest))
    merge_guest(guest=guest, into=account)
    consume_outbox()
    assert figures() == [(account.pk, FIRST, 1, 1, 0, 1.5)]


@pytest.mark.django_db
def test_facts_of_a_deleted_volunteer_are_dropped() -> None:
    volunteer = make_volunteer()
    write(fact(volunteer, volunteer_id=volunteer.pk + 10**6))
    assert consume_outbox() == 1
    assert figures() == []


@pytest.mark.django_db(transaction=True)
def test_consumers_at_the_same_time_count_every_fact_once() -> None:
    volunteers = [make_volunteer() for _ in range(3)]
    for _ in range(400):
        write(*(fact(volunteer) for volunteer in volunteers))
    consumed: list[int] = []

    def consume() -> None:
        consumed.append(consume_outbox())
        connection.close()

    threads = [Thread(target=consume) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(consumed) + consume_outbox() == 400
    assert [row[2] for row in figures()] == [400, 400, 400]


@pytest.mark.django_db(transaction=True)
def test_a_receiver_that_fails_puts_the_whole_batch_off() -> None:
    volunteer = make_volunteer()
    write(fact(volunteer))

    def fail(**_: Any) -> None:
        raise RuntimeError("the disk is full")

    facts_arrived.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            consume_outbox()
    finally:
        facts_arrived.disconnect(fail)
    assert figures() == []
    assert consume_outbox() == 1
    assert len(figures()) == 1


@pytest.mark.django_db(transaction=True)
def test_a_merge_waits_for_facts_that_are_being_handed_on() -> None:
    user, guest = make_user(), make_volunteer()
    own = make_volunteer(user=user)

    def merge() -> None:
        try:
            adopt_guest(user=user, guest_id=guest.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, connect() as reader:
        with reader.transaction():
            reader.execute("select pg_advisory_xact_lock_shared(%s)", (FACTS_LOCK,))
            merging = pool.submit(merge)
            wait_for_a_waiting_session()
        merging.result(timeout=10)
    guest.refresh_from_db()
    assert guest.merged_into == own
