"""Reports, and what curators do about them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from quorum.audit.models import AuditEvent
from quorum.curation.models import ReviewItem
from quorum.projects.models import Project
from quorum.subjects.models import Subject
from quorum.talk.addresses import address_of
from tests.talk.people import Person, answerer, make_remark


@pytest.fixture
def author(project: Project, subject: Subject) -> Person:
    return answerer(project, subject)


@pytest.fixture
def reader(project: Project, subject: Subject) -> Person:
    return answerer(project, subject)


@pytest.fixture
def rude(author: Person, subject: Subject) -> str:
    return str(author.say(subject, "You fool").json()["id"])


def report(person: Person, post: str) -> str:
    answer = person.post(f"/talk/posts/{post}/report", reason="rude", note="Not nice")
    return "" if answer.status_code == 204 else answer.json()["error"]["code"]


def only_post(person: Person, subject: Subject) -> dict[str, object]:
    [post] = person.discussion(subject).json()["posts"]
    return dict(post)


def test_a_hidden_comment_is_seen_by_curators_and_with_the_reason_by_its_author(
    author: Person, reader: Person, curator: Person, subject: Subject, rude: str
) -> None:
    assert report(reader, rude) == ""
    [waiting] = curator.get("/moderation").json()
    assert waiting["reports"][0]["note"] == "Not nice"
    curator.post(f"/moderation/{rude}", decision="hide", reason="Be kind.")
    assert only_post(reader, subject)["text"] == ""
    assert only_post(reader, subject)["hidden_reason"] == ""
    for person in (author, curator):
        post = only_post(person, subject)
        assert (post["state"], post["text"], post["hidden_reason"]) == ("hidden", "You fool", "Be kind.")
    assert [notice["kind"] for notice in author.notices()] == ["hidden"]
    assert curator.get("/moderation").json() == []
    assert curator.get("/moderation", open=False).json()[0]["decision"] == "hide"
    assert AuditEvent.objects.get(verb="talk.moderated").reason == "Be kind."
    curator.delete(f"/moderation/{rude}")
    assert only_post(reader, subject)["text"] == "You fool"


def test_a_blocked_volunteer_reads_but_does_not_write_until_the_date(
    author: Person, reader: Person, curator: Person, subject: Subject, rude: str
) -> None:
    report(reader, rude)
    until = timezone.now() + timedelta(days=3)
    past = curator.post(f"/moderation/{rude}", decision="block", reason="x", until="2020-01-01T00:00:00Z")
    assert past.json()["error"]["code"] == "block_invalid"
    curator.post(f"/moderation/{rude}", decision="block", reason="Enough.", until=until.isoformat())
    answer = author.discussion(subject).json()
    assert not answer["may_write"]
    assert author.say(subject, "But").json()["error"]["code"] == "talk_blocked"
    assert reader.say(subject, "Peace").status_code == 201
    assert author.volunteer is not None
    make_remark(subject, author.volunteer, "Then like this")
    seen = {
        person: [post["text"] for post in person.discussion(subject).json()["posts"]]
        for person in (reader, author, curator)
    }
    assert "Then like this" not in seen[reader]
    assert "Then like this" in seen[author]
    assert "Then like this" in seen[curator]


def test_dismissed_reports_change_nothing_and_tell_nobody(
    author: Person, reader: Person, curator: Person, subject: Subject, rude: str
) -> None:
    report(reader, rude)
    assert curator.post(f"/moderation/{rude}", decision="dismiss").status_code == 200
    assert only_post(reader, subject)["text"] == "You fool"
    assert author.unread() == 0
    again = curator.post(f"/moderation/{rude}", decision="dismiss")
    assert again.json()["error"]["code"] == "nothing_reported"


def test_one_person_reports_a_post_once(reader: Person, rude: str) -> None:
    assert [report(reader, rude), report(reader, rude)] == ["", "reported_already"]


def test_whoever_may_not_read_may_not_report(project: Project, other: Subject, rude: str) -> None:
    assert report(answerer(project, other), rude) == "answer_first"


def test_a_decision_that_is_told_needs_a_reason(reader: Person, curator: Person, rude: str) -> None:
    report(reader, rude)
    assert curator.post(f"/moderation/{rude}", decision="hide").status_code == 400


def test_remarks_are_moderated_and_thanked_like_comments(
    author: Person, reader: Person, curator: Person, subject: Subject
) -> None:
    assert author.volunteer is not None
    remark = make_remark(subject, author.volunteer, "Strange rim")
    assert reader.post(f"/talk/posts/{remark.public_id}/helpful", helpful=True).status_code == 401
    assert curator.post(f"/talk/posts/{remark.public_id}/helpful", helpful=True).status_code == 204
    assert only_post(author, subject)["is_helpful"]
    assert [notice["kind"] for notice in author.notices()] == ["helpful"]
    assert report(reader, str(remark.public_id)) == ""
    curator.post(f"/moderation/{remark.public_id}", decision="warn", reason="Kindly.")
    assert only_post(reader, subject)["text"] == ""


def test_a_reported_image_enters_the_review_queue(reader: Person, curator: Person, subject: Subject) -> None:
    reader.post(f"/talk/discussions/{address_of(subject.pk)}/report", note="All black")
    assert ReviewItem.objects.get().note == "All black"
    [row] = curator.get("/reviews").json()["results"]
    assert row["reasons"] == ["report"]
    decided = curator.post(f"/reviews/{row['id']}/decision", decision="override", choices=["c2"])
    assert decided.json()["decision"] == "override"
    page = curator.get(f"/subjects/{subject.public_id}").json()
    assert [choice["code"] for choice in page["curated"]["choices"]] == ["c2"]
    assert curator.post(f"/reviews/{row['id']}/undo").json()["closed_at"] is None
    assert curator.get(f"/subjects/{subject.public_id}").json()["curated"] is None
