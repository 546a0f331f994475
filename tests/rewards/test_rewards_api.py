from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from quorum.accounts.identity import COOKIE, seal_volunteer
from quorum.accounts.models import Volunteer
from quorum.audit.models import AuditEvent
from quorum.projects.models import Project
from quorum.rewards.earning import pay_facts
from tests.factories import make_member, make_project, make_user, make_volunteer
from tests.rewards.facts import account_of, fact

pytestmark = pytest.mark.django_db
API = "/api/v1/projects/one"


def at_browser_of(volunteer: Volunteer) -> Client:
    client = Client()
    client.cookies[COOKIE] = seal_volunteer(volunteer.pk)
    return client


def send(client: Client, method: str, path: str, **body: Any) -> Any:
    return client.generic(method, path, json.dumps(body), content_type="application/json")


@pytest.fixture
def project() -> Project:
    return make_project("one")


@pytest.fixture
def volunteer(project: Project) -> Volunteer:
    volunteer = make_volunteer(project=project)
    now = timezone.now()
    pay_facts(batch=1, facts=[fact(volunteer, project_id=project.pk, received_at=now) for _ in range(25)])
    return volunteer


def test_a_volunteer_sees_level_streak_quests_and_badges(project: Project, volunteer: Volunteer) -> None:
    client = at_browser_of(volunteer)
    told = client.get(f"{API}/rewards").json()
    assert told["level"] == {"level": 2, "begins_at": 100, "next_at": 300}
    assert (told["points"], told["points_today"], told["images_today"]) == (100, 100, 25)
    assert (told["points_per_image"], told["most_points_per_image"]) == (4.0, 10)
    assert (told["streak"]["length"], told["streak"]["is_done_today"]) == (1, True)
    assert [day["state"] for day in told["strip"]][-2:] == ["missed", "worked"]
    assert [(quest["code"], quest["done"]) for quest in told["quests"]] == [
        ("day-images-15", 15),
        ("day-images-50", 25),
        ("week-days-4", 1),
        ("week-images-200", 25),
    ]
    earned = [badge["code"] for badge in told["badges"] if badge["earned_at"]]
    assert earned == ["images-1", "images-10"]
    locked = next(badge for badge in told["badges"] if badge["code"] == "images-100")
    assert (locked["done"], locked["goal"]) == (25, 100)
    assert {row["kind"] for row in told["latest"]} == {"work", "quest", "level", "badge"}
    summary = client.get(f"{API}/rewards/summary").json()
    assert summary == {"is_enabled": True, "points": 100, "level": told["level"], "palette": ""}


def test_somebody_who_earned_nothing_yet_sees_an_empty_page(project: Project) -> None:
    told = at_browser_of(make_volunteer()).get(f"{API}/rewards").json()
    assert (told["points"], told["level"]["level"], told["streak"]["length"]) == (0, 1, 0)


def test_visitors_see_the_leaderboard_and_are_asked_to_join_for_the_rest(
    project: Project, volunteer: Volunteer
) -> None:
    visitor = Client()
    for address in ("rewards", "rewards/summary", "shop", "teams"):
        answer = visitor.get(f"{API}/{address}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "volunteer_unknown")
    [rank] = visitor.get(f"{API}/leaderboard?period=all").json()["ranks"]
    assert (rank["name"], rank["points"], rank["is_me"]) == (volunteer.pseudonym, 100, False)
    assert visitor.get(f"{API}/leaderboard?period=year").status_code == 400


def test_a_thing_is_bought_worn_and_shown_on_the_leaderboard(project: Project, volunteer: Volunteer) -> None:
    client = at_browser_of(volunteer)
    assert send(client, "POST", f"{API}/shop", item="title-pathfinder").status_code == 201
    assert account_of(volunteer, project.pk).credits == 20
    refused = send(client, "POST", f"{API}/shop", item="title-luminary")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "credits_missing")
    assert (
        send(client, "PATCH", f"{API}/outfit", title="title-pathfinder").json()["title"] == "title-pathfinder"
    )
    items = {item["code"]: item for item in client.get(f"{API}/shop").json()["items"]}
    assert (items["title-pathfinder"]["is_owned"], items["title-pathfinder"]["is_worn"]) == (True, True)
    [rank] = client.get(f"{API}/leaderboard").json()["ranks"]
    assert (rank["title"], rank["is_me"]) == ("title-pathfinder", True)


def test_opting_out_over_the_api_hides_at_once(project: Project, volunteer: Volunteer) -> None:
    client = at_browser_of(volunteer)
    changed = send(client, "PATCH", "/api/v1/me/rewards-preference", is_listed=False)
    assert changed.json() == {"is_listed": False, "time_zone": "UTC"}
    assert client.get(f"{API}/leaderboard").json() == {"period": "week", "ranks": [], "is_listed": False}


def test_a_team_is_made_joined_and_left_over_the_api(project: Project, volunteer: Volunteer) -> None:
    client, friend = at_browser_of(volunteer), make_volunteer()
    code = send(client, "POST", f"{API}/teams", name="Golgi").json()["team"]["code"]
    joined = send(at_browser_of(friend), "POST", f"{API}/teams/membership", code=code)
    assert joined.json()["team"]["members"] == sorted([volunteer.pseudonym, friend.pseudonym])
    assert client.get(f"{API}/leaderboard?period=team").json()["ranks"][0]["members"] == 2
    assert client.delete(f"{API}/teams/membership").status_code == 204
    assert client.get(f"{API}/teams").json() == {"team": None}


def test_owners_change_rewards_with_an_audit_and_nobody_else_does(project: Project) -> None:
    owner, curator = Client(), Client()
    owner.force_login(make_member(project, "owner"))
    curator.force_login(make_member(project, "curator"))
    wanted = owner.get(f"{API}/rewards/settings").json()
    assert (wanted["points_per_image"], len(wanted["quests"])) == (10, 4)
    wanted |= {
        "points_per_image": 25,
        "quests": [{"period": "week", "measure": "days", "goal": 5, "credits": 9}],
    }
    assert send(curator, "PUT", f"{API}/rewards/settings", **wanted).status_code == 403
    assert send(owner, "PUT", f"{API}/rewards/settings", **wanted, reason="spring").json() == wanted
    event = AuditEvent.objects.get(verb="rewards.changed")
    assert (event.project_id, event.reason) == (project.pk, "spring")
    assert event.details["changes"]["points_per_image"] == {"from": 10, "to": 25}
    for wrong in ({"points_per_image": 0}, {"passes_share_percent": 101}, {"quests": wanted["quests"] * 2}):
        refused = send(owner, "PUT", f"{API}/rewards/settings", **(wanted | wrong))
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "reward_settings_invalid")


def test_new_points_hold_from_the_volunteer_s_next_day_on(project: Project, volunteer: Volunteer) -> None:
    owner = Client()
    owner.force_login(make_member(project, "owner"))
    wanted = owner.get(f"{API}/rewards/settings").json() | {"points_per_image": 1000}
    send(owner, "PUT", f"{API}/rewards/settings", **wanted)
    pay_facts(batch=2, facts=[fact(volunteer, project_id=project.pk, received_at=timezone.now())])
    assert account_of(volunteer, project.pk).points == 104


def test_a_user_who_never_labelled_has_no_rewards_page(project: Project) -> None:
    client = Client()
    client.force_login(make_user())
    assert client.get(f"{API}/rewards").status_code == 401
