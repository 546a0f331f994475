"""People who talk: volunteers who have answered, and those who run a project."""

from __future__ import annotations

from typing import Any

from django.test import Client

from quorum.accounts.identity import seal_volunteer
from quorum.accounts.models import User, Volunteer
from quorum.curation.models import Remark
from quorum.projects.models import Project
from quorum.projects.selectors import current_round
from quorum.subjects.models import Subject
from quorum.talk.addresses import address_of
from tests.factories import make_classification, make_volunteer

API = "/api/v1"


class Person:
    """Somebody at a browser: a guest by key, or an account."""

    def __init__(
        self, project: Project, *, volunteer: Volunteer | None = None, user: User | None = None
    ) -> None:
        self.project, self.volunteer = project, volunteer
        self.client = Client()
        if user is not None:
            self.client.force_login(user)
        elif volunteer is not None:
            self.client.cookies["quorum_volunteer"] = seal_volunteer(volunteer.pk)

    @property
    def base(self) -> str:
        return f"{API}/projects/{self.project.slug}"

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"{self.base}{path}", query)

    def post(self, path: str, **body: Any) -> Any:
        return self.client.post(f"{self.base}{path}", body, content_type="application/json")

    def delete(self, path: str) -> Any:
        return self.client.delete(f"{self.base}{path}")

    def discussion(self, subject: Subject) -> Any:
        return self.get(f"/talk/discussions/{address_of(subject.pk)}")

    def say(self, subject: Subject, text: str, **body: Any) -> Any:
        return self.post(f"/talk/discussions/{address_of(subject.pk)}/comments", text=text, **body)

    def notices(self) -> list[dict[str, Any]]:
        return list(self.client.get(f"{API}/me/notices").json())

    def unread(self) -> int:
        return int(self.client.get(f"{API}/me").json()["unread_notices"])


def answerer(project: Project, *subjects: Subject, **fields: Any) -> Person:
    """Return a guest who has answered those subjects."""
    volunteer = make_volunteer(project=project)
    round_ = current_round(project)
    assert round_ is not None
    for subject in subjects:
        make_classification(subject, ["c1"], round_=round_, volunteer=volunteer, **fields)
    return Person(project, volunteer=volunteer)


def make_remark(subject: Subject, volunteer: Volunteer, text: str = "odd", **fields: Any) -> Remark:
    """Return a stored remark of a volunteer."""
    facts = {"project_id": subject.project_id, "round_id": 1, "classification_id": 1}
    return Remark.objects.create(subject=subject, volunteer_id=volunteer.pk, text=text, **facts, **fields)
