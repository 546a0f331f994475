"""Building a project over HTTP, from nothing to its first round."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from quorum.projects.models import Project, Round
from tests.factories import make_member, make_project, make_subject, make_user

pytestmark = pytest.mark.django_db
KIND = "application/json"


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(make_user("op@example.org", operator=True))
    return client


def choice(code: str, **changes: Any) -> dict[str, Any]:
    blank = {
        "parent": None,
        "selectable": True,
        "short": "",
        "description": "",
        "tips": "",
        "confused_with": [],
    }
    return {"code": code, "name": f"Kind {code}", **blank, **changes}


def content() -> dict[str, Any]:
    task = {
        "question": "Which?",
        "kind": "choose_many",
        "choice_codes": None,
        "maximum_choices": 2,
        "empty_allowed": False,
        "minimum_votes": 3,
        "maximum_votes": 8,
        "p_reached": 0.01,
        "p_open": 0.1,
    }
    return {"choices": [choice(f"k{number}") for number in range(10)], "tasks": [task], "rounds": 1}


def put_draft(client: Client, slug: str, revision: int = 0, **changes: Any) -> Any:
    body = {"content": content() | changes, "revision": revision}
    return client.put(f"/api/v1/projects/{slug}/draft", body, content_type=KIND)


def code_of(answer: Any) -> str:
    return str(answer.json()["error"]["code"])


def test_a_project_goes_from_nothing_to_its_first_round(operator: Client) -> None:
    made = operator.post("/api/v1/projects", {"slug": "new", "title": "New"}, content_type=KIND)
    assert (made.status_code, made.json()) == (201, {"slug": "new"})
    settings = operator.get("/api/v1/projects/new/settings").json()
    assert [channel["key"] for channel in settings["channels"]] == ["green", "blue", "red", "yellow"]
    texts = {"revision": settings["revision"], "description": "Cells.", "terms": "Be kind."}
    assert operator.patch("/api/v1/projects/new/settings", texts, content_type=KIND).status_code == 200
    early = operator.post("/api/v1/projects/new/launch", {}, content_type=KIND)
    assert (early.status_code, early.json()["error"]["details"]["missing"]) == (409, ["workflow", "subjects"])
    draft = put_draft(operator, "new").json()
    assert (draft["revision"], draft["problems"]) == (1, [])
    assert draft["rules"][0][0] == {"n": 3, "grey": 2, "reached": 3}
    versions = "/api/v1/projects/new/workflow-versions"
    assert operator.post(versions, {"revision": 1}, content_type=KIND).json()["questions"] == ["Which?"]
    make_subject(Project.objects.get(slug="new"))
    assert operator.post("/api/v1/projects/new/launch", {}, content_type=KIND).json() == {"round": 1}
    assert operator.get("/api/v1/projects/new").json()["state"] == "live"
    assert operator.get(versions).json()[0]["rounds"][0]["state"] == "open"


def test_the_next_round_asks_what_was_published_meanwhile(operator: Client) -> None:
    project = make_project("one")
    make_subject(project)
    rounds = "/api/v1/projects/one/rounds"
    assert operator.post(rounds).status_code == 201
    put_draft(operator, "one")
    operator.post("/api/v1/projects/one/workflow-versions", {"revision": 1}, content_type=KIND)
    assert operator.get("/api/v1/projects/one").json()["tasks"][0]["question"] == "What do you see?"
    assert code_of(operator.post(rounds)) == "round_open"
    assert operator.delete(rounds).json()["state"] == "closed"
    assert code_of(operator.delete(rounds)) == "no_round_open"
    assert operator.post(rounds).status_code == 201
    assert operator.get("/api/v1/projects/one").json()["tasks"][0]["question"] == "Which?"
    assert Round.objects.filter(project=project).count() == 2


def test_a_broken_draft_is_kept_but_not_published(operator: Client) -> None:
    make_project("one")
    draft = put_draft(operator, "one", choices=[choice("a"), choice("a")]).json()
    assert [problem["code"] for problem in draft["problems"]] == ["label_set_invalid", "rule_degenerate"]
    refused = operator.post("/api/v1/projects/one/workflow-versions", {"revision": 1}, content_type=KIND)
    assert (refused.status_code, code_of(refused)) == (400, "draft_invalid")
    assert code_of(put_draft(operator, "one", revision=0)) == "changed_meanwhile"
    assert code_of(put_draft(operator, "one", revision=1, rounds="many")) == "draft_invalid"


def test_a_preview_shows_the_draft_on_real_images_and_stores_nothing(operator: Client) -> None:
    project = make_project("one")
    make_subject(project)
    put_draft(operator, "one")
    shown = operator.get("/api/v1/projects/one/preview").json()
    assert [task["question"] for task in shown["tasks"]] == ["Which?"]
    [subject] = shown["subjects"]
    assert operator.get(subject["images"][0]["url"]).status_code == 200


def test_only_owners_build(client: Client) -> None:
    project = make_project("one")
    pages = ["settings", "draft", "workflow-versions", "launch"]
    assert {client.get(f"/api/v1/projects/one/{page}").status_code for page in pages} == {401}
    client.force_login(make_member(project, "curator"))
    assert {client.get(f"/api/v1/projects/one/{page}").status_code for page in pages} == {403}
    assert client.post("/api/v1/projects/one/rounds").status_code == 403


def test_who_may_create_projects_is_a_setting(client: Client, settings: Settings) -> None:
    client.force_login(make_user())
    body = {"slug": "mine", "title": "Mine"}
    assert client.post("/api/v1/projects", body, content_type=KIND).status_code == 403
    settings.PROJECTS_BY = "accounts"
    assert client.post("/api/v1/projects", body, content_type=KIND).status_code == 201
    assert code_of(client.post("/api/v1/projects", body, content_type=KIND)) == "project_exists"


def test_the_shipped_label_sets_are_templates(operator: Client) -> None:
    sets = operator.get("/api/v1/label-sets").json()
    assert [(one["slug"], sum(choice["selectable"] for choice in one["choices"])) for one in sets] == [
        ("hpa29", 29),
        ("kaggle28", 28),
    ]
