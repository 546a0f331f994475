"""Jobs over HTTP: the list, one with its log, cancelling and trying again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from quorum.api.jobs import LINES
from quorum.audit.models import AuditEvent
from quorum.domain.requests import (
    ExtractionReport,
    ExtractionRequest,
    JobFailure,
    JobProgress,
    TrainingRequest,
)
from quorum.learning.jobs import request_job, write_line
from quorum.learning.messages import Request, folder_of
from quorum.learning.models import Job
from quorum.learning.tending import tend_jobs
from quorum.projects.models import Project
from tests.factories import make_member, make_project, make_user, make_volunteer

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/projects/one/jobs"
EXTRACTION = ExtractionRequest(job="", images="images/plate-1", output="cells")
TRAINING = TrainingRequest(
    job="", recipe="loc-cat", cells="cells", fields="f", classes="c", output="m", workflow_version="1"
)


@pytest.fixture
def project() -> Project:
    return make_project("one")


@pytest.fixture
def scientist(project: Project) -> Client:
    return client_of(make_member(project, "scientist"))


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def ask(project: Project, request: Request = EXTRACTION, *, by: Any = None) -> Job:
    return request_job(project=project, request=request, by=by)


def end(job: Job, *, with_report: bool) -> None:
    """Work on a job and end it, as a worker does, and hear of it."""
    name = str(job.public_id)
    with folder_of(job).taken():
        folder_of(job).beat()
    report = ExtractionReport(name, 20, 180, 1, "digest")
    folder_of(job).finish(report if with_report else JobFailure(name, "disk_full", "No space left.", False))
    tend_jobs(now=timezone.now())


def ids(answer: Any) -> list[str]:
    return [job["id"] for job in answer.json()["results"]]


def test_jobs_come_newest_first_with_what_they_are_about_and_who_asked(scientist: Client) -> None:
    project = Project.objects.get()
    asker = make_user("ann@example.org")
    old, new = ask(project, by=asker), ask(project, TRAINING)
    answer = scientist.get(ROOT)
    assert ids(answer) == [str(new.public_id), str(old.public_id)]
    first, second = answer.json()["results"]
    assert (first["kind"], first["about"]["recipe"], first["asked_by"]) == ("training", "loc-cat", None)
    assert (second["state"], second["about"]["images"]) == ("waiting", "images/plate-1")
    assert (second["asked_by"], second["attempt"], second["figures"]) == ("ann@example.org", 1, None)
    assert answer.json()["next"] is None


def test_jobs_come_in_pages_and_by_state_and_kind(scientist: Client) -> None:
    project = Project.objects.get()
    jobs = [ask(project, TRAINING if number == 1 else EXTRACTION) for number in range(4)]
    end(jobs[0], with_report=True)
    names = [str(job.public_id) for job in reversed(jobs)]
    first = scientist.get(f"{ROOT}?limit=3")
    rest = scientist.get(f"{ROOT}?limit=3&cursor={first.json()['next']}")
    assert (ids(first), ids(rest)) == (names[:3], names[3:])
    assert ids(scientist.get(f"{ROOT}?state=done")) == names[3:]
    assert ids(scientist.get(f"{ROOT}?kind=training")) == [names[2]]
    assert ids(scientist.get(f"{ROOT}?kind=training&state=done")) == []
    assert scientist.get(f"{ROOT}?state=odd").json()["error"]["code"] == "invalid"


def test_a_job_is_shown_with_its_progress_its_log_and_what_came_of_it(scientist: Client) -> None:
    job = ask(Project.objects.get())
    folder = folder_of(job)
    with folder.taken():
        folder.beat()
    folder.tell(JobProgress(str(job.public_id), 0.25, "5 of 20 fields"))
    tend_jobs(now=timezone.now())
    shown = scientist.get(f"{ROOT}/{job.public_id}").json()
    assert (shown["state"], shown["share"], shown["line"]) == ("running", 0.25, "5 of 20 fields")
    assert (shown["silent"], [line["text"] for line in shown["lines"]]) == (False, ["5 of 20 fields"])
    Job.objects.update(heard_at=timezone.now() - settings.ML_SILENCE + timedelta(seconds=5))
    assert scientist.get(f"{ROOT}/{job.public_id}").json()["silent"] is True
    end(job, with_report=True)
    shown = scientist.get(f"{ROOT}/{job.public_id}").json()
    assert (shown["state"], shown["figures"]["fields"], shown["figures"]["cells"]) == ("done", 20, 180)
    assert (shown["lines"][-1]["text"], shown["earlier"], shown["silent"]) == ("Done.", None, False)


def test_a_long_log_comes_from_its_end(scientist: Client) -> None:
    job = ask(Project.objects.get())
    for number in range(LINES + 5):
        write_line(job, f"line {number}")
    last = scientist.get(f"{ROOT}/{job.public_id}").json()
    assert (last["lines"][0]["text"], last["lines"][-1]["text"]) == ("line 5", f"line {LINES + 4}")
    first = scientist.get(f"{ROOT}/{job.public_id}?cursor={last['earlier']}").json()
    assert [line["text"] for line in first["lines"]] == [f"line {number}" for number in range(5)]
    assert first["earlier"] is None


def test_a_job_is_cancelled_and_tried_again_and_the_audit_says_by_whom(scientist: Client) -> None:
    job = ask(Project.objects.get())
    address = f"{ROOT}/{job.public_id}"
    refused = scientist.post(f"{address}/retry")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "job_not_ended")
    cancelled = scientist.post(f"{address}/cancel")
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    assert scientist.post(f"{address}/cancel").json()["error"]["code"] == "job_has_ended"
    again = scientist.post(f"{address}/retry").json()
    assert (again["state"], again["attempt"], again["ended_at"]) == ("waiting", 2, None)
    verbs = AuditEvent.objects.filter(actor_id__isnull=False, object_kind="job").values_list("verb", flat=True)
    assert list(verbs) == ["job.cancelled", "job.retried"]


def test_a_failed_job_says_why(scientist: Client) -> None:
    job = ask(Project.objects.get())
    end(job, with_report=False)
    [shown] = scientist.get(ROOT).json()["results"]
    assert (shown["state"], shown["error_code"], shown["error_message"]) == (
        "failed",
        "disk_full",
        "No space left.",
    )
    assert shown["is_users_fault"] is False


def test_only_owners_scientists_and_operators_stop_and_start_work(project: Project) -> None:
    job = ask(project)
    volunteer = make_user()
    make_volunteer(user=volunteer, project=project)
    address = f"{ROOT}/{job.public_id}"
    curator = client_of(make_member(project, "curator"))
    assert curator.get(address).status_code == 200
    for client, status in ((Client(), 401), (client_of(volunteer), 403), (curator, 403)):
        assert client.post(f"{address}/cancel").status_code == status
        assert client.post(f"{address}/retry").status_code == status
    for client in (Client(), client_of(volunteer)):
        assert client.get(address).status_code in {401, 403}
        assert client.get(f"{ROOT}/stream").status_code in {401, 403}
    for person in (make_member(project, "owner"), make_user(operator=True)):
        assert client_of(person).post(f"{address}/cancel").status_code == 200
        assert client_of(person).post(f"{address}/retry").status_code == 200


def test_a_job_of_another_project_is_unknown(scientist: Client) -> None:
    job = ask(make_project("other"))
    for address in (str(job.public_id), f"{job.public_id}/cancel"):
        method = scientist.post if address.endswith("cancel") else scientist.get
        answer = method(f"{ROOT}/{address}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "job_unknown")
