"""Running a project over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from quorum.audit.models import AuditEvent
from quorum.projects.models import Membership, Project
from tests.factories import make_project, make_user

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/projects/one/members"


@pytest.fixture
def owner(client: Client) -> Client:
    owner = make_user("ann@example.org")
    make_project("one", owner=owner)
    client.force_login(owner)
    return client


def send(client: Client, method: str, **body: str) -> Any:
    return getattr(client, method)(ADDRESS, body, content_type="application/json")


def test_an_owner_gives_a_role_and_takes_it_back_and_the_log_says_so(owner: Client) -> None:
    make_user("ben@example.org")
    given = send(owner, "post", email="Ben@example.org", role="curator")
    assert (given.status_code, given.json()["email"]) == (201, "ben@example.org")
    assert [one["role"] for one in owner.get(ADDRESS).json()] == ["owner", "curator"]
    assert send(owner, "delete", email="ben@example.org", role="curator", reason="Left.").status_code == 204
    assert [one["role"] for one in owner.get(ADDRESS).json()] == ["owner"]
    assert AuditEvent.objects.get(verb="role.revoked").reason == "Left."


def test_a_role_needs_an_account(owner: Client) -> None:
    answer = send(owner, "post", email="nobody@example.org", role="curator")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "user_unknown")


def test_the_last_owner_cannot_be_removed(owner: Client) -> None:
    answer = send(owner, "delete", email="ann@example.org", role="owner")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "last_owner")
    assert Membership.objects.filter(role="owner").count() == 1


def test_an_owner_pauses_the_project_and_says_why(owner: Client) -> None:
    answer = owner.post(
        "/api/v1/projects/one/state",
        {"state": "paused", "reason": "New images."},
        content_type="application/json",
    )
    assert answer.json() == {"state": "paused"}
    assert Project.objects.get().state == "paused"
    assert AuditEvent.objects.filter(verb="project.state_changed").latest("pk").reason == "New images."
