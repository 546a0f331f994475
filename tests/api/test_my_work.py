"""One's own work: history, numbers per project, impact and accuracy."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from quorum.accounts.models import User
from quorum.accounts.privacy import delete_account
from quorum.classifications.models import Classification, SubjectRoundTask
from quorum.onboarding.models import Standing
from quorum.projects.models import Choice
from quorum.selection.rounds import open_round
from tests.factories import (
    make_classification,
    make_project,
    make_subject,
    make_user,
    make_volunteer,
    version_of,
)

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
CONTROL = Classification.Purpose.CONTROL
TRAINING = Classification.Purpose.TRAINING


@pytest.fixture(autouse=True)
def forgetful() -> None:
    cache.clear()


@pytest.fixture
def ann(client: Client) -> User:
    user = make_user("ann@example.org")
    client.force_login(user)
    return user


def decide(subject: Any, accepted: list[int], *, at: datetime) -> None:
    SubjectRoundTask.objects.filter(subject=subject).update(
        state=SubjectRoundTask.State.REACHED, accepted=accepted, decided_at=at, decided_at_n=3
    )


def test_my_votes_decided_the_images_whose_consensus_holds_what_i_chose(client: Client, ann: User) -> None:
    project = make_project("cells")
    volunteer = make_volunteer(user=ann)
    helped, missed, unread, waiting = [make_subject(project) for _ in range(4)]
    round_ = open_round(workflow_version=version_of(project), actor=None)
    for subject in (helped, missed, waiting):
        make_classification(subject, ["c1"], round_=round_, volunteer=volunteer, received_at=NOON)
    make_classification(unread, ["c1"], round_=round_, volunteer=volunteer, not_counted_reason="not_trusted")
    later = NOON + timedelta(hours=1)
    decide(helped, [1, 4], at=later)
    decide(missed, [2], at=later)
    decide(unread, [1], at=later)
    (work,) = client.get("/api/v1/me/work").json()["projects"]
    assert (work["slug"], work["answers"], work["decided"], work["accuracy"]) == ("cells", 4, 1, None)


def test_my_history_shows_what_i_answered_and_nothing_about_controls_or_consensus(
    client: Client, ann: User
) -> None:
    project = make_project("cells")
    volunteer = make_volunteer(user=ann)
    asked, known, taught = [make_subject(project) for _ in range(3)]
    round_ = open_round(workflow_version=version_of(project), actor=None)
    make_classification(asked, ["c1", "c2"], round_=round_, volunteer=volunteer)
    hidden = {"round_": round_, "volunteer": volunteer, "not_counted_reason": "not_a_contribution"}
    make_classification(known, ["c3"], purpose=CONTROL, **hidden)
    make_classification(taught, ["c3"], purpose=TRAINING, **hidden)
    make_classification(asked, ["c1"], round_=round_)
    page = client.get("/api/v1/me/history").json()
    assert page["next"] is None
    assert [entry["choices"] for entry in page["results"]] == [["Class 3"], ["Class 1", "Class 2"]]
    shown = {"id", "slug", "title", "thumbnail", "choices", "passed", "received_at"}
    assert {frozenset(entry) for entry in page["results"]} == {frozenset(shown)}
    pictures = [client.get(entry["thumbnail"]) for entry in page["results"]]
    assert [picture.status_code for picture in pictures] == [200, 200]


def test_a_long_history_comes_in_pages_without_repeats(client: Client, ann: User) -> None:
    project = make_project("cells")
    volunteer = make_volunteer(user=ann)
    subjects = [make_subject(project) for _ in range(26)]
    round_ = open_round(workflow_version=version_of(project), actor=None)
    for subject in subjects:
        make_classification(subject, ["c1"], round_=round_, volunteer=volunteer)
    first = client.get("/api/v1/me/history").json()
    second = client.get("/api/v1/me/history", {"before": first["next"]}).json()
    entries = [entry["id"] for entry in first["results"] + second["results"]]
    assert (len(first["results"]), len(set(entries)), second["next"]) == (24, 26, None)


def test_my_accuracy_comes_per_choice_with_intervals_and_moves_once_a_day(client: Client, ann: User) -> None:
    project = make_project("cells")
    volunteer = make_volunteer(user=ann)
    subject = make_subject(project)
    round_ = open_round(workflow_version=version_of(project), actor=None)
    make_classification(subject, ["c1"], round_=round_, volunteer=volunteer)
    choice = Choice.objects.filter(code="c1").latest("pk")
    standing = Standing.objects.create(
        volunteer_id=volunteer.pk,
        project=project,
        right=18,
        wrong=2,
        controls_answered=20,
        choice_skill={str(choice.pk): [9, 1]},
    )
    (work,) = client.get("/api/v1/me/work").json()["projects"]
    assert work["accuracy"]["low"] < work["accuracy"]["mean"] < work["accuracy"]["high"] <= 1
    assert [(each["code"], each["name"]) for each in work["choices"]] == [("c1", "Class 1")]
    standing.wrong = 18
    standing.save()
    assert client.get("/api/v1/me/work").json()["projects"] == [work]


def test_a_stranger_has_no_work(client: Client) -> None:
    for page in ("work", "history"):
        answer = client.get(f"/api/v1/me/{page}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "login_required")


def test_votes_stay_under_the_pseudonym_when_an_account_goes(client: Client, ann: User) -> None:
    project = make_project("cells")
    volunteer = make_volunteer(user=ann)
    subject = make_subject(project)
    round_ = open_round(workflow_version=version_of(project), actor=None)
    vote = make_classification(subject, ["c1"], round_=round_, volunteer=volunteer)
    delete_account(user=ann, confirmation=ann.email, actor=ann)
    volunteer.refresh_from_db()
    assert volunteer.user_id is None
    assert Classification.objects.get(id=vote.id).volunteer_id == volunteer.pk
    assert SubjectRoundTask.objects.get(subject=subject).n == 1
