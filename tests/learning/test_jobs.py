"""Jobs: asked for, heard of, lost, called off, tried again. The worker's part is played through its files."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from quorum.audit.models import AuditEvent
from quorum.domain.requests import ExtractionReport, ExtractionRequest, JobFailure, JobProgress
from quorum.learning.errors import JobHasEnded, JobNotEnded
from quorum.learning.jobs import cancel_job, request_job, retry_job
from quorum.learning.messages import folder_of
from quorum.learning.models import Job
from quorum.learning.tending import FIRST_WAIT, tend_jobs
from quorum.messaging.broker import make_folders
from quorum.messaging.job_folder import JobFolder
from tests.factories import make_project, make_user

pytestmark = pytest.mark.django_db(transaction=True)
REQUEST = ExtractionRequest(job="", images="images", output="cells")
SILENT = settings.ML_SILENCE + timedelta(seconds=1)


class Broker:
    """The messages that wait in the broker of files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def messages(self) -> list[Path]:
        return sorted(self.folder.glob("*.msg"))

    def jobs(self) -> list[str]:
        """Return the names of the jobs in the messages."""
        bodies = [json.loads(path.read_text())["body"] for path in self.messages()]
        return [json.loads(base64.b64decode(body))[0][0]["job"] for body in bodies]


@pytest.fixture
def broker() -> Iterator[Broker]:
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    make_folders(options)
    found = Broker(Path(options["data_folder_in"]))
    for path in found.messages():
        path.unlink()
    yield found
    for path in found.messages():
        path.unlink()


def asked() -> tuple[Job, JobFolder]:
    job = request_job(project=make_project(), request=REQUEST, by=make_user())
    job.refresh_from_db()
    return job, folder_of(job)


def work(folder: JobFolder) -> None:
    """Begin, as a worker does."""
    with folder.taken() as mine:
        assert mine
        folder.beat()


def again(job: Job, now: datetime) -> Job:
    tend_jobs(now=now)
    job.refresh_from_db()
    return job


def test_a_job_is_sent_once_it_is_committed_under_its_own_name(broker: Broker) -> None:
    job, _ = asked()
    assert broker.jobs() == [str(job.public_id)]
    assert (job.state, job.kind, job.queue) == ("waiting", "extraction", "ml")
    assert job.sent_at is not None
    assert AuditEvent.objects.filter(verb="job.requested", object_id=str(job.pk)).count() == 1


def test_what_a_worker_says_becomes_the_job_s_state_progress_log_and_report(broker: Broker) -> None:
    job, folder = asked()
    now = timezone.now()
    assert again(job, now).state == "waiting"
    work(folder)
    folder.tell(JobProgress(str(job.public_id), 0.25, "5 of 20 fields"))
    job = again(job, now)
    assert (job.state, job.share, job.line) == ("running", 0.25, "5 of 20 fields")
    folder.finish(ExtractionReport(str(job.public_id), 20, 180, 1, "digest"))
    job = again(job, now)
    assert (job.state, job.share, job.report["cells"], job.ended_at) == ("done", 1.0, 180, now)
    assert [line.text for line in job.lines.all()] == ["5 of 20 fields", "Done."]
    assert again(job, now + SILENT).state == "done"


def test_a_failure_ends_the_job_with_its_code_and_sentence(broker: Broker) -> None:
    job, folder = asked()
    work(folder)
    folder.finish(JobFailure(str(job.public_id), "image_list_invalid", "It names no field.", True))
    job = again(job, timezone.now())
    assert (job.state, job.error_code, job.is_users_fault) == ("failed", "image_list_invalid", True)
    assert "It names no field." in job.error_message


def test_a_job_whose_worker_falls_silent_is_sent_again_as_often_as_it_may_be(broker: Broker) -> None:
    job, folder = asked()
    now = timezone.now()
    for attempt in (1, 2, 3):
        work(folder)
        job = again(job, now)
        assert (job.state, job.attempt) == ("running", attempt)
        assert again(job, now + SILENT / 2).state == "running"
        now += SILENT
        job = again(job, now)
    assert (job.state, job.error_code) == ("failed", "worker_lost")
    assert len(broker.messages()) == 3


def test_a_worker_that_was_only_slow_is_heard_again(broker: Broker) -> None:
    job, folder = asked()
    now = timezone.now()
    work(folder)
    again(job, now)
    assert again(job, now + SILENT).state == "waiting"
    folder.beat()
    folder.finish(ExtractionReport(str(job.public_id), 20, 180, 1, "digest"))
    assert again(job, now + SILENT).state == "done"


def test_a_message_that_nobody_takes_is_sent_again_ever_more_rarely(broker: Broker) -> None:
    job, _ = asked()
    now = timezone.now()
    again(job, now + FIRST_WAIT / 2)
    assert len(broker.messages()) == 1
    again(job, now + FIRST_WAIT + timedelta(seconds=1))
    assert len(broker.messages()) == 2
    assert job.attempt == 1


def test_a_job_that_cannot_be_sent_waits_for_the_broker(broker: Broker) -> None:
    folder = broker.folder
    aside = folder.rename(folder.with_name("aside"))
    folder.touch()
    try:
        job, _ = asked()
        assert (job.state, job.sent_at) == ("waiting", None)
    finally:
        folder.unlink()
        aside.rename(folder)
    job = again(job, timezone.now())
    assert broker.jobs() == [str(job.public_id)]
    assert job.sent_at is not None


def test_a_cancelled_job_is_called_off_and_stays_cancelled(broker: Broker) -> None:
    job, folder = asked()
    work(folder)
    again(job, timezone.now())
    cancel_job(job=job, by=make_user())
    assert folder.is_called_off
    folder.finish(JobFailure(str(job.public_id), "job_called_off", "The job was called off.", True))
    assert again(job, timezone.now()).state == "cancelled"
    with pytest.raises(JobHasEnded):
        cancel_job(job=job, by=make_user())


def test_a_job_that_is_tried_again_forgets_its_end_but_not_its_name(broker: Broker) -> None:
    job, folder = asked()
    with pytest.raises(JobNotEnded):
        retry_job(job=job, by=make_user())
    work(folder)
    folder.finish(JobFailure(str(job.public_id), "internal_error", "No space left.", False))
    job = again(job, timezone.now())
    job = retry_job(job=job, by=make_user())
    assert (job.state, job.attempt, job.error_code, job.error_message) == ("waiting", 2, "", "")
    assert not folder.has_ended
    assert broker.jobs() == [str(job.public_id)] * 2


def test_a_worker_that_stops_late_does_not_end_a_job_that_is_wanted_again(broker: Broker) -> None:
    job, folder = asked()
    work(folder)
    again(job, timezone.now())
    cancel_job(job=job, by=make_user())
    job = retry_job(job=job, by=make_user())
    folder.finish(JobFailure(str(job.public_id), "job_called_off", "The job was called off.", True))
    job = again(job, timezone.now())
    assert (job.state, job.attempt) == ("waiting", 3)
    assert not folder.has_ended


def test_a_report_that_cannot_be_read_fails_its_own_job_and_no_other(broker: Broker) -> None:
    broken, folder = asked()
    work(folder)
    (folder.path / "report.json").write_text("{")
    job, other = asked()
    work(other)
    assert again(broken, timezone.now()).error_code == "request_invalid"
    job.refresh_from_db()
    assert job.state == "running"
