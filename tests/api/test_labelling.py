"""The whole way over HTTP: guests label until consensus, a scientist reads and downloads it."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from quorum.intake.outbox import consume_outbox
from quorum.intake.writer import shared_writer
from quorum.projects.models import Project
from quorum.selection.rounds import open_round
from tests.factories import PASSWORD, make_member, make_project, make_subject, make_user, version_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def project() -> Iterator[Project]:
    """Two subjects that three equal answers retire."""
    project = make_project("one")
    for _ in range(2):
        make_subject(project)
    open_round(workflow_version=version_of(project), actor=None)
    yield project
    shared_writer.stop()


def post(client: Client, address: str, body: dict[str, Any]) -> Any:
    return client.post(f"/api/v1/{address}", body, content_type="application/json")


def join(client: Client) -> None:
    assert post(client, "projects/one/join", {"consent": True, "terms_version": 1}).status_code == 201


def label_all(client: Client, **answer: Any) -> int:
    """Answer every subject alike, asking for the next one with each answer; return how many there were."""
    work = post(client, "projects/one/assignments", {"count": 1}).json()["assignments"]
    done = 0
    while work:
        body = {"client_uuid": str(uuid.uuid4()), "ticket": work[0]["ticket"], "choices": ["c1"], "want": 1}
        sent = post(client, "classifications", body | answer)
        assert sent.status_code == 201, sent.content
        work = sent.json()["assignments"]
        done += 1
    return done


def test_guests_label_to_the_end_and_the_consensus_appears(project: Project) -> None:
    for person in range(3):
        guest = Client()
        join(guest)
        assert label_all(guest, remark="Look here!" if person == 0 else "") == 2
        assert guest.get("/api/v1/projects/one").json()["my"]["classifications"] == 2
    consume_outbox()
    scientist = Client()
    scientist.force_login(make_member(project, "scientist"))
    progress = scientist.get("/api/v1/projects/one").json()["progress"]
    assert progress == {
        "subjects": 2,
        "open": 0,
        "reached": 2,
        "disputed": 0,
        "settled": 0,
        "classifications": 6,
        "volunteers": 3,
        "share_retired": 1.0,
    }
    rows = scientist.get("/api/v1/projects/one/subjects", {"state": "reached"}).json()["results"]
    assert [[one["code"] for one in row["consensus"]] for row in rows] == [["c1"], ["c1"]]
    page = scientist.get(f"/api/v1/projects/one/subjects/{rows[0]['id']}").json()
    assert (page["decided_at_n"], page["remarks"][0]["text"]) == (3, "Look here!")
    assert [one["choices"] for one in page["classifications"]] == [["c1"]] * 3
    file = b"".join(scientist.get("/api/v1/projects/one/downloads/classifications.csv").streaming_content)
    flat = list(csv.DictReader(io.StringIO(file.decode())))
    assert len(flat) == 6
    assert sorted({row["remark"] for row in flat}) == ["", "Look here!"]
    [day] = scientist.get("/api/v1/projects/one/statistics").json()["per_day"]
    assert (day["classifications"], day["volunteers"]) == (6, 3)


def test_what_a_guest_still_holds_can_be_sent_after_the_log_in(project: Project) -> None:
    user = make_user("ann@example.org")
    browser = Client()
    browser.force_login(user)
    join(browser)
    guest = Client()
    join(guest)
    held = post(guest, "projects/one/assignments", {"count": 1}).json()["assignments"][0]
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    guest.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert guest.get("/api/v1/me").json()["volunteer"]["kind"] == "account"
    body = {"client_uuid": str(uuid.uuid4()), "ticket": held["ticket"], "choices": ["c1"]}
    assert post(guest, "classifications", body).status_code == 201
    assert guest.get("/api/v1/projects/one").json()["my"]["classifications"] == 1
