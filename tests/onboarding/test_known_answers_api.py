from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from quorum.audit.models import AuditEvent
from quorum.domain.identifiers import new_public_id
from quorum.onboarding.models import ControlAnswer, KnownAnswer, Standing
from quorum.projects.models import Project, Round
from quorum.selection.models import QueueEntry
from quorum.selection.rounds import open_round
from quorum.subjects.models import ReferenceLabel, Subject
from tests.factories import make_member, make_project, make_subject, make_volunteer, version_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def project() -> Project:
    project = make_project()
    for _ in range(4):
        make_subject(project)
    open_round(workflow_version=version_of(project), actor=None)
    return project


@pytest.fixture
def curator(project: Project) -> Client:
    client = Client()
    client.force_login(make_member(project, "curator"))
    return client


def subjects_of(project: Project) -> list[Subject]:
    return list(Subject.objects.filter(project=project).order_by("pk"))


def url_of(project: Project, tail: str = "known-answers") -> str:
    return f"/api/v1/projects/{project.slug}/{tail}"


def make(client: Client, project: Project, subject: Subject, **fields: Any) -> Any:
    body = {"subject": str(subject.public_id), "purpose": "control", "choices": ["c1"]} | fields
    return client.post(url_of(project), body, content_type="application/json")


def show(known: KnownAnswer, *, rights: int, wrongs: int, expected: float) -> None:
    """Let as many volunteers answer the control, with half the time of two other answers of theirs."""
    for number in range(rights + wrongs):
        ControlAnswer.objects.create(
            project=known.project,
            volunteer_id=make_volunteer().pk,
            subject=known.subject,
            known_answer=known,
            round_id=1,
            classification_id=new_public_id(),
            truth_ids=known.choice_ids,
            choice_ids=[],
            score=1.0 if number < rights else 0.0,
            expected=expected,
            answered_at=NOW,
        )


def test_a_curator_makes_a_control_from_any_subject_rests_it_and_removes_it(
    project: Project, curator: Client
) -> None:
    subject = subjects_of(project)[0]
    answer = make(curator, project, subject, choices=["c2", "c1"], hints={"c1": "The dots."}, reason="clear")
    assert answer.status_code == 201
    made = answer.json()
    assert [choice["code"] for choice in made["choices"]] == ["c1", "c2"]
    assert (made["exposures"], made["share_right"], made["suspicion"]) == (0, None, "")
    assert not QueueEntry.objects.filter(subject=subject).exists()
    page = curator.get(f"{url_of(project, 'subjects')}/{subject.public_id}").json()
    assert page["known_answer"]["purpose"] == "control"
    address = f"{url_of(project)}/{made['id']}"
    rested = curator.patch(address, {"state": "resting"}, content_type="application/json")
    assert rested.json()["state"] == "resting"
    assert curator.delete(address).status_code == 204
    assert QueueEntry.objects.filter(subject=subject).exists()
    assert curator.delete(address).status_code == 404
    verbs = list(AuditEvent.objects.filter(verb__startswith="known_answer").values_list("verb", flat=True))
    assert sorted(verbs) == ["known_answer.added", "known_answer.removed", "known_answer.resting"]


def test_what_cannot_be_a_known_answer_is_named(project: Project, curator: Client) -> None:
    first, second, third, _ = subjects_of(project)
    choice = version_of(project).label_set_version.choices.get(code="c1")
    ReferenceLabel.objects.create(
        project=project,
        subject=third,
        label_set_version=choice.label_set_version,
        source="experts",
        split="cutoff_holdout",
        choice_ids=[choice.pk],
    )
    make(curator, project, first)
    refused = [
        (first, {}, 409, "answer_known"),
        (second, {"choices": ["c1", "c2", "c3"]}, 400, "truth_invalid"),
        (second, {"choices": ["nonsense"]}, 400, "truth_invalid"),
        (second, {"choices": []}, 400, "truth_invalid"),
        (second, {"purpose": "training"}, 400, "stage_invalid"),
        (second, {"purpose": "training", "stage": 3}, 400, "stage_invalid"),
        (third, {}, 409, "reference_reserved"),
    ]
    for subject, fields, status, code in refused:
        answer = make(curator, project, subject, **fields)
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert KnownAnswer.objects.count() == 1


