"""Discussions: closed until one has answered, and never a word too much."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from quorum.classifications.models import Classification
from quorum.projects.models import Project
from quorum.selection.rounds import close_round, open_round
from quorum.subjects.models import Subject
from quorum.talk.addresses import address_of
from quorum.talk.limits import COMMENT_LIMITS
from quorum.talk.models import Comment
from tests.factories import version_of
from tests.talk.people import Person, answerer, make_remark

CONTROL = Classification.Purpose.CONTROL


def test_nobody_sees_a_discussion_before_they_have_answered(
    project: Project, subject: Subject, other: Subject
) -> None:
    newcomer = answerer(project, other)
    for answer in (newcomer.discussion(subject), newcomer.say(subject, "Hello")):
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "answer_first")
    assert answerer(project, subject).discussion(subject).status_code == 200
    assert Person(project).discussion(subject).status_code == 401


def test_members_see_every_discussion(subject: Subject, curator: Person) -> None:
    answer = curator.discussion(subject).json()
    assert answer["subject"] == str(subject.public_id)
    assert curator.say(subject, "Look at the rim.").json()["role"] == "curator"


def test_an_answer_in_an_earlier_round_opens_nothing_while_the_next_asks_again(
    project: Project, subject: Subject
) -> None:
    person = answerer(project, subject)
    close_round(round_id=project.rounds.get().pk, actor=None)
    assert person.discussion(subject).status_code == 200
    open_round(workflow_version=version_of(project), actor=None)
    assert person.discussion(subject).json()["error"]["code"] == "answer_first"


def test_a_discussion_never_names_the_subject_its_votes_or_its_purpose(
    project: Project, subject: Subject
) -> None:
    ordinary = answerer(project, subject)
    control = answerer(project, subject, purpose=CONTROL, not_counted_reason="not_a_contribution")
    make_remark(subject, ordinary.volunteer, x=0.5, y=0.25)
    answers = [one.discussion(subject) for one in (ordinary, control)]
    assert [sorted(one.json()) for one in answers] == [sorted(answers[0].json())] * 2
    for one in answers:
        assert one.status_code == 200
        assert subject.external_id not in one.text
        assert str(subject.public_id) not in one.text
    assert answers[1].json()["posts"][0]["point"] == {"x": 0.5, "y": 0.25}


def test_its_images_are_those_that_the_volunteer_saw(project: Project, subject: Subject) -> None:
    person = answerer(project, subject)
    answer = person.discussion(subject).json()
    assert person.client.get(answer["images"][0]["url"]).status_code == 200
    [recent] = person.get("/talk/recent").json()
    assert recent["id"] == answer["id"]
    assert person.client.get(recent["thumbnail"]).headers["Content-Type"] == "image/webp"


def test_a_made_up_address_is_nothing(project: Project, subject: Subject) -> None:
    person = answerer(project, subject)
    for address in ("x", "A" * 32, address_of(subject.pk + 1000)):
        assert person.get(f"/talk/discussions/{address}").json()["error"]["code"] == "discussion_unknown"


def test_lists_hold_what_one_may_see_with_marks_for_what_is_new(
    project: Project, subject: Subject, other: Subject
) -> None:
    one, two = answerer(project, subject), answerer(project, subject, other)
    two.say(subject, "First"), two.say(other, "Second")
    [row] = one.get("/talk").json()["results"]
    assert (row["id"], row["is_mine"], row["is_unread"]) == (address_of(subject.pk), False, True)
    one.post(f"/talk/discussions/{row['id']}/read")
    assert not one.get("/talk").json()["results"][0]["is_unread"]
    assert one.get("/talk", mine=True).json()["results"] == []
    page = two.get("/talk", limit=1).json()
    assert [row["is_unread"] for row in page["results"]] == [False]
    assert two.get("/talk", limit=1, cursor=page["next"]).json()["next"] is None


def test_posts_come_in_pages_without_gaps(project: Project, subject: Subject, curator: Person) -> None:
    person = answerer(project, subject)
    make_remark(subject, person.volunteer, "remark")
    for number in range(4):
        curator.say(subject, str(number))
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        page = person.get(f"/talk/discussions/{address_of(subject.pk)}", limit=2, cursor=cursor).json()
        seen += [post["text"] for post in page["posts"]]
        cursor = page["next"]
    assert seen == ["remark", "0", "1", "2", "3"]


def test_replies_reach_the_author_and_a_curators_words_all_who_take_part(
    project: Project, subject: Subject, curator: Person
) -> None:
    one, two, three = (answerer(project, subject) for _ in range(3))
    remark = make_remark(subject, one.volunteer)
    reply = two.say(subject, "I see it too", reply_to=str(remark.public_id)).json()
    assert reply["reply_to"] == str(remark.public_id)
    assert [notice["kind"] for notice in one.notices()] == ["reply"]
    curator.say(subject, "A fibre.")
    assert [one.unread(), two.unread(), three.unread()] == [2, 1, 0]
    one.client.post("/api/v1/me/notices")
    assert one.unread() == 0
    assert one.notices()[0]["discussion"] == address_of(subject.pk)


def test_own_comments_can_be_changed_for_a_while_and_deleted_for_ever(
    project: Project, subject: Subject
) -> None:
    author, reader = answerer(project, subject), answerer(project, subject)
    comment = author.say(subject, "Frist").json()["id"]
    path = f"/talk/comments/{comment}"
    assert reader.post(path, text="Mine").json()["error"]["code"] == "not_own_post"
    edited = author.post(path, text="First").json()
    assert edited["text"] == "First"
    assert edited["edited_at"] is not None
    Comment.objects.update(created_at=timezone.now() - timedelta(minutes=16))
    assert author.post(path, text="Late").json()["error"]["code"] == "edit_too_late"
    assert author.delete(path).status_code == 204
    [post] = reader.discussion(subject).json()["posts"]
    assert (post["state"], post["text"]) == ("gone", "")


def test_a_volunteer_who_writes_too_fast_is_told_when_to_go_on(project: Project, subject: Subject) -> None:
    person = answerer(project, subject)
    _, most = COMMENT_LIMITS[0]
    assert [person.say(subject, "again").status_code for _ in range(most)] == [201] * most
    answer = person.say(subject, "once more")
    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "talk_too_fast")
    assert 0 < answer.json()["error"]["details"]["retry_after_s"] <= 601


def test_text_is_kept_as_it_is(project: Project, subject: Subject) -> None:
    person = answerer(project, subject)
    nasty = "<script>alert(1)</script> <b>x</b> javascript:alert(1) & ☃"
    person.say(subject, nasty)
    assert person.discussion(subject).json()["posts"][0]["text"] == nasty
    assert person.say(subject, "   ").status_code == 400
