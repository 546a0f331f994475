from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from quorum.accounts.identity import seal_volunteer
from quorum.classifications.models import Classification
from quorum.curation.models import Remark
from quorum.intake.models import OutboxEvent
from quorum.projects.models import Project
from quorum.selection.assignments import unseal
from quorum.selection.models import QueueEntry
from quorum.selection.rounds import close_round
from quorum.subjects.models import Subject
from quorum.subjects.signals import subjects_withdrawn
from tests.factories import make_volunteer
from tests.intake.conftest import URL, Desk, make_desk


def test_an_answer_is_stored_counted_and_followed_by_the_next_assignments(desk: Desk) -> None:
    volunteer, subject = make_volunteer(), desk.subjects[0]
    client_uuid = str(uuid.uuid4())
    issued = desk.assignment(volunteer, subject)
    status, answer = desk.submit(
        volunteer,
        desk.ticket(volunteer, subject, issued_at=issued.issued_at, expires_at=issued.expires_at),
        client_uuid=client_uuid,
        choices=["c3", "c1"],
        client_at="2026-03-01T10:00:00+02:00",
        duration_ms=4200,
        context={"zoom": 2.5, "channels": ["green"]},
        holding=[desk.ticket(volunteer, desk.subjects[1])],
        want=2,
    )
    assert status == 201
    assert set(answer) == {"classification", "assignments", "exhausted", "feedback", "standing"}
    assert answer["feedback"] is None
    assert answer["standing"] == {"level": "contributor", "trusted": True}
    assert answer["classification"]["client_uuid"] == client_uuid
    assert answer["exhausted"] is False
    given = {unseal(each["ticket"]).subject_id for each in answer["assignments"]}
    assert given == {desk.subjects[2].pk, desk.subjects[3].pk}

    row = Classification.objects.get(subject_id=subject.pk)
    assert str(row.public_id) == answer["classification"]["id"]
    assert row.public_id.version == 7
    chosen = dict(desk.task.task_choices.values_list("choice__code", "choice_id"))
    assert row.choice_ids == [chosen["c3"], chosen["c1"]]
    assert (row.counted, row.not_counted_reason, row.purpose) == (True, "", 0)
    assert (row.project_id, row.workflow_version_id) == (desk.project.pk, desk.task.workflow_version_id)
    assert (row.strategy, row.blind, row.model_version_id) == ("random", True, None)
    assert row.client_at == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert row.issued_at == issued.issued_at
    assert (row.duration_ms, row.client_context) == (4200, {"zoom": 2.5, "channels": ["green"]})
    tally = desk.tally(subject)
    assert (tally.n, tally.counts) == (1, [0, 1, 0, 1, 0, 0, 0, 0, 0, 0])
    [fact] = OutboxEvent.objects.get().payload
    assert (fact["volunteer_id"], fact["counted"], fact["duration_ms"]) == (volunteer.pk, True, 4200)


def test_consensus_retires_the_subject_and_later_answers_do_not_count(desk: Desk) -> None:
    subject = desk.subjects[0]
    desk.vote(subject, ["c1"], times=3)
    tally = desk.tally(subject)
    assert (tally.state, tally.accepted, tally.decided_at_n) == ("reached", [1], 3)
    assert tally.p_values is not None
    assert tally.p_values[1] < 0.01
    assert tally.retired_at == tally.decided_at is not None
    assert tally.retirement_reason == "consensus_reached"
    assert not QueueEntry.objects.filter(subject=subject).exists()
    desk.vote(subject, ["c2"])
    assert desk.stored(subject)[-1] == (False, "subject_retired")
    assert desk.tally(subject).n == 3


def test_a_subject_without_agreement_ends_in_dispute(desk: Desk) -> None:
    subject = desk.subjects[0]
    for number in range(8):
        desk.vote(subject, [f"c{number}"])
    tally = desk.tally(subject)
    assert (tally.state, tally.accepted, tally.retirement_reason) == ("disputed", [], "maximum_votes")
    assert tally.decided_at_n == 8


def test_a_pass_is_stored_and_not_counted(desk: Desk) -> None:
    volunteer, subject = make_volunteer(), desk.subjects[0]
    status, _ = desk.submit(
        volunteer, desk.ticket(volunteer, subject), choices=[], passed=True, pass_reason="bad_image"
    )
    assert status == 201
    assert desk.stored(subject) == [(False, "passed")]
    assert Classification.objects.get().pass_reason == "bad_image"
    assert desk.tally(subject).n == 0


def test_an_empty_answer_counts_where_the_task_allows_it(transactional_db: None, writer_stops: None) -> None:
    desk = make_desk(subjects=1, empty_allowed=True)
    desk.vote(desk.subjects[0], [])
    assert desk.stored(desk.subjects[0]) == [(True, "")]
    assert desk.tally(desk.subjects[0]).n == 1


