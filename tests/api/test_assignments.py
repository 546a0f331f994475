"""Assignments over HTTP: work is handed out, and nothing that would give it away."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from quorum.accounts.devices import COOKIE
from quorum.projects.models import Project
from quorum.selection.assignments import unseal
from quorum.selection.rounds import open_round
from quorum.subjects.models import ReferenceLabel
from tests.factories import make_project, make_subject, version_of

pytestmark = pytest.mark.django_db


def post(client: Client, address: str, body: dict[str, Any]) -> Any:
    return client.post(f"/api/v1/projects/{address}", body, content_type="application/json")


@pytest.fixture
def guest(client: Client) -> Client:
    """A guest who has joined the project `one` with three subjects in an open round."""
    project = make_project("one")
    for name in ("secret-a", "secret-b", "secret-c"):
        subject = make_subject(project, name)
        ReferenceLabel.objects.create(
            project=project,
            subject=subject,
            label_set_version=version_of(project).label_set_version,
            source="truth.csv",
            split="control",
            choice_ids=[],
        )
    open_round(workflow_version=version_of(project), actor=None)
    assert post(client, "one/join", {"consent": True, "terms_version": 1}).status_code == 201
    return client


def test_assignments_bring_a_ticket_the_task_and_images_that_load(guest: Client) -> None:
    answer = post(guest, "one/assignments", {"count": 2}).json()
    assert answer["exhausted"] is False
    assert answer["progress"]["open"] == 3
    page = guest.get("/api/v1/projects/one").json()
    assert page["round"] == {"number": 1, "state": "open"}
    assert page["my"]["may_label"] is True
    for assignment in answer["assignments"]:
        assert assignment["task"] == page["tasks"][0]["id"]
        assert [image["channel"] for image in assignment["images"]] == ["green", "blue"]
        image = guest.get(assignment["images"][0]["url"])
        assert image["Cache-Control"] == "private, max-age=31536000, immutable"
        assert image.content[8:12] == b"WEBP"


def test_what_is_held_is_not_handed_out_again_and_the_end_is_told(guest: Client) -> None:
    first = post(guest, "one/assignments", {"count": 2}).json()["assignments"]
    second = post(guest, "one/assignments", {"count": 2, "holding": [one["ticket"] for one in first]}).json()
    assert len(second["assignments"]) == 1
    assert second["exhausted"] is True


def test_nothing_tells_a_volunteer_the_name_or_the_purpose_or_the_answer(guest: Client) -> None:
    text = json.dumps(post(guest, "one/assignments", {"count": 3}).json())
    for telling in ("secret", "truth", "control", "purpose", "strategy", "reference", "external"):
        assert telling not in text


def devices_of(answer: Any) -> set[int | None]:
    return {unseal(one["ticket"]).device for one in answer.json()["assignments"]}


def test_a_browser_keeps_its_device_from_draw_to_draw_whoever_is_logged_in(guest: Client) -> None:
    first = post(guest, "one/assignments", {"count": 1})
    cookie = first.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", "")
    guest.cookies.pop("quorum_volunteer")
    post(guest, "one/join", {"consent": True, "terms_version": 1})
    assert devices_of(first) == devices_of(post(guest, "one/assignments", {"count": 1})) != {None}


def test_one_address_makes_so_many_guests_and_lets_those_it_has_go_on(guest: Client, settings: Any) -> None:
    settings.GUESTS_PER_ADDRESS = 2
    yes, address = {"consent": True, "terms_version": 1}, {"REMOTE_ADDR": "2001:db8::7"}
    clients = [Client(**address) for _ in range(3)]
    answers = [post(one, "one/join", yes) for one in clients]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert answers[2].json()["error"]["code"] == "joining_too_fast"
    assert post(clients[0], "one/join", yes).status_code == 201
    assert post(Client(REMOTE_ADDR="2001:db8::8"), "one/join", yes).status_code == 429
    assert post(Client(REMOTE_ADDR="2001:db8:1::8"), "one/join", yes).status_code == 201


def test_programs_and_projects_with_shared_devices_have_no_device(guest: Client) -> None:
    key = guest.cookies["quorum_volunteer"].value
    address = "/api/v1/projects/one/assignments"
    program = Client(headers={"X-Quorum-Volunteer": key})
    answer = program.post(address, {"count": 1}, content_type="application/json")
    assert devices_of(answer) == {None}
    assert COOKIE not in answer.cookies
    Project.objects.update(shared_devices=True)
    assert devices_of(post(guest, "one/assignments", {"count": 1})) == {None}


def test_held_tickets_of_another_server_do_no_harm(guest: Client) -> None:
    answer = post(guest, "one/assignments", {"count": 1, "holding": ["x" * 40]})
    assert len(answer.json()["assignments"]) == 1


def test_the_image_of_a_forged_address_is_unknown(client: Client) -> None:
    answer = client.get("/i/AAAA/green.webp")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "image_unknown")


def test_nobody_labels_before_saying_yes_to_the_terms(guest: Client) -> None:
    answer = post(Client(), "one/assignments", {"count": 1})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "consent_required")


@pytest.mark.parametrize("body", [{}, {"count": 0}, {"count": 6}, {"count": 1, "holding": "x"}])
def test_a_wrong_body_is_refused_field_by_field(guest: Client, body: dict[str, Any]) -> None:
    answer = post(guest, "one/assignments", body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")
    assert set(answer.json()["error"]["details"]) <= {"count", "holding"}


def test_a_project_without_an_open_round_hands_out_nothing(client: Client) -> None:
    make_project("one")
    post(client, "one/join", {"consent": True, "terms_version": 1})
    answer = post(client, "one/assignments", {"count": 1})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "project_paused")


def test_work_is_handed_out_while_redis_is_away(guest: Client, settings: Any) -> None:
    away = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",
    }
    settings.CACHES = settings.CACHES | {"default": away}
    assert guest.get("/api/v1/projects/one").status_code == 200
    assert len(post(guest, "one/assignments", {"count": 1}).json()["assignments"]) == 1
