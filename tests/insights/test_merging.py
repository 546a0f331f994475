"""Figures of guests who are merged while the outbox is read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from quorum.accounts.models import Volunteer
from quorum.accounts.volunteers import adopt_guest
from quorum.insights.models import ParticipationDay
from quorum.intake.database import connect
from tests.factories import NOON, make_project, make_user, make_volunteer
from tests.waiting import wait_for_a_waiting_session

ADD_DAY = """
insert into insights_participationday
       (project_id, volunteer_id, day, classifications, counted, passes, seconds)
values (%s, %s, %s, 1, 1, 0, 0)
"""


@pytest.mark.django_db(transaction=True)
def test_a_merge_and_the_outbox_s_reader_neither_block_each_other_nor_lose_a_day() -> None:
    project, user, guest = make_project(), make_user(), make_volunteer()
    own = make_volunteer(user=user)
    today, tomorrow = NOON.date(), NOON.date().replace(day=NOON.day + 1)
    ParticipationDay.objects.create(project_id=project.pk, volunteer=guest, day=today, classifications=1)

    def merge() -> Volunteer | None:
        try:
            return adopt_guest(user=user, guest_id=guest.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, connect() as reader:
        with reader.transaction():
            reader.execute(ADD_DAY, (project.pk, own.pk, today))
            merging = pool.submit(merge)
            wait_for_a_waiting_session()
            reader.execute(ADD_DAY, (project.pk, guest.pk, tomorrow))
        assert merging.result(timeout=10) == own
    days = ParticipationDay.objects.order_by("day").values_list("day", "classifications")
    assert list(days) == [(today, 2), (tomorrow, 1)]
