"""A project with an open round, and a desk at which volunteers hand in their answers."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from quorum.accounts.identity import seal_volunteer
from quorum.accounts.models import Volunteer
from quorum.classifications.models import Classification, SubjectRoundTask
from quorum.intake.writer import shared_writer
from quorum.projects.models import Project, Round, Task
from quorum.selection.assignments import Assignment, seal
from quorum.selection.rounds import open_round
from quorum.subjects.models import Subject
from tests.factories import make_project, make_subject, make_volunteer, task_of, version_of

URL = "/api/v1/classifications"


@dataclass
class Desk:
    """Hands in answers over HTTP and reads what became of them."""

    project: Project
    task: Task
    round: Round
    subjects: list[Subject]

    def assignment(self, volunteer: Volunteer, subject: Subject, **changes: Any) -> Assignment:
        now = timezone.now()
        now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        facts: dict[str, Any] = {
            "volunteer_id": volunteer.pk,
            "project_id": self.project.pk,
            "workflow_version_id": self.task.workflow_version_id,
            "round_id": self.round.pk,
            "task_id": self.task.pk,
            "subject_id": subject.pk,
            "purpose": Classification.Purpose.CONTRIBUTION,
            "strategy": "random",
            "model_version_id": None,
            "blind": True,
            "issued_at": now,
            "expires_at": now + timedelta(days=7),
        }
        return Assignment(**(facts | changes))

    def ticket(self, volunteer: Volunteer, subject: Subject, **changes: Any) -> str:
        return seal(self.assignment(volunteer, subject, **changes))

    def submit(self, volunteer: Volunteer | None, ticket: str, **fields: Any) -> tuple[int, dict[str, Any]]:
        """Return status and body of the answer; each call is a client of its own."""
        body: dict[str, Any] = {"client_uuid": str(uuid.uuid4()), "ticket": ticket, "choices": ["c1"]}
        return self.post(volunteer, json.dumps(body | fields))

    def post(self, volunteer: Volunteer | None, body: str | bytes) -> tuple[int, dict[str, Any]]:
        client = Client()
        if volunteer is not None:
            client.cookies["quorum_volunteer"] = seal_volunteer(volunteer.pk)
        answer = client.post(URL, body, content_type="application/json")
        return answer.status_code, answer.json()

    def vote(self, subject: Subject, choices: list[str], times: int = 1) -> None:
        """Let `times` new volunteers give the same answer."""
        for _ in range(times):
            volunteer = make_volunteer()
            status, answer = self.submit(volunteer, self.ticket(volunteer, subject), choices=choices)
            assert status == 201, answer

    def tally(self, subject: Subject) -> SubjectRoundTask:
        return SubjectRoundTask.objects.get(round=self.round, task=self.task, subject=subject)

    def stored(self, subject: Subject) -> list[tuple[bool, str]]:
        """Return (counted, reason) of a subject's classifications, in order."""
        rows = Classification.objects.filter(subject_id=subject.pk, round_id=self.round.pk).order_by("id")
        return list(rows.values_list("counted", "not_counted_reason"))


def make_desk(*, subjects: int, **rule: Any) -> Desk:
    project = make_project(**rule)
    made = [make_subject(project) for _ in range(subjects)]
    opened = open_round(workflow_version=version_of(project), actor=None)
    return Desk(project, task_of(project), opened, made)


@pytest.fixture
def writer_stops() -> Iterator[None]:
    """Let go of the writer's connection after the test."""
    yield
    shared_writer.stop()


@pytest.fixture
def desk(transactional_db: None, writer_stops: None) -> Desk:
    """Return a desk over four subjects; 10 classes, 2 choices, 3 to 8 votes."""
    return make_desk(subjects=4)


@pytest.fixture
def front_desk(db: None) -> Desk:
    """Return a desk for what is refused before the writer hears of it; nothing is ever committed there."""
    return make_desk(subjects=1)