def test_a_retry_gets_the_first_answer_and_counts_once(desk: Desk) -> None:
    volunteer, subject = make_volunteer(), desk.subjects[0]
    ticket, client_uuid = desk.ticket(volunteer, subject), str(uuid.uuid4())
    first_status, first = desk.submit(volunteer, ticket, client_uuid=client_uuid)
    again_status, again = desk.submit(volunteer, ticket, client_uuid=client_uuid, choices=["c2"], want=1)
    assert (first_status, again_status) == (201, 200)
    assert again["classification"] == first["classification"]
    assert len(again["assignments"]) == 1
    assert desk.tally(subject).counts[:3] == [0, 1, 0]


def test_the_same_subject_under_a_new_name_is_refused(desk: Desk) -> None:
    volunteer, subject = make_volunteer(), desk.subjects[0]
    desk.submit(volunteer, desk.ticket(volunteer, subject))
    status, answer = desk.submit(volunteer, desk.ticket(volunteer, subject))
    assert (status, answer["error"]["code"]) == (409, "already_classified")
    assert desk.tally(subject).n == 1


def test_a_client_uuid_names_one_submission(desk: Desk) -> None:
    volunteer, client_uuid = make_volunteer(), str(uuid.uuid4())
    desk.submit(volunteer, desk.ticket(volunteer, desk.subjects[0]), client_uuid=client_uuid)
    status, answer = desk.submit(volunteer, desk.ticket(volunteer, desk.subjects[1]), client_uuid=client_uuid)
    assert (status, answer["error"]["code"]) == (409, "client_uuid_reused")
    other = make_volunteer()
    assert desk.submit(other, desk.ticket(other, desk.subjects[1]), client_uuid=client_uuid)[0] == 201


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"choices": ["c0", "c1", "c2"]}, 400, "too_many_choices"),
        ({"choices": ["low"]}, 400, "unknown_choice"),
        ({"choices": ["c1", "c1"]}, 400, "duplicate_choice"),
        ({"choices": []}, 400, "no_choice"),
        ({"choices": ["c1"], "passed": True}, 400, "passed_with_choices"),
        ({"choices": "c1"}, 400, "invalid"),
        ({"client_uuid": "no uuid"}, 400, "invalid"),
        ({"client_at": "2026-03-01T10:00:00"}, 400, "invalid"),
        ({"client_at": "0001-01-01T00:00:00+14:00"}, 400, "invalid"),
        ({"duration_ms": -1}, 400, "invalid"),
        ({"duration_ms": 10**12}, 400, "invalid"),
        ({"want": 6}, 400, "invalid"),
        ({"context": {"long": "x" * 3000}}, 400, "invalid"),
        ({"context": {"nul": "\0"}}, 400, "invalid"),
        ({"context": []}, 400, "invalid"),
        ({"remark": "nul \0"}, 400, "invalid"),
        ({"remark": "x" * 2001}, 400, "invalid"),
        ({"pass_reason": "unsure"}, 400, "invalid"),
        ({"passed": True, "choices": [], "pass_reason": "tired"}, 400, "invalid"),
        ({"subject": 3}, 400, "invalid"),
        ({"holding": ["x"] * 21}, 400, "invalid"),
        ({"ticket": "forged"}, 400, "assignment_forged"),
        ({"ticket": "A" * 172}, 400, "assignment_forged"),
    ],
)
def test_what_is_wrong_is_named_and_not_stored(
    front_desk: Desk, fields: dict[str, Any], status: int, code: str
) -> None:
    volunteer, subject = make_volunteer(), front_desk.subjects[0]
    body = {
        "client_uuid": str(uuid.uuid4()),
        "ticket": front_desk.ticket(volunteer, subject),
        "choices": ["c1"],
    }
    answered, answer = front_desk.post(volunteer, json.dumps(body | fields))
    assert (answered, answer["error"]["code"]) == (status, code), answer
    assert set(answer["error"]) == {"code", "message", "details"}
    assert not Classification.objects.exists()


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"\xff", b"[" * 5000, b'{"remark": "\\ud800"}', b" " * 40_000, b" " * 3_000_000]
)
def test_what_is_no_submission_at_all_is_invalid(front_desk: Desk, body: bytes) -> None:
    status, answer = front_desk.post(make_volunteer(), body)
    assert (status, answer["error"]["code"]) == (400, "invalid")


def test_a_ticket_of_another_volunteer_is_refused(front_desk: Desk) -> None:
    mine, other = make_volunteer(), make_volunteer()
    status, answer = front_desk.submit(other, front_desk.ticket(mine, front_desk.subjects[0]))
    assert (status, answer["error"]["code"]) == (403, "assignment_foreign")


