"""One's own account: tokens, data, deletion."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

import pytest
from django.test import Client

from quorum.accounts.models import ApiToken, User, Volunteer
from quorum.aggregation.models import VolunteerSkill
from quorum.aggregation.services import recompute_consensus
from quorum.classifications.models import Classification
from quorum.selection.rounds import open_round
from tests.factories import (
    make_classification,
    make_member,
    make_project,
    make_subject,
    make_user,
    make_volunteer,
    task_of,
    version_of,
)

pytestmark = pytest.mark.django_db


def as_token(key: str) -> dict[str, str]:
    return {"Authorization": f"Token {key}"}


def make_token(client: Client) -> dict[str, Any]:
    answer = client.post("/api/v1/tokens", {"name": "script"}, content_type="application/json")
    assert answer.status_code == 201
    token: dict[str, Any] = answer.json()
    return token


def test_a_token_logs_a_program_in_until_it_is_revoked(client: Client) -> None:
    client.force_login(make_user("ann@example.org"))
    token = make_token(client)
    program = Client(headers=as_token(token["key"]))
    assert program.get("/api/v1/me").json()["user"]["email"] == "ann@example.org"
    assert program.get("/api/v1/me/data").status_code == 200
    assert client.get("/api/v1/tokens").json()[0]["last_used_at"] is not None
    assert client.delete(f"/api/v1/tokens/{token['id']}").status_code == 204
    answer = program.get("/api/v1/me")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "token_invalid")
    assert client.get("/api/v1/tokens").json() == []


def test_a_key_is_shown_once_and_kept_as_a_hash_only(client: Client) -> None:
    client.force_login(make_user())
    key = make_token(client)["key"]
    assert key not in json.dumps(client.get("/api/v1/tokens").json())
    assert key not in str(ApiToken.objects.values().get())


def test_somebody_else_s_token_cannot_be_revoked(client: Client) -> None:
    client.force_login(make_user())
    token = make_token(client)
    other = Client()
    other.force_login(make_user())
    answer = other.delete(f"/api/v1/tokens/{token['id']}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "token_unknown")


@pytest.mark.parametrize("header", ["Token", "Token a b", "Token nonsense", "token ümläut"])
def test_a_broken_token_header_is_refused(client: Client, header: str) -> None:
    answer = client.get("/api/v1/me", headers={"Authorization": header})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "token_invalid")


def test_a_program_with_a_token_needs_no_csrf_and_a_browser_does() -> None:
    user = make_user()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    refused = browser.post("/api/v1/tokens", {"name": "x"}, content_type="application/json")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "csrf_failed")
    easy = Client()
    easy.force_login(user)
    program = Client(enforce_csrf_checks=True, headers=as_token(make_token(easy)["key"]))
    assert program.post("/api/v1/tokens", {"name": "x"}, content_type="application/json").status_code == 201


def test_own_data_brings_one_s_classifications_and_nothing_that_tells_a_control(client: Client) -> None:
    project = make_project("one")
    subject = make_subject(project, "secret-name")
    round_ = open_round(workflow_version=version_of(project), actor=None)
    user = make_user("ann@example.org")
    volunteer = make_volunteer(user=user, project=project)
    make_classification(
        subject,
        ["c1", "c2"],
        round_=round_,
        volunteer=volunteer,
        purpose=Classification.Purpose.CONTROL,
        not_counted_reason="not_a_contribution",
    )
    make_classification(subject, ["c3"], round_=round_)
    run = recompute_consensus(task=task_of(project), rounds=[round_], actor=None, reason="")
    VolunteerSkill.objects.create(run=run, volunteer=volunteer, n=7, quality=0.75)
    client.force_login(user)
    answer = client.get("/api/v1/me/data")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    about = json.loads(archive.read("about.json"))
    assert about["account"]["email"] == "ann@example.org"
    assert about["volunteer"]["consents"][0]["project"] == "one"
    assert about["volunteer"]["estimated_quality"] == [
        {"project": "one", "run": 1, "method": "hypergeometric", "classifications": 7, "quality": 0.75}
    ]
    text = archive.read("classifications.csv").decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["project"], row["choices"]) for row in rows] == [("one", "c1 c2")]
    for telling in ("control", "contribution", "secret-name"):
        assert telling not in text


def test_a_guest_can_have_the_own_data_and_a_stranger_has_none(client: Client) -> None:
    make_project("one")
    client.post(
        "/api/v1/projects/one/join",
        {"consent": True, "terms_version": 1},
        content_type="application/json",
    )
    assert client.get("/api/v1/me/data").status_code == 200
    assert Client().get("/api/v1/me/data").json()["error"]["code"] == "login_required"


def delete_me(client: Client, confirmation: str) -> Any:
    return client.delete("/api/v1/me", {"confirmation": confirmation}, content_type="application/json")


def test_a_deleted_account_leaves_votes_under_the_pseudonym_alone(client: Client) -> None:
    project = make_project("one")
    subject = make_subject(project)
    round_ = open_round(workflow_version=version_of(project), actor=None)
    user = make_user("ann@example.org")
    volunteer = make_volunteer(user=user)
    make_classification(subject, ["c1"], round_=round_, volunteer=volunteer)
    client.force_login(user)
    refused = delete_me(client, "other@example.org")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "confirmation_mismatch")
    assert delete_me(client, "Ann@example.org").status_code == 204
    assert not User.objects.exists()
    assert Volunteer.objects.get().user is None
    assert Classification.objects.get(round_id=round_.pk).volunteer_id == volunteer.pk
    assert client.get("/api/v1/me").json()["user"] is None


def test_the_last_owner_of_a_project_stays(client: Client) -> None:
    owner = make_user("ann@example.org")
    project = make_project("one", owner=owner)
    client.force_login(owner)
    refused = delete_me(client, "ann@example.org")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "last_owner")
    assert refused.json()["error"]["details"] == {"projects": ["one"]}
    make_member(project, "owner")
    assert delete_me(client, "ann@example.org").status_code == 204


def test_owners_read_who_did_what(client: Client) -> None:
    owner = make_user("ann@example.org")
    project = make_project("one", owner=owner)
    make_member(project, "curator")
    client.force_login(owner)
    first = client.get("/api/v1/projects/one/audit", {"limit": 2}).json()
    assert first["results"][0]["verb"] == "role.granted"
    rest = client.get("/api/v1/projects/one/audit", {"cursor": first["next"]}).json()
    verbs = [event["verb"] for event in first["results"] + rest["results"]]
    assert "project.created" in verbs
    assert "project.state_changed" in verbs
    assert {event["actor"] for event in rest["results"]} == {"ann@example.org", None}


def test_the_log_is_narrowed_to_a_person_and_a_kind(client: Client) -> None:
    owner = make_user("ann@example.org")
    project = make_project("one", owner=owner)
    make_member(project, "curator")
    client.force_login(owner)
    root = "/api/v1/projects/one/audit"
    assert client.get(f"{root}/filters").json() == {
        "actors": ["ann@example.org"],
        "kinds": ["project", "user", "workflow_version"],
    }
    mine = client.get(root, {"actor": "Ann@example.org", "kind": "project"}).json()["results"]
    assert {(event["actor"], event["object_kind"]) for event in mine} == {("ann@example.org", "project")}
    assert client.get(root, {"actor": "nobody@example.org"}).json() == {"results": [], "next": None}


def test_an_address_that_cannot_be_a_token_s_is_not_found(client: Client) -> None:
    client.force_login(make_user())
    for address in ("%00", "a%00b", "ü"):
        assert client.delete(f"/api/v1/tokens/{address}").status_code == 404
