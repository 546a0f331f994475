"""Announcements, credits, and people who merge or leave."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

from django.utils import timezone

from quorum.accounts.models import Volunteer
from quorum.accounts.privacy import delete_account
from quorum.accounts.volunteers import adopt_guest
from quorum.audit.models import AuditEvent
from quorum.curation.models import Remark
from quorum.insights.models import ParticipationDay
from quorum.projects.models import Project
from quorum.subjects.models import Subject
from tests.factories import make_user, make_volunteer
from tests.talk.people import Person, answerer, make_remark


def test_an_announcement_is_told_once(project: Project, owner: Person, curator: Person) -> None:
    volunteer = answerer(project)
    posted = owner.post("/announcements", title="New images", text="From Uppsala.").json()
    [seen] = volunteer.get("/announcements").json()
    assert (seen["title"], seen["is_seen"], volunteer.unread()) == ("New images", False, 1)
    volunteer.post(f"/announcements/{posted['id']}/seen")
    assert volunteer.get("/announcements").json()[0]["is_seen"]
    assert volunteer.unread() == 0
    assert curator.post(f"/announcements/{posted['id']}/withdraw").status_code == 403
    owner.post(f"/announcements/{posted['id']}/withdraw")
    assert volunteer.get("/announcements").json() == []
    assert volunteer.get("/announcements", all=True).status_code in {401, 403}
    assert len(owner.get("/announcements", all=True).json()) == 1
    assert AuditEvent.objects.filter(verb__startswith="announcement.").count() == 2


def test_an_announcement_shows_between_its_dates(project: Project, owner: Person) -> None:
    now = timezone.now()
    later, earlier = (now + timedelta(days=1)).isoformat(), (now - timedelta(days=1)).isoformat()
    owner.post("/announcements", title="Later", starts_at=later)
    owner.post("/announcements", title="Over", starts_at=earlier, ends_at=now.isoformat())
    wrong = owner.post("/announcements", title="Wrong", starts_at=later, ends_at=earlier)
    assert wrong.json()["error"]["code"] == "announcement_invalid"
    assert owner.get("/announcements").json() == []


def test_credits_name_only_those_who_want_to_be_named(project: Project, subject: Subject) -> None:
    one, two = answerer(project, subject), answerer(project, subject)
    for person, classifications in ((one, 5), (two, 9)):
        ParticipationDay.objects.create(
            project_id=project.pk, volunteer=person.volunteer, day="2026-05-01", classifications=classifications
        )
    one.post("/credits", name="Ada Lovelace")
    answer = one.get("/credits").json()
    assert one.volunteer is not None
    assert two.volunteer is not None
    assert [(row["name"], row["classifications"]) for row in answer["results"]] == [
        (two.volunteer.pseudonym, 9),
        ("Ada Lovelace", 5),
    ]
    assert answer["my_name"] == "Ada Lovelace"
    one.post("/credits", name="")
    assert one.get("/credits").json()["results"][1]["name"] == one.volunteer.pseudonym
    assert Person(project).post("/credits", name="Nobody").status_code == 401


def test_a_guests_words_follow_into_the_account(project: Project, subject: Subject, curator: Person) -> None:
    guest = answerer(project, subject)
    assert guest.volunteer is not None
    guest.say(subject, "Hello")
    curator.say(subject, "Welcome")
    user = make_user()
    own = make_volunteer(user=user, project=project)
    adopt_guest(user=user, guest_id=guest.volunteer.pk)
    account = Person(project, user=user)
    first = account.discussion(subject).json()["posts"][0]
    assert (first["author"], first["is_mine"]) == (own.pseudonym, True)
    assert account.unread() == 1


def test_whoever_leaves_takes_their_words_along_and_leaves_tombstones(
    project: Project, subject: Subject
) -> None:
    user = make_user()
    leaver = answerer(project, subject)
    assert leaver.volunteer is not None
    Volunteer.objects.filter(pk=leaver.volunteer.pk).update(user=user, kind="account")
    account = Person(project, user=user)
    account.say(subject, "Call me on 555")
    make_remark(subject, leaver.volunteer, "My name is Ada")
    account.post("/credits", name="Ada")
    delete_account(user=user, confirmation=user.email, actor=user)
    reader = answerer(project, subject)
    posts = reader.discussion(subject).json()["posts"]
    assert [(post["state"], post["text"]) for post in posts] == [("gone", "")] * 2
    assert Remark.objects.get().text == ""
    assert "Ada" not in reader.get("/credits").text


def test_own_data_hold_ones_comments_and_name(project: Project, subject: Subject) -> None:
    person = answerer(project, subject)
    person.say(subject, "Hello, world")
    person.post("/credits", name="Ada")
    answer = person.client.get("/api/v1/me/data")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert "Hello, world" in archive.read("comments.csv").decode()
    assert json.loads(archive.read("about.json"))["volunteer"]["credited_as"] == [
        {"project": project.slug, "name": "Ada"}
    ]
