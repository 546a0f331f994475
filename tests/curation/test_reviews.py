"""Curators decide what stands in the review queue, and take decisions back."""

from __future__ import annotations

from typing import Any

import pytest

from quorum.accounts.models import User
from quorum.audit.models import AuditEvent
from quorum.curation.errors import CuratedChoicesWrong, ReviewClosed, ReviewNotUndoable
from quorum.curation.models import CuratedLabel, Remark, ReviewItem
from quorum.curation.remarks import helpful_remarks, mark_helpful
from quorum.curation.review_queue import curated_answer, review_page
from quorum.curation.reviews import change_remarks_for_review, decide_review, open_review, undo_review
from quorum.curation.signals import remark_found_helpful
from quorum.projects.models import Project
from quorum.releases.curated import write_csv
from quorum.selection.models import QueueEntry
from quorum.selection.rounds import open_round
from quorum.subjects.models import Subject
from tests.factories import make_member, make_project, make_subject, make_volunteer, version_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    project = make_project()
    for _ in range(2):
        make_subject(project)
    open_round(workflow_version=version_of(project), actor=None)
    return project


@pytest.fixture
def curator(project: Project) -> User:
    return make_member(project, "curator")


@pytest.fixture
def item(project: Project, curator: User) -> ReviewItem:
    subject = Subject.objects.filter(project=project).earliest("pk")
    return open_review(subject=subject, reason="flag", note="Look at this.", actor=curator)


def make_remark(item: ReviewItem, **fields: Any) -> Remark:
    facts = {"project_id": item.project_id, "volunteer_id": make_volunteer().pk, "text": "odd"}
    ids = {"round_id": 1, "classification_id": 1}
    return Remark.objects.create(subject_id=item.subject_id, **facts, **ids, **fields)


def test_a_subject_stands_in_the_queue_once_with_all_reasons(project: Project, item: ReviewItem) -> None:
    open_review(subject=item.subject, reason="report", note="Broken")
    assert open_review(subject=item.subject, reason="flag").pk == item.pk
    page = review_page(project=project, is_open=True, reason="", after=None, limit=10)
    assert [row.reasons for row in page.results] == [["flag", "report"]]
    assert page.open == {"remarks": 0, "report": 1, "disputed": 0, "flag": 1}


def test_an_own_label_replaces_the_consensus_until_it_is_undone(
    project: Project, item: ReviewItem, curator: User
) -> None:
    decide_review(item=item, decision="override", choices=["c2", "c1"], reason="Clear.", actor=curator)
    answer = curated_answer(item.subject)
    assert answer is not None
    assert [choice.code for choice in answer.choices] == ["c2", "c1"]
    assert b"c1 c2" in b"".join(write_csv(project))
    again = open_review(subject=item.subject, reason="flag", actor=curator)
    decide_review(item=again, decision="override", choices=["c3"], actor=curator)
    undo_review(item=again, actor=curator)
    answer = curated_answer(item.subject)
    assert answer is not None
    assert [choice.code for choice in answer.choices] == ["c2", "c1"]
    assert CuratedLabel.objects.count() == 2
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))[-4:]
    assert verbs == ["review.decided", "review.opened", "review.decided", "review.undone"]


def test_a_decision_closes_all_items_of_the_subject_and_undo_opens_them(
    item: ReviewItem, curator: User
) -> None:
    open_review(subject=item.subject, reason="disputed")
    decide_review(item=item, decision="keep", actor=curator)
    assert not ReviewItem.objects.filter(closed_at=None).exists()
    with pytest.raises(ReviewClosed):
        decide_review(item=item, decision="keep", actor=curator)
    undo_review(item=item, actor=curator)
    assert ReviewItem.objects.filter(closed_at=None).count() == 2


def test_what_was_decided_again_cannot_be_undone(item: ReviewItem, curator: User) -> None:
    decide_review(item=item, decision="keep", actor=curator)
    open_review(subject=item.subject, reason="disputed")
    with pytest.raises(ReviewNotUndoable):
        undo_review(item=item, actor=curator)


def test_a_withdrawal_that_is_undone_brings_the_subject_back_into_its_queue(
    item: ReviewItem, curator: User
) -> None:
    decide_review(item=item, decision="withdraw", reason="Out of focus.", actor=curator)
    assert QueueEntry.objects.count() == 1
    undo_review(item=item, actor=curator)
    assert QueueEntry.objects.count() == 2
    assert Subject.objects.get(pk=item.subject_id).state == "active"


@pytest.mark.parametrize("codes", [["c99"], ["c1", "c1"]])
def test_choices_that_the_task_does_not_offer_are_refused(
    item: ReviewItem, curator: User, codes: list[str]
) -> None:
    with pytest.raises(CuratedChoicesWrong):
        decide_review(item=item, decision="override", choices=codes, actor=curator)
    assert ReviewItem.objects.filter(closed_at=None).exists()


def test_a_lower_number_of_remarks_takes_effect_at_once(
    project: Project, item: ReviewItem, curator: User
) -> None:
    for _ in range(2):
        make_remark(item)
    change_remarks_for_review(project=project, number=1, actor=curator)
    assert set(ReviewItem.objects.values_list("reason", flat=True)) == {"flag", "remarks"}


def test_a_helpful_remark_is_told_once_however_often_it_is_marked(item: ReviewItem, curator: User) -> None:
    told: list[int] = []

    def listen(*, remark_id: int, **_: Any) -> None:
        told.append(remark_id)

    remark_found_helpful.connect(listen)
    remark = make_remark(item)
    for helpful in (True, True, False, True):
        mark_helpful(remark=remark, helpful=helpful, actor=curator)
    remark_found_helpful.disconnect(listen)
    assert told == [remark.pk]
    assert helpful_remarks(volunteer_id=remark.volunteer_id, project_id=item.project_id) == 1
