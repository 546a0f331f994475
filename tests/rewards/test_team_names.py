"""Names of teams are reported by volunteers, and changed by curators."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from quorum.accounts.identity import seal_volunteer
from quorum.accounts.models import User
from quorum.accounts.privacy import delete_account
from quorum.accounts.volunteers import merge_guest
from quorum.audit.models import AuditEvent
from quorum.projects.models import Project
from quorum.rewards.errors import TeamNameInvalid
from quorum.rewards.models import Team, TeamReport
from quorum.rewards.teams import create_team
from tests.factories import make_member, make_project, make_user, make_volunteer

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/projects/one/teams"


@pytest.fixture
def project() -> Project:
    return make_project("one")


def send(
    method: str, address: str, body: dict[str, Any], *, user: User | None = None, volunteer: Any = None
) -> Any:
    client = Client(headers={"X-Quorum-Volunteer": seal_volunteer(volunteer.pk)} if volunteer else {})
    if user is not None:
        client.force_login(user)
    answer = getattr(client, method)(f"{ROOT}/{address}", body, content_type="application/json")
    return answer.status_code, answer.json()["error"]["code"] if answer.content else ""


def test_a_reported_name_comes_first_and_goes_with_a_rename_that_is_audited(project: Project) -> None:
    for name in ("Alpha", "Rude words"):
        create_team(project_id=project.pk, volunteer_id=make_volunteer().pk, name=name)
    reporter, curator = make_volunteer(), make_member(project, "curator")
    for _ in range(2):
        assert send("post", "reports", {"name": "Rude words"}, volunteer=reporter) == (204, "")
    client = Client()
    client.force_login(curator)
    listed = client.get(f"{ROOT}/all").json()
    assert [(one["name"], one["members"], one["reports"]) for one in listed] == [
        ("Rude words", 1, 1),
        ("Alpha", 1, 0),
    ]
    body = {"name": "Team seven", "reason": "It was rude."}
    assert send("patch", listed[0]["id"], body, user=curator) == (204, "")
    assert [one["reports"] for one in client.get(f"{ROOT}/all").json()] == [0, 0]
    event = AuditEvent.objects.get(verb="team.renamed")
    assert (event.actor_id, event.details["before"], event.details["after"]) == (
        curator.pk,
        "Rude words",
        "Team seven",
    )


def test_a_name_that_is_fine_stays_and_its_reports_are_closed(project: Project) -> None:
    team = create_team(project_id=project.pk, volunteer_id=make_volunteer().pk, name="Alpha")
    TeamReport.objects.create(team=team, volunteer_id=make_volunteer().pk)
    body = {"name": "Alpha", "reason": "Nothing wrong with it."}
    assert send("patch", str(team.public_id), body, user=make_member(project, "owner")) == (204, "")
    assert TeamReport.objects.get().closed_at is not None
    assert AuditEvent.objects.filter(verb="team.name_kept").count() == 1


def test_only_curators_rename_and_only_with_a_reason(project: Project) -> None:
    team = create_team(project_id=project.pk, volunteer_id=make_volunteer().pk, name="Alpha")
    create_team(project_id=project.pk, volunteer_id=make_volunteer().pk, name="Beta")
    curator, address = make_member(project, "curator"), str(team.public_id)
    body = {"name": "Gamma", "reason": "Because."}
    assert send("patch", address, body) == (401, "login_required")
    assert send("patch", address, body, user=make_member(project, "scientist"))[0] == 403
    assert send("patch", address, body | {"reason": ""}, user=curator) == (400, "invalid")
    assert send("patch", address, body | {"name": "Beta"}, user=curator) == (409, "team_name_taken")
    assert send("patch", address, body, user=make_member(make_project("two"), "owner"))[0] == 403
    assert Team.objects.get(pk=team.pk).name == "Alpha"


def test_a_report_needs_a_volunteer_and_a_team(project: Project) -> None:
    assert send("post", "reports", {"name": "Nobody"}, volunteer=make_volunteer()) == (404, "team_unknown")
    assert send("post", "reports", {"name": "Nobody"}) == (401, "volunteer_unknown")


@pytest.mark.parametrize("name", ["\u202eevil", "a\u200bb\u200bc", "!!", "- -", "\ufeffAlpha"])
def test_a_name_that_cannot_be_seen_or_read_is_refused(project: Project, name: str) -> None:
    with pytest.raises(TeamNameInvalid):
        create_team(project_id=project.pk, volunteer_id=make_volunteer().pk, name=name)


def test_reports_follow_a_guest_and_go_with_the_account(project: Project) -> None:
    team = create_team(project_id=project.pk, volunteer_id=make_volunteer().pk, name="Alpha")
    guest, user = make_volunteer(), make_user()
    own = make_volunteer(user=user)
    for one in (guest, own):
        TeamReport.objects.create(team=team, volunteer_id=one.pk)
    merge_guest(guest=guest, into=own)
    assert TeamReport.objects.get().volunteer_id == own.pk
    delete_account(user=user, confirmation=user.email, actor=user)
    assert not TeamReport.objects.exists()
