from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest
from django.db import IntegrityError, connection

from quorum.audit.models import AuditEvent
from quorum.classifications.models import SubjectRoundTask
from quorum.intake.database import connect
from quorum.projects.models import Project, Round
from quorum.selection.assignments import Assignment, unseal
from quorum.selection.errors import RoundOpen
from quorum.selection.images import read_image_token
from quorum.selection.models import QueueEntry
from quorum.selection.rounds import close_round, open_round
from quorum.selection.services import assignment_payloads, next_assignments
from quorum.subjects.models import Subject
from quorum.subjects.signals import subjects_added, subjects_withdrawn
from tests.factories import make_classification, make_project, make_subject, make_volunteer, task_of, version_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def project() -> Project:
    return make_project()


def served(
    project: Project, round_: Round, volunteer_id: int, count: int, *, holding: list[int] | None = None
) -> list[Assignment]:
    return next_assignments(
        volunteer_id=volunteer_id,
        round_id=round_.pk,
        task_id=task_of(project).pk,
        exclude_subject_ids=holding or [],
        count=count,
        now=NOW,
        rng=Random(volunteer_id),
    )


def test_a_round_opens_with_a_tally_and_a_place_in_the_queue_for_every_active_subject(project: Project) -> None:
    active = [make_subject(project) for _ in range(3)]
    Subject.objects.filter(pk=make_subject(project).pk).update(state=Subject.State.WITHDRAWN)
    round_ = open_round(workflow_version=version_of(project), actor=None)
    assert round_.number == 1
    tallies = SubjectRoundTask.objects.filter(round=round_)
    assert {tally.subject_id for tally in tallies} == {subject.pk for subject in active}
    assert all(tally.counts == [0] * 10 and tally.n == 0 for tally in tallies)
    assert QueueEntry.objects.filter(round=round_, strategy="random", blind=True).count() == 3
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass(%s)", [f"classification_r{round_.pk}_h0"])
        assert cursor.fetchone()[0] is not None
    assert AuditEvent.objects.filter(verb="round.opened", object_id=str(round_.pk)).exists()


def test_a_project_has_one_open_round_at_a_time(project: Project) -> None:
    first = open_round(workflow_version=version_of(project), actor=None)
    with pytest.raises(RoundOpen):
        open_round(workflow_version=version_of(project), actor=None)
    close_round(round_id=first.pk, actor=None)
    assert open_round(workflow_version=version_of(project), actor=None).number == 2


def test_a_closed_round_serves_nothing_and_closing_twice_is_once(project: Project) -> None:
    make_subject(project)
    round_ = open_round(workflow_version=version_of(project), actor=None)
    close_round(round_id=round_.pk, actor=None)
    close_round(round_id=round_.pk, actor=None)
    assert served(project, round_, make_volunteer().pk, 1) == []
    assert AuditEvent.objects.filter(verb="round.closed").count() == 1


def test_subjects_that_come_later_join_the_open_round_once(project: Project) -> None:
    round_ = open_round(workflow_version=version_of(project), actor=None)
    late = make_subject(project)
    for _ in range(2):
        subjects_added.send(sender=Subject, project_id=project.pk, subject_ids=[late.pk])
    assert QueueEntry.objects.filter(round=round_, subject=late).count() == 1
    assert SubjectRoundTask.objects.filter(round=round_, subject=late).count() == 1


def test_a_withdrawn_subject_leaves_the_queue_and_can_come_back(project: Project) -> None:
    subject = make_subject(project)
    round_ = open_round(workflow_version=version_of(project), actor=None)
    Subject.objects.filter(pk=subject.pk).update(state=Subject.State.WITHDRAWN)
    subjects_withdrawn.send(sender=Subject, project_id=project.pk, subject_ids=[subject.pk])
    tally = SubjectRoundTask.objects.get(round=round_)
    assert (tally.retirement_reason, tally.state) == ("withdrawn", "open")
    assert tally.retired_at is not None
    assert served(project, round_, make_volunteer().pk, 1) == []

    Subject.objects.filter(pk=subject.pk).update(state=Subject.State.ACTIVE)
    subjects_added.send(sender=Subject, project_id=project.pk, subject_ids=[subject.pk])
    assert [each.subject_id for each in served(project, round_, make_volunteer().pk, 1)] == [subject.pk]
    tally.refresh_from_db()
    assert (tally.retired_at, tally.retirement_reason) == (None, "")