def test_only_those_who_curate_see_or_make_known_answers(project: Project) -> None:
    scientist = Client()
    scientist.force_login(make_member(project, "scientist"))
    for client, status in ((Client(), 401), (scientist, 403)):
        for tail in ("known-answers", "known-answers/proposals", "standings"):
            assert client.get(url_of(project, tail)).status_code == status
        assert make(client, project, subjects_of(project)[0]).status_code == status


def test_a_control_answered_better_than_its_volunteers_can_is_suspected(
    project: Project, curator: Client
) -> None:
    first, second, _, _ = subjects_of(project)
    for subject in (first, second):
        make(curator, project, subject)
    show(KnownAnswer.objects.get(subject=first), rights=15, wrongs=0, expected=0.5)
    show(KnownAnswer.objects.get(subject=second), rights=8, wrongs=7, expected=0.5)
    listed = {each["subject"]["external_id"]: each for each in curator.get(url_of(project)).json()}
    assert listed[first.external_id]["suspicion"] == "known"
    assert listed[first.external_id]["exposures"] == 15
    assert listed[second.external_id]["suspicion"] == ""
    assert listed[second.external_id]["share_right"] == pytest.approx(8 / 15)


def test_consensus_proposes_clear_subjects_with_the_choice_shown_least(
    project: Project, curator: Client
) -> None:
    first, second, third, fourth = subjects_of(project)
    make(curator, project, fourth, choices=["c1"])
    round_ = Round.objects.get(project=project)
    for subject, votes, index in ((first, [0, 9, 1], 1), (second, [1, 0, 8], 2), (third, [6, 5, 0], 0)):
        tally = subject.tallies.get(round=round_)
        tally.n, tally.state, tally.accepted, tally.decided_at = 10, "reached", [index], NOW
        tally.counts = votes + [0] * (len(tally.counts) - 3)
        tally.save()
    found = curator.get(url_of(project, "known-answers/proposals")).json()
    assert [each["subject"]["external_id"] for each in found] == [second.external_id, first.external_id]
    assert (found[0]["margin"], found[0]["origin"]) == (pytest.approx(0.7), "consensus")


def test_expert_labels_set_aside_for_controls_are_proposed_first(project: Project, curator: Client) -> None:
    subject = subjects_of(project)[1]
    choice = version_of(project).label_set_version.choices.get(code="c4")
    ReferenceLabel.objects.create(
        project=project,
        subject=subject,
        label_set_version=choice.label_set_version,
        source="experts",
        split="control",
        choice_ids=[choice.pk],
    )
    [found] = curator.get(url_of(project, "known-answers/proposals")).json()
    assert (found["subject"]["external_id"], found["origin"]) == (subject.external_id, "import")
    assert [each["code"] for each in found["choices"]] == ["c4"]


def test_curators_see_volunteers_with_accuracy_and_interval(project: Project, curator: Client) -> None:
    known, unknown = make_volunteer(), make_volunteer()
    Standing.objects.create(
        volunteer_id=known.pk, project=project, level="contributor", trusted=True, right=9, wrong=1,
        controls_answered=10,
    )  # fmt: skip
    Standing.objects.create(volunteer_id=unknown.pk, project=project, level="returned")
    answer = curator.get(url_of(project, "standings")).json()
    assert answer["total"] == 2
    returned, good = answer["results"]
    assert (returned["pseudonym"], returned["accuracy"]) == (unknown.pseudonym, None)
    assert good["accuracy"]["low"] < good["accuracy"]["mean"] < good["accuracy"]["high"]
    assert good["accuracy"]["mean"] == pytest.approx((0.7 * 4 + 9) / 14)
    assert curator.get(url_of(project, "standings"), {"level": "returned"}).json()["total"] == 1


def test_subjects_with_a_known_answer_are_no_part_of_the_work_that_is_left(
    project: Project, curator: Client
) -> None:
    make(curator, project, subjects_of(project)[0])
    progress = curator.get(url_of(project, "")[:-1]).json()["progress"]
    assert (progress["subjects"], progress["open"]) == (3, 3)
