"""Every address of a project against every kind of person."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import get_resolver

from quorum.projects.models import Project
from quorum.selection.rounds import open_round
from quorum.subjects.models import Subject
from tests.factories import make_member, make_project, make_subject, make_user, make_volunteer, version_of

pytestmark = pytest.mark.django_db

PEOPLE = ("anonymous", "volunteer", "scientist", "curator", "owner", "operator")
EVERYBODY = set(PEOPLE)
MEMBERS = {"scientist", "curator", "owner", "operator"}
CURATORS = {"curator", "owner", "operator"}
OWNERS = {"owner", "operator"}

# Route name → who gets past the door (any answer but 401, 403 and 404).
GET = {
    "project": EVERYBODY,
    "cover": EVERYBODY,
    "guide": EVERYBODY,
    "subjects": MEMBERS,
    "subject": MEMBERS,
    "thumbnail": MEMBERS,
    "plane": MEMBERS,
    "original": MEMBERS,
    "statistics": MEMBERS,
    "consensus-runs": MEMBERS,
    "jobs": MEMBERS,
    "predictions": MEMBERS,
    "influence": MEMBERS,
    "features": MEMBERS,
    "training-tables": MEMBERS,
    "models": MEMBERS,
    "loops": MEMBERS,
    "downloads": MEMBERS,
    "download": MEMBERS,
    "imports": CURATORS,
    "audit": OWNERS,
    "audit-filters": OWNERS,
    "talk": EVERYBODY - {"anonymous"},
    "talk-recent": EVERYBODY - {"anonymous"},
    "moderation": CURATORS,
    "reviews": CURATORS,
    "announcements": EVERYBODY,
    "credits": EVERYBODY,
    "members": OWNERS,
    "ladder": EVERYBODY,
    "ladder-setup": OWNERS,
    "known-answers": CURATORS,
    "known-answer-proposals": CURATORS,
    "standings": CURATORS,
    "suspicions": CURATORS,
    "leaderboard": EVERYBODY,
    "team-list": CURATORS,
    "rewards-settings": OWNERS,
    "settings": OWNERS,
    "launch": OWNERS,
    "draft": OWNERS,
    "workflow-versions": OWNERS,
    "preview": CURATORS,
}
POST = {
    "guide": CURATORS,
    "guide-order": CURATORS,
    "flag": CURATORS,
    "review-settings": OWNERS,
    "announcements": OWNERS,
    "withdraw": CURATORS,
    "imports": CURATORS,
    "members": OWNERS,
    "state": OWNERS,
    "known-answers": CURATORS,
    "workflow-versions": OWNERS,
    "training-tables": MEMBERS,
    "models": MEMBERS,
}
# Their own tests say who may use these.
ELSEWHERE = {
    "guide-image",
    "guide-thumbnail",
    "guide-plane",
    "schema",
    "me",
    "my-data",
    "tokens",
    "token",
    "my-work",
    "my-history",
    "label-sets",
    "tile",
    "known-answer",
    "suspicion-decision",
    "hold",
    "rewards-preference",
    "rewards",
    "rewards-summary",
    "shop",
    "outfit",
    "teams",
    "team-membership",
    "team-reports",
    "team-name",
    "channels",
    "rounds",
    "classifications",
    "projects",
    "join",
    "assignments",
    "ladder-tutorial",
    "ladder-assignment",
    "ladder-answers",
    "notices",
    "talk-comment",
    "talk-report",
    "talk-helpful",
    "talk-discussion",
    "talk-read",
    "talk-comments",
    "talk-report-image",
    "moderated",
    "announcement-withdraw",
    "announcement-seen",
    "review-decision",
    "review-undo",
    "import",
    "import-resume",
    "import-problems",
    "import-problems-csv",
    "job",
    "job-cancel",
    "job-retry",
    "job-stream",
    "predictions-ask",
    "training-table",
    "model",
    "model-holdout",
    "model-promote",
    "loop",
    "model-artefact",
    "model-file",
}


@pytest.fixture
def project() -> Project:
    project = make_project("one")
    make_subject(project)
    open_round(workflow_version=version_of(project), actor=None)
    return project


def client_of(person: str, project: Project) -> Client:
    client = Client()
    if person == "volunteer":
        user = make_user()
        make_volunteer(user=user, project=project)
        client.force_login(user)
    elif person == "operator":
        client.force_login(make_user(operator=True))
    elif person != "anonymous":
        client.force_login(make_member(project, person))
    return client


def address(name: str) -> str:
    subject = Subject.objects.get()
    base = "/api/v1/projects/one"
    of_subject = f"{base}/subjects/{subject.public_id}"
    return {
        "project": base,
        "cover": f"{base}/cover.webp",
        "subject": of_subject,
        "thumbnail": f"{of_subject}/thumbnail.webp",
        "plane": f"{of_subject}/images/green.webp",
        "original": f"{of_subject}/originals/green",
        "download": f"{base}/downloads/classifications.csv",
        "withdraw": f"{of_subject}/withdraw",
        "guide-order": f"{base}/guide/order",
        "flag": f"{of_subject}/flag",
        "talk-recent": f"{base}/talk/recent",
        "known-answer-proposals": f"{base}/known-answers/proposals",
        "rewards-settings": f"{base}/rewards/settings",
        "team-list": f"{base}/teams/all",
        "audit-filters": f"{base}/audit/filters",
    }.get(name, f"{base}/{name}")


@pytest.mark.parametrize("person", PEOPLE)
def test_reading_is_open_to_whom_it_should_be(project: Project, person: str) -> None:
    client = client_of(person, project)
    for name, allowed in GET.items():
        status = client.get(address(name)).status_code
        expected = 200 if person in allowed else 401 if person == "anonymous" else 403
        assert status == expected, f"{person} reads {name}"


@pytest.mark.parametrize("person", PEOPLE)
def test_writing_is_open_to_whom_it_should_be(project: Project, person: str) -> None:
    client = client_of(person, project)
    for name, allowed in POST.items():
        status = client.post(address(name)).status_code
        # An empty form gets past the door and is then refused for what it lacks.
        expected = 400 if person in allowed else 401 if person == "anonymous" else 403
        assert status == expected, f"{person} writes {name}"


@pytest.mark.parametrize("person", PEOPLE)
def test_a_draft_is_nothing_to_outsiders(project: Project, person: str) -> None:
    client = client_of(person, project)
    Project.objects.update(state=Project.State.DRAFT)
    for name in GET:
        status = client.get(address(name)).status_code
        assert (status == 404) == (person not in MEMBERS), f"{person} reads {name} of a draft"


def test_roles_of_one_project_open_no_other(project: Project) -> None:
    client = Client()
    client.force_login(make_member(make_project("other"), "owner"))
    for name, allowed in GET.items():
        expected = 200 if allowed == EVERYBODY else 403
        assert client.get(address(name)).status_code == expected, name


def test_no_address_is_left_out_of_the_matrix() -> None:
    resolver = next(one for one in get_resolver().url_patterns if str(one.pattern) == "api/v1/")
    names = {pattern.name for pattern in resolver.url_patterns} - {None}
    assert names == set(GET) | set(POST) | ELSEWHERE