def test_a_request_without_a_volunteer_is_refused(front_desk: Desk) -> None:
    volunteer = make_volunteer()
    status, answer = front_desk.submit(None, front_desk.ticket(volunteer, front_desk.subjects[0]))
    assert (status, answer["error"]["code"]) == (401, "volunteer_unknown")


def test_a_program_may_name_its_volunteer_in_a_header(desk: Desk) -> None:
    volunteer = make_volunteer()
    body = {
        "client_uuid": str(uuid.uuid4()),
        "ticket": desk.ticket(volunteer, desk.subjects[0]),
        "choices": ["c1"],
    }
    headers = {"X-Quorum-Volunteer": seal_volunteer(volunteer.pk)}
    answer = Client(enforce_csrf_checks=True).post(
        URL, json.dumps(body), content_type="application/json", headers=headers
    )
    assert answer.status_code == 201


def test_only_post_is_understood(front_desk: Desk) -> None:
    answer = Client().get(URL)
    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "method_not_allowed")


def test_an_expired_assignment_is_acknowledged_and_not_counted(desk: Desk) -> None:
    volunteer, subject = make_volunteer(), desk.subjects[0]
    long_ago = timezone.now() - timedelta(days=8)
    ticket = desk.ticket(volunteer, subject, issued_at=long_ago, expires_at=long_ago + timedelta(days=7))
    assert desk.submit(volunteer, ticket)[0] == 201
    assert desk.stored(subject) == [(False, "expired")]
    assert desk.tally(subject).n == 0


def test_an_answer_to_a_closed_round_is_acknowledged_and_not_counted(desk: Desk) -> None:
    volunteer, subject = make_volunteer(), desk.subjects[0]
    ticket = desk.ticket(volunteer, subject)
    close_round(round_id=desk.round.pk, actor=None)
    status, answer = desk.submit(volunteer, ticket, want=1)
    assert (status, answer["assignments"], answer["exhausted"]) == (201, [], True)
    assert desk.stored(subject) == [(False, "round_closed")]


def test_an_answer_to_a_withdrawn_subject_is_acknowledged_and_not_counted(desk: Desk) -> None:
    volunteer, subject = make_volunteer(), desk.subjects[0]
    ticket = desk.ticket(volunteer, subject)
    subjects_withdrawn.send(sender=Subject, project_id=desk.project.pk, subject_ids=[subject.pk])
    assert desk.submit(volunteer, ticket)[0] == 201
    assert desk.stored(subject) == [(False, "subject_withdrawn")]


@pytest.mark.parametrize("purpose", ["CONTROL", "TRAINING", "TUTORIAL"])
def test_only_contributions_count(desk: Desk, purpose: str) -> None:
    volunteer, subject = make_volunteer(), desk.subjects[0]
    ticket = desk.ticket(volunteer, subject, purpose=Classification.Purpose[purpose])
    assert desk.submit(volunteer, ticket)[0] == 201
    assert desk.stored(subject) == [(False, "not_a_contribution")]


def test_a_paused_project_keeps_answers_and_gives_out_nothing(desk: Desk) -> None:
    volunteer = make_volunteer()
    Project.objects.filter(pk=desk.project.pk).update(state=Project.State.PAUSED)
    status, answer = desk.submit(volunteer, desk.ticket(volunteer, desk.subjects[0]), want=2)
    assert (status, answer["assignments"], answer["exhausted"]) == (201, [], True)
    assert desk.stored(desk.subjects[0]) == [(True, "")]


def test_a_remark_is_kept_apart_from_its_classification(desk: Desk) -> None:
    volunteer, subject = make_volunteer(), desk.subjects[0]
    ticket, client_uuid = desk.ticket(volunteer, subject), str(uuid.uuid4())
    for _ in range(2):
        desk.submit(volunteer, ticket, client_uuid=client_uuid, remark="  A bubble? ✨ ")
    remark = Remark.objects.get()
    assert remark.text == "A bubble? ✨"
    assert (remark.subject_id, remark.volunteer_id) == (subject.pk, volunteer.pk)
    assert remark.classification_id == Classification.objects.get().id


def test_a_volunteer_is_served_every_subject_once_until_none_is_left(desk: Desk) -> None:
    volunteer = make_volunteer()
    ticket, seen = desk.ticket(volunteer, desk.subjects[0]), [desk.subjects[0].pk]
    while True:
        status, answer = desk.submit(volunteer, ticket, want=1)
        assert status == 201
        if answer["exhausted"]:
            break
        ticket = answer["assignments"][0]["ticket"]
        seen.append(unseal(ticket).subject_id)
    assert sorted(seen) == sorted(subject.pk for subject in desk.subjects)


def test_wanting_nothing_is_not_exhaustion(desk: Desk) -> None:
    volunteer = make_volunteer()
    _, answer = desk.submit(volunteer, desk.ticket(volunteer, desk.subjects[0]), want=0)
    assert (answer["assignments"], answer["exhausted"]) == ([], False)
