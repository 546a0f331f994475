"""Projects over HTTP: what anybody sees, and joining."""

from __future__ import annotations

import pytest
from django.test import Client

from quorum.accounts.identity import COOKIE, seal_volunteer, unseal_volunteer
from quorum.accounts.models import Consent, Volunteer
from quorum.accounts.volunteers import merge_guest
from quorum.selection.rounds import open_round
from tests.factories import make_member, make_project, make_subject, make_user, make_volunteer, version_of

pytestmark = pytest.mark.django_db


def join(client: Client, slug: str, **body: object) -> object:
    return client.post(
        f"/api/v1/projects/{slug}/join",
        {"consent": True, "terms_version": 1} | body,
        content_type="application/json",
    )


def test_the_list_shows_live_projects_and_hides_drafts_of_others(client: Client) -> None:
    make_project("open-one")
    make_project("hidden", state="draft")
    assert [card["slug"] for card in client.get("/api/v1/projects").json()] == ["open-one"]


def test_a_member_sees_the_own_draft(client: Client) -> None:
    project = make_project("hidden", state="draft")
    client.force_login(make_member(project, "scientist"))
    assert [card["slug"] for card in client.get("/api/v1/projects").json()] == ["hidden"]


def test_a_draft_of_others_looks_like_no_project_at_all(client: Client) -> None:
    make_project("hidden", state="draft")
    answer = client.get("/api/v1/projects/hidden")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "project_unknown")
    assert answer.json()["error"]["details"] == client.get("/api/v1/projects/none").json()["error"][
        "details"
    ] | {"slug": "hidden"}


def test_a_project_page_tells_the_task_with_choices_in_index_order_and_their_groups(client: Client) -> None:
    project = make_project("one", choices=4, maximum_choices=1)
    open_round(workflow_version=version_of(project), actor=None)
    page = client.get("/api/v1/projects/one").json()
    [task] = page["tasks"]
    assert [(one["code"], one["group"]) for one in task["choices"]] == [
        ("c0", "low"),
        ("c1", "low"),
        ("c2", "high"),
        ("c3", "high"),
    ]
    assert task["groups"] == [
        {"code": "low", "name": "Low", "parent": None},
        {"code": "high", "name": "High", "parent": None},
    ]
    assert (task["maximum_choices"], task["minimum_votes"]) == (1, 3)
    assert [channel["key"] for channel in page["channels"]] == ["green", "blue"]


def test_a_live_project_without_a_round_counts_as_paused(client: Client) -> None:
    make_project("one")
    page = client.get("/api/v1/projects/one").json()
    assert (page["state"], page["round"], page["tasks"], page["my"]["why_not"]) == ("live", None, [], "paused")


def test_a_project_with_subjects_has_a_cover_that_browsers_can_keep(client: Client) -> None:
    project = make_project("one")
    assert client.get("/api/v1/projects/one").json()["cover"] is None
    make_subject(project)
    address = client.get("/api/v1/projects/one").json()["cover"]
    picture = client.get(address)
    assert picture["Content-Type"] == "image/webp"
    assert b"".join(picture.streaming_content)[8:12] == b"WEBP"
    assert client.get(address, headers={"If-None-Match": picture["ETag"]}).status_code == 304


def test_a_guest_who_joins_gets_a_pseudonym_and_a_cookie(client: Client) -> None:
    make_project("one")
    answer = join(client, "one")
    assert answer.status_code == 201
    body = answer.json()
    assert body["volunteer"]["kind"] == "guest"
    volunteer = Volunteer.objects.get(public_id=body["volunteer"]["id"])
    assert unseal_volunteer(client.cookies[COOKIE].value) == volunteer.pk
    assert unseal_volunteer(body["volunteer_key"]) == volunteer.pk
    assert client.get("/api/v1/me").json()["volunteer"]["pseudonym"] == volunteer.pseudonym


def test_joining_twice_changes_nothing(client: Client) -> None:
    make_project("one")
    first, second = join(client, "one").json(), join(client, "one").json()
    assert first == second
    assert Consent.objects.count() == 1


def test_one_guest_joins_two_projects_under_one_name(client: Client) -> None:
    make_project("one")
    make_project("two")
    assert join(client, "one").json()["volunteer"] == join(client, "two").json()["volunteer"]


@pytest.mark.parametrize(
    ("project", "body", "status", "code"),
    [
        ({"guests_allowed": False}, {}, 401, "login_required"),
        ({}, {"consent": False}, 400, "consent_required"),
        ({}, {"terms_version": 2}, 409, "terms_outdated"),
        ({}, {"terms_version": "x"}, 400, "invalid"),
        ({"state": "paused"}, {}, 409, "project_paused"),
        ({"state": "finished"}, {}, 409, "project_finished"),
        ({"state": "draft"}, {}, 404, "project_unknown"),
    ],
)
def test_joining_is_refused_with_a_stable_code(
    client: Client, project: dict[str, object], body: dict[str, object], status: int, code: str
) -> None:
    make_project("one", **project)
    answer = join(client, "one", **body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert not Volunteer.objects.exists()


def test_a_user_who_joins_labels_as_an_account(client: Client) -> None:
    make_project("one", guests_allowed=False)
    client.force_login(make_user("a@example.org"))
    assert join(client, "one").json()["volunteer"]["kind"] == "account"
    assert client.get("/api/v1/projects/one").json()["my"]["consented"] is True


def test_an_account_s_cookie_without_its_log_in_names_nobody(client: Client) -> None:
    make_project("one")
    client.force_login(make_user())
    account = join(client, "one").json()["volunteer"]
    left_behind = Client()
    left_behind.cookies[COOKIE] = client.cookies[COOKIE].value
    answer = left_behind.get("/api/v1/me")
    assert answer.json()["volunteer"] is None
    assert answer.cookies[COOKIE].value == ""
    assert join(left_behind, "one").json()["volunteer"] != account


def test_a_forged_cookie_names_nobody_and_is_removed(client: Client) -> None:
    client.cookies[COOKIE] = "A" * 32
    answer = client.get("/api/v1/me")
    assert (answer.json()["user"], answer.json()["volunteer"]) == (None, None)
    assert answer.cookies[COOKIE].value == ""


def test_memberships_of_the_caller_are_listed(client: Client) -> None:
    project = make_project("one")
    client.force_login(make_member(project, "curator"))
    assert client.get("/api/v1/me").json()["memberships"] == [{"project": "one", "role": "curator"}]
    assert client.get("/api/v1/projects/one").json()["my"]["role"] == "curator"


def test_a_guest_is_known_by_header_as_well(client: Client) -> None:
    make_project("one")
    key = join(client, "one").json()["volunteer_key"]
    me = Client().get("/api/v1/me", headers={"X-Quorum-Volunteer": key}).json()
    assert me["volunteer"]["id"] == client.get("/api/v1/me").json()["volunteer"]["id"]


def test_a_merged_guest_s_key_names_nobody_any_more(client: Client) -> None:
    guest = make_volunteer()
    merge_guest(guest=guest, into=make_volunteer(user=make_user()))
    answer = client.get("/api/v1/me", headers={"X-Quorum-Volunteer": seal_volunteer(guest.pk)})
    assert answer.json()["volunteer"] is None