def test_a_walk_wraps_around_and_gives_every_subject_once(project: Project) -> None:
    subjects = {make_subject(project).pk for _ in range(6)}
    round_ = open_round(workflow_version=version_of(project), actor=None)
    for volunteer_id in range(1, 9):
        given = [each.subject_id for each in served(project, round_, volunteer_id, 10)]
        assert len(given) == 6
        assert set(given) == subjects


def test_subjects_that_the_client_holds_are_not_given_again(project: Project) -> None:
    subjects = [make_subject(project).pk for _ in range(4)]
    round_ = open_round(workflow_version=version_of(project), actor=None)
    given = served(project, round_, 1, 5, holding=subjects[:3])
    assert [each.subject_id for each in given] == subjects[3:]


def test_different_volunteers_start_at_different_places(project: Project) -> None:
    for _ in range(8):
        make_subject(project)
    round_ = open_round(workflow_version=version_of(project), actor=None)
    first = {served(project, round_, volunteer_id, 1)[0].subject_id for volunteer_id in range(200)}
    assert len(first) == 8


def test_an_assignment_says_how_it_came_about_and_when_it_ends(project: Project) -> None:
    make_subject(project)
    round_ = open_round(workflow_version=version_of(project), actor=None)
    [given] = served(project, round_, 9, 1)
    assert given.volunteer_id == 9
    assert given.project_id == project.pk
    assert given.workflow_version_id == version_of(project).pk
    assert (given.strategy, given.blind, given.model_version_id) == ("random", True, None)
    assert given.issued_at == NOW.replace(microsecond=123000)
    assert (given.expires_at - given.issued_at).days == 7


def test_the_payload_names_neither_the_subject_nor_the_purpose(project: Project) -> None:
    subject = make_subject(project, external_id="secret-name")
    round_ = open_round(workflow_version=version_of(project), actor=None)
    [given] = served(project, round_, 9, 1)
    [payload] = assignment_payloads([given])
    assert "secret-name" not in str(payload)
    assert str(subject.public_id) not in str(payload)
    assert set(payload) == {"ticket", "expires_at", "task", "subject", "images"}
    assert unseal(payload["ticket"]) == given
    assert payload["expires_at"] == "2026-03-08T12:00:00.123Z"
    assert payload["task"] == str(task_of(project).public_id)
    # Display images are half the size of the originals, so a pixel covers twice as much.
    assert payload["subject"]["width"] == 16
    assert payload["subject"]["pixel_size_um"] == pytest.approx(0.16)
    assert payload["subject"]["credit"] == "The test suite"
    assert [image["channel"] for image in payload["images"]] == ["green", "blue"]
    token = payload["images"][0]["url"].split("/")[2]
    assert read_image_token(token) == subject.pk


def test_a_subjects_own_credit_comes_before_the_projects(project: Project) -> None:
    subject = make_subject(project)
    Subject.objects.filter(pk=subject.pk).update(credit="Somebody else")
    round_ = open_round(workflow_version=version_of(project), actor=None)
    [payload] = assignment_payloads(served(project, round_, 9, 1))
    assert (payload["subject"]["credit"], payload["subject"]["licence"]) == ("Somebody else", "CC0")


@pytest.mark.django_db(transaction=True)
def test_a_round_opens_while_votes_of_another_are_being_committed_and_read() -> None:
    first, second = make_project(), make_project()
    subject = make_subject(first)
    busy = open_round(workflow_version=version_of(first), actor=None)
    made = make_classification(subject, round_=busy)
    with connect() as vote, vote.transaction():
        vote.execute("update classification set duration_ms = 1 where id = %s", (made.id,))
        with connection.cursor() as cursor:
            cursor.execute("set lock_timeout = '3s'")
        opened = open_round(workflow_version=version_of(second), actor=None)
    with connection.cursor() as cursor:
        cursor.execute("reset lock_timeout")
        cursor.execute(
            "select count(*) from pg_partition_tree('classification') where isleaf and relid::text like %s",
            [f"classification_r{opened.pk}_h%"],
        )
        assert cursor.fetchone() == (4,)
    late = make_subject(second)
    subjects_added.send(sender=Subject, project_id=second.pk, subject_ids=[late.pk])
    volunteer = make_volunteer()
    make_classification(late, round_=opened, volunteer=volunteer)
    with pytest.raises(IntegrityError):
        make_classification(late, round_=opened, volunteer=volunteer)
