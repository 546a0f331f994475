"""From answers to a suspicion, a hold, a curator's decision and amends."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

from quorum.accounts.identity import COOKIE, seal_volunteer
from quorum.accounts.models import User, Volunteer
from quorum.audit.models import AuditEvent
from quorum.classifications.models import Classification, SubjectRoundTask
from quorum.domain.identifiers import new_public_id
from quorum.integrity.models import Screening, Suspicion
from quorum.integrity.screenings import screen_project
from quorum.onboarding.models import Standing
from quorum.projects.models import Project, Round
from quorum.rewards.models import LedgerEntry
from quorum.selection.rounds import open_round
from tests.factories import make_member, make_project, make_subject, make_volunteer, task_of, version_of

pytestmark = pytest.mark.django_db
SUBJECTS, HONEST = 60, 5


class Played:
    """A project in which five honest volunteers answered everything, and one said c1 to everything."""

    def __init__(self) -> None:
        self.project: Project = make_project(choices=8, minimum_votes=8, maximum_votes=20)
        subjects = [make_subject(self.project) for _ in range(SUBJECTS)]
        self.round: Round = open_round(workflow_version=version_of(self.project), actor=None)
        self.task = task_of(self.project)
        self.choices = list(self.task.task_choices.order_by("index").values_list("choice_id", flat=True))
        self.honest = [make_volunteer(project=self.project) for _ in range(HONEST)]
        self.cheater: Volunteer = make_volunteer(project=self.project)
        self.curator: User = make_member(self.project, "curator")
        rng = np.random.default_rng(5)
        rows = []
        for place, subject in enumerate(subjects):
            for volunteer in self.honest:
                said = place % 8 if rng.random() < 0.7 else int(rng.integers(8))
                rows.append(self._row(subject.pk, volunteer, said, int(rng.lognormal(8.5, 0.4))))
            rows.append(self._row(subject.pk, self.cheater, 1, int(rng.lognormal(8.5, 0.4))))
        Classification.objects.bulk_create(rows)
        for tally in SubjectRoundTask.objects.filter(round=self.round):
            own = [row for row in rows if row.subject_id == tally.subject_id]
            tally.n = len(own)
            tally.counts = [sum(row.choice_ids == [choice] for row in own) for choice in self.choices]
            tally.save()

    def _row(self, subject_id: int, volunteer: Volunteer, said: int, duration_ms: int) -> Classification:
        now = timezone.now()
        return Classification(
            round_id=self.round.pk, volunteer_id=volunteer.pk, subject_id=subject_id, task_id=self.task.pk,
            project_id=self.project.pk, workflow_version_id=self.round.workflow_version_id,
            public_id=new_public_id(), client_uuid=new_public_id(), choice_ids=[self.choices[said]],
            purpose=0, counted=True, strategy="random", blind=True, duration_ms=duration_ms,
            issued_at=now, received_at=now,
        )  # fmt: skip

    def totals(self) -> tuple[int, int]:
        """Return the sum of n, and of the votes for c1."""
        tallies = SubjectRoundTask.objects.filter(round=self.round)
        return sum(one.n for one in tallies), sum(one.counts[1] for one in tallies)

    def decide(self, user: User, decision: str, **fields: Any) -> Any:
        suspicion = Suspicion.objects.get()
        client = Client()
        client.force_login(user)
        address = f"/api/v1/projects/{self.project.slug}/suspicions/{suspicion.public_id}/decision"
        body = {"decision": decision, "reason": "Looked at it."} | fields
        return client.post(address, body, content_type="application/json")

    def hold(self, volunteer: Volunteer, text: str = "") -> Any:
        client = Client()
        client.cookies[COOKIE] = seal_volunteer(volunteer.pk)
        address = f"/api/v1/projects/{self.project.slug}/hold"
        if text:
            return client.post(address, {"text": text}, content_type="application/json")
        return client.get(address)


@pytest.fixture
def played() -> Played:
    played = Played()
    screen_project(project=played.project, now=timezone.now())
    return played


def test_who_says_the_same_to_everything_is_held_and_nobody_else(played: Played) -> None:
    suspicion = Suspicion.objects.get()
    assert (suspicion.volunteer_id, suspicion.kind, suspicion.measure) == (
        played.cheater.pk,
        "constant",
        "held",
    )
    assert f"100% of {SUBJECTS} answers were the same set of choices (c1)" in suspicion.evidence["words"]
    assert Standing.objects.get(volunteer_id=played.cheater.pk, project=played.project).held
    own = Classification.objects.filter(volunteer_id=played.cheater.pk)
    assert {(one.counted, one.not_counted_reason) for one in own} == {(False, "held")}
    assert played.totals()[0] == SUBJECTS * HONEST
    assert AuditEvent.objects.filter(verb="suspicion.held").count() == 1


def test_evidence_comes_as_figures_and_codes_of_choices_that_any_language_can_say(played: Played) -> None:
    client = Client()
    client.force_login(played.curator)
    (listed,) = client.get(f"/api/v1/projects/{played.project.slug}/suspicions").json()
    evidence = listed["evidence"]
    assert evidence["figures"]["share_of_favourite"] == 1.0
    assert 0.0 < evidence["figures"]["share_due"] < 0.5
    assert [(one["choices"], one["own"]) for one in evidence["answers"]] == [(["c1"], 1.0)]


def test_screening_again_without_new_answers_changes_nothing(played: Played) -> None:
    assert screen_project(project=played.project, now=timezone.now()) == 0
    assert Suspicion.objects.count() == 1


def test_a_dismissal_gives_every_vote_back_and_does_not_come_up_again(played: Played) -> None:
    n, votes = played.totals()
    assert played.decide(played.curator, "dismiss").status_code == 200
    assert played.totals() == (n + SUBJECTS, votes + SUBJECTS)
    assert Classification.objects.filter(counted=True).count() == SUBJECTS * (HONEST + 1)
    assert not Standing.objects.get(volunteer_id=played.cheater.pk, project=played.project).held
    Screening.objects.update(last_classification_id=0)
    screen_project(project=played.project, now=timezone.now())
    assert Suspicion.objects.get(kind="constant").state == "dismissed"
    assert not Suspicion.objects.filter(measure="held", state="open").exists()


def test_what_was_held_as_it_came_in_is_paid_after_a_dismissal(played: Played) -> None:
    later = Suspicion.objects.get().opened_at
    held = Classification.objects.filter(volunteer_id=played.cheater.pk).first()
    assert held is not None
    Classification.objects.filter(id=held.id).update(received_at=later)
    played.decide(played.curator, "dismiss")
    paid = LedgerEntry.objects.filter(volunteer_id=played.cheater.pk, kind="work")
    assert [entry.count for entry in paid] == [1]


def test_a_decision_is_taken_once_with_a_reason_by_a_curator(played: Played) -> None:
    assert played.decide(make_member(played.project, "scientist"), "confirm").status_code == 403
    assert played.decide(played.curator, "confirm", reason="").status_code == 400
    assert played.decide(played.curator, "confirm").status_code == 200
    assert played.decide(played.curator, "dismiss").json()["error"]["code"] == "suspicion_decided"
    assert AuditEvent.objects.get(verb="suspicion.confirmed").actor_id == played.curator.pk


def test_whoever_is_held_is_told_kindly_and_heard(played: Played) -> None:
    assert played.hold(played.honest[0]).json()["held"] is False
    assert played.hold(played.honest[0], "Me?").status_code == 409
    told = played.hold(played.cheater).json()
    assert told["held"] is True
    assert "nothing is lost" in told["text"]
    assert played.hold(played.cheater, "I only see one thing.").json()["review_asked"] is True
    client = Client()
    client.force_login(played.curator)
    listed = client.get(f"/api/v1/projects/{played.project.slug}/suspicions").json()
    assert [one["appeal"] for one in listed] == ["I only see one thing."]


def test_outsiders_see_no_suspicions(played: Played) -> None:
    address = f"/api/v1/projects/{played.project.slug}/suspicions"
    assert Client().get(address).status_code == 401
