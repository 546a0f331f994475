"""News of jobs as they come, through the real web server."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from quorum.accounts.models import User
from quorum.api.job_stream import VIEWERS_AT_MOST
from quorum.config import programs
from quorum.config.ports import free_port
from quorum.config.processes import Supervisor
from quorum.domain.requests import ExtractionReport, ExtractionRequest, JobProgress
from quorum.learning.jobs import cancel_job, request_job
from quorum.learning.messages import folder_of
from quorum.learning.models import Job
from quorum.learning.tending import tend_jobs
from quorum.projects.models import Project
from tests.factories import make_member, make_project
from tests.fixtures_processes import WebServer, wait_until

REQUEST = ExtractionRequest(job="", images="images", output="cells")
PATIENCE_S = 10


class Viewer:
    """Somebody who listens to the stream of the project `one`."""

    def __init__(self, site: str, user: User, last_event: str = "") -> None:
        cookies = Client()
        cookies.force_login(user)
        headers = {"Accept": "text/event-stream", "Cookie": f"sessionid={cookies.cookies['sessionid'].value}"}
        if last_event:
            headers["Last-Event-ID"] = last_event
        self._connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=PATIENCE_S)
        self._connection.request("GET", "/api/v1/projects/one/jobs/stream", headers=headers)
        self.answer = self._connection.getresponse()
        self.last_event = ""

    def next_jobs(self) -> dict[str, dict[str, Any]]:
        """Wait for the next event and return its jobs by id."""
        data = ""
        while line := self.answer.readline().decode():
            if line.startswith("id: "):
                self.last_event = line[4:].strip()
            elif line.startswith("data: "):
                data = line[6:]
            elif line == "\n" and data:
                return {job["id"]: job for job in json.loads(data)["jobs"]}
        pytest.fail("the stream has ended")

    def wait_for(self, job: Job, state: str) -> dict[str, dict[str, Any]]:
        """Wait for the event that tells of this state of the job; the first may be a second old."""
        while (told := self.next_jobs())[str(job.public_id)]["state"] != state:
            pass
        return told

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def project(web_server: WebServer) -> Project:
    return make_project("one")


@pytest.fixture
def listen(web_server: WebServer, project: Project) -> Iterator[Callable[..., Viewer]]:
    user = make_member(project, "scientist")
    with ExitStack() as stack:

        def listen(last_event: str = "") -> Viewer:
            viewer = Viewer(web_server.url, user, last_event)
            stack.callback(viewer.close)
            return viewer

        yield listen


def ask(project: Project) -> Job:
    return request_job(project=project, request=REQUEST, by=None)


def hear(job: Job, share: float, line: str) -> None:
    """Let the worker say how far it is, and the platform hear it."""
    with folder_of(job).taken():
        folder_of(job).beat()
    folder_of(job).tell(JobProgress(str(job.public_id), share, line))
    tend_jobs(now=timezone.now())


def test_a_viewer_is_told_of_what_runs_and_then_of_every_change_until_the_end(
    listen: Callable[..., Viewer], project: Project
) -> None:
    job = ask(project)
    other = request_job(project=make_project("other"), request=REQUEST, by=None)
    viewer = listen()
    assert viewer.answer.getheader("Content-Type", "").startswith("text/event-stream")
    assert viewer.answer.getheader("X-Accel-Buffering") == "no"
    assert viewer.answer.getheader("Content-Encoding") is None
    name = str(job.public_id)
    jobs = viewer.next_jobs()
    assert (jobs[name]["state"], str(other.public_id) in jobs) == ("waiting", False)
    hear(job, 0.25, "5 of 20 fields")
    told = viewer.next_jobs()[name]
    assert (told["state"], told["share"], told["line"]) == ("running", 0.25, "5 of 20 fields")
    folder_of(job).finish(ExtractionReport(name, 20, 180, 1, "digest"))
    second = ask(project)
    tend_jobs(now=timezone.now())
    assert viewer.wait_for(job, "done")[name]["figures"]["cells"] == 180
    cancel_job(job=second, by=None)
    assert list(viewer.next_jobs()) == [str(second.public_id)], "what has ended is told once"


def test_who_comes_again_is_told_what_ended_meanwhile(listen: Callable[..., Viewer], project: Project) -> None:
    old, job = ask(project), ask(project)
    cancel_job(job=old, by=None)
    Job.objects.filter(pk=old.pk).update(ended_at=timezone.now() - timedelta(minutes=1))
    viewer = listen("an id of nobody's")
    assert list(viewer.next_jobs()) == [str(job.public_id)]
    viewer.close()
    cancel_job(job=job, by=None)
    told = listen(viewer.last_event).wait_for(job, "cancelled")
    assert list(told) == [str(job.public_id)]


def test_beyond_its_places_the_server_asks_to_come_again_until_somebody_leaves(
    listen: Callable[..., Viewer],
) -> None:
    viewers = [listen()]
    while viewers[-1].answer.status == 200:
        assert len(viewers) <= VIEWERS_AT_MOST
        viewers.append(listen())
    refused = viewers[-1].answer
    assert (refused.status, json.load(refused)["error"]["code"]) == (503, "too_many_viewers")
    assert refused.getheader("Retry-After")
    for viewer in viewers:
        viewer.close()
    deadline = time.monotonic() + PATIENCE_S
    while listen().answer.status != 200:
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_a_web_server_that_stops_ends_its_streams_at_once_and_kills_no_worker(
    process_environment: dict[str, str], transactional_db: None, tmp_path: Path
) -> None:
    user = make_member(make_project("one"), "scientist")
    port = free_port()
    command = programs.web_server(host="127.0.0.1", port=port, workers=1)
    with Supervisor() as supervisor:
        log = tmp_path / "web.log"
        server = supervisor.start("web server", command, log=log, environment=process_environment)
        wait_until(lambda: programs.answers(f"http://127.0.0.1:{port}/readyz"), child=server)
        viewer = Viewer(f"http://127.0.0.1:{port}", user)
        assert viewer.next_jobs() == {}
        server.stop()
        rest = viewer.answer.read().decode()
        assert rest.replace(": still here\n\n", "") == "", "it ends in good order"
    assert "refused to gracefully stop" not in log.read_text()
