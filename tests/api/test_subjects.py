"""Subjects over HTTP, for those with a role."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from quorum.audit.models import AuditEvent
from quorum.classifications.models import SubjectRoundTask
from quorum.projects.models import Project
from quorum.selection.models import QueueEntry
from quorum.selection.rounds import open_round
from tests.factories import make_member, make_project, make_subject, version_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    """Five subjects: two open, two reached on c1, one disputed."""
    project = make_project("one")
    for index in range(5):
        make_subject(project, f"field-{index}")
    open_round(workflow_version=version_of(project), actor=None)
    decided = {1: ("reached", [1]), 2: ("reached", [1, 4]), 3: ("disputed", [])}
    for index, (state, accepted) in decided.items():
        counts = [0, 3, 0, 0, 2, 0, 0, 0, 0, 0]
        SubjectRoundTask.objects.filter(subject__external_id=f"field-{index}").update(
            state=state,
            accepted=accepted,
            n=index + 2,
            counts=counts,
            decided_at=datetime(2026, 1, index, tzinfo=UTC),
            retirement_reason=state,
        )
    return project


@pytest.fixture
def scientist(client: Client, project: Project) -> Client:
    client.force_login(make_member(project, "scientist"))
    return client


def names(client: Client, **query: Any) -> list[str]:
    answer = client.get("/api/v1/projects/one/subjects", query)
    assert answer.status_code == 200, answer.content
    return [row["external_id"].removeprefix("field-") for row in answer.json()["results"]]


def test_subjects_are_listed_with_their_consensus(scientist: Client) -> None:
    row = scientist.get("/api/v1/projects/one/subjects").json()["results"][2]
    assert (row["external_id"], row["state"], row["n"]) == ("field-2", "reached", 4)
    assert [choice["code"] for choice in row["consensus"]] == ["c1", "c4"]
    assert scientist.get(row["thumbnail"]).status_code == 200


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"state": "open"}, "04"),
        ({"state": "reached"}, "12"),
        ({"choice": "c4"}, "2"),
        ({"choice": "nothing"}, ""),
        ({"search": "LD-3"}, "3"),
        ({"sort": "votes"}, "04123"),
        ({"sort": "-votes"}, "32104"),
        ({"sort": "decided_at"}, "12304"),
        ({"sort": "-decided_at"}, "32104"),
    ],
)
def test_subjects_are_filtered_and_sorted(scientist: Client, query: dict[str, str], expected: str) -> None:
    assert "".join(names(scientist, **query)) == expected


@pytest.mark.parametrize("sort", ["", "votes", "-votes", "decided_at", "-decided_at"])
def test_pages_tell_every_subject_once(scientist: Client, sort: str) -> None:
    asked = {"sort": sort} if sort else {}
    told, cursor = [], ""
    while cursor is not None:
        page = scientist.get(
            "/api/v1/projects/one/subjects", asked | {"limit": 2} | ({"cursor": cursor} if cursor else {})
        ).json()
        assert page["total"] == 5
        told += [row["external_id"].removeprefix("field-") for row in page["results"]]
        cursor = page["next"]
    assert told == names(scientist, **asked)


@pytest.mark.parametrize("cursor", ["x", "bnVsbA==", "WyJhIiwgMV0="])
def test_a_broken_cursor_is_refused(scientist: Client, cursor: str) -> None:
    answer = scientist.get("/api/v1/projects/one/subjects", {"cursor": cursor, "sort": "votes"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "cursor_invalid")


def test_a_subject_s_page_brings_votes_p_values_and_images(scientist: Client) -> None:
    row = scientist.get("/api/v1/projects/one/subjects", {"search": "field-1"}).json()["results"][0]
    page = scientist.get(f"/api/v1/projects/one/subjects/{row['id']}").json()
    assert [vote["code"] for vote in page["votes"]] == [f"c{index}" for index in range(10)]
    assert page["votes"][1] == {
        "code": "c1",
        "name": "Class 1",
        "votes": 3,
        "p_value": pytest.approx(0.0049261, rel=1e-4),
        "in_consensus": True,
    }
    assert page["credit"] == "The test suite"
    for image in page["images"]:
        assert scientist.get(image["url"]).status_code == 200
        original = scientist.get(image["original_url"])
        assert "attachment" in original["Content-Disposition"]


def test_a_withdrawn_subject_leaves_the_queue_and_the_log_says_who_and_why(
    client: Client, project: Project
) -> None:
    curator = make_member(project, "curator")
    client.force_login(curator)
    row = client.get("/api/v1/projects/one/subjects", {"search": "field-0"}).json()["results"][0]
    address = f"/api/v1/projects/one/subjects/{row['id']}/withdraw"
    answer = client.post(address, {"reason": "Out of focus."}, content_type="application/json")
    assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn")
    assert not QueueEntry.objects.filter(subject__external_id="field-0").exists()
    event = AuditEvent.objects.get(verb="subject.withdrawn")
    assert (event.actor_id, event.reason) == (curator.pk, "Out of focus.")
    again = client.post(address, {"reason": "Twice."}, content_type="application/json")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "subject_withdrawn")


def test_statistics_add_up(scientist: Client) -> None:
    figures = scientist.get("/api/v1/projects/one/statistics").json()
    assert figures["states"] == {"open": 2, "reached": 2, "disputed": 1, "settled": 0}
    assert figures["per_choice"][1] == {"code": "c1", "name": "Class 1", "votes": 9, "consensus": 2}
    assert {"n": 0, "subjects": 2} in figures["votes_histogram"]
    assert figures["per_day"] == []
