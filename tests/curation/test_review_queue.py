"""Subjects come to the curators when many remark on them or cannot agree, each once."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import msgspec
import pytest
from django.db import connection

from quorum.accounts.models import Volunteer
from quorum.curation.models import Remark, ReviewItem
from quorum.intake.database import connect
from quorum.intake.writer import Writer, shared_writer
from quorum.projects.models import Project
from tests.factories import make_volunteer
from tests.intake.conftest import Desk, make_desk
from tests.intake.test_fold import Answer, to_vote


@pytest.fixture
def desk(transactional_db: None) -> Iterator[Desk]:
    yield make_desk(subjects=2, minimum_votes=3, maximum_votes=40)
    shared_writer.stop()


def remark(desk: Desk, volunteer: Volunteer, text: str, number: int = 0, **fields: object) -> None:
    ticket = desk.ticket(volunteer, desk.subjects[number])
    status, answer = desk.submit(volunteer, ticket, choices=[], passed=True, remark=text, **fields)
    assert status == 201, answer


def test_a_remark_keeps_its_kind_and_its_place(desk: Desk) -> None:
    remark(desk, make_volunteer(), "A fibre", remark_kind="artefact", remark_point={"x": 0.25, "y": 1})
    stored = Remark.objects.get()
    assert (stored.kind, stored.text, stored.x, stored.y) == ("artefact", "A fibre", 0.25, 1.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"remark": "x", "remark_point": {"x": 1.1, "y": 0}},
        {"remark": "x", "remark_point": {"x": 0.5}},
        {"remark": "x", "remark_kind": "gossip"},
        {"remark_point": {"x": 0.5, "y": 0.5}},
    ],
)
def test_a_place_outside_the_image_or_without_words_is_refused(desk: Desk, wrong: dict[str, object]) -> None:
    volunteer = make_volunteer()
    status, answer = desk.submit(volunteer, desk.ticket(volunteer, desk.subjects[0]), **wrong)
    assert (status, answer["error"]["code"]) == (400, "invalid")


def test_remarks_of_more_volunteers_than_the_number_open_one_item_however_they_arrive(desk: Desk) -> None:
    writers = [Writer(connect), Writer(connect)]
    volunteers = [make_volunteer() for _ in range(24)]

    def submit(number: int) -> None:
        answer = Answer(number, 0, (), True, False, 0)
        vote = to_vote(desk, volunteers, desk.subjects, uuid.uuid4(), answer)
        remarked = msgspec.structs.replace(vote.submission, remark="odd")
        writers[number % 2].submit(replace(vote, submission=remarked))
        connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(submit, range(24)))
    for writer in writers:
        writer.stop()
    assert Remark.objects.count() == 24
    item = ReviewItem.objects.get()
    assert (item.subject_id, item.reason, item.closed_at) == (desk.subjects[0].pk, "remarks", None)


def test_as_many_remarks_as_the_number_do_not_open_an_item(desk: Desk) -> None:
    Project.objects.update(remarks_for_review=2)
    for _ in range(2):
        remark(desk, make_volunteer(), "odd")
    assert not ReviewItem.objects.exists()
    remark(desk, make_volunteer(), "odd")
    assert ReviewItem.objects.get().reason == "remarks"


def test_after_a_decision_only_new_remarks_count(desk: Desk) -> None:
    Project.objects.update(remarks_for_review=1)
    for _ in range(2):
        remark(desk, make_volunteer(), "odd")
    ReviewItem.objects.update(closed_at=Remark.objects.latest("pk").created_at)
    remark(desk, make_volunteer(), "odd")
    assert ReviewItem.objects.count() == 1
    remark(desk, make_volunteer(), "odd")
    assert ReviewItem.objects.filter(closed_at=None).count() == 1


def test_a_disputed_subject_enters_the_queue(transactional_db: None) -> None:
    desk = make_desk(subjects=1, minimum_votes=3, maximum_votes=4)
    try:
        for code in ("c1", "c2", "c3", "c4"):
            desk.vote(desk.subjects[0], [code])
        assert desk.tally(desk.subjects[0]).state == "disputed"
        assert ReviewItem.objects.get().reason == "disputed"
    finally:
        shared_writer.stop()
