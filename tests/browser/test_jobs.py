"""Jobs as the people who run a project see them: live, cancelled, tried again."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from quorum.domain.requests import ExtractionReport, ExtractionRequest, JobFailure, JobProgress
from quorum.learning.jobs import request_job
from quorum.learning.messages import folder_of
from quorum.learning.models import Job
from quorum.learning.tending import tend_jobs
from quorum.messaging.job_folder import JobFolder
from quorum.projects.models import Project
from tests.browser.campaigns import make_account
from tests.browser.conftest import Visitors
from tests.factories import make_project

pytestmark = pytest.mark.browser
WATCH_SHIFTS = """
    window.shifts = [];
    new PerformanceObserver(list => {
        for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) shifts.push(value);
    }).observe({ type: "layout-shift" });
"""


class Worker:
    """Plays the ML worker of one job through its files, and lets the platform hear of it at once."""

    def __init__(self, job: Job) -> None:
        self.name = str(job.public_id)
        self.folder: JobFolder = folder_of(job)

    def says(self, share: float, line: str) -> None:
        with self.folder.taken() as mine:
            assert mine
            self.folder.beat()
        self.folder.tell(JobProgress(self.name, share, line))
        tend_jobs(now=timezone.now())

    def ends(self, report: ExtractionReport | JobFailure) -> None:
        self.folder.finish(report)
        tend_jobs(now=timezone.now())


def ask(project: Project, images: str) -> Job:
    request = ExtractionRequest(job="", images=images, output="cells")
    return request_job(project=project, request=request, by=None)


def row_of(page: Page, images: str) -> Locator:
    return page.get_by_role("listitem").filter(has=page.get_by_role("button", name=images))


def test_a_job_moves_on_the_page_as_its_worker_speaks_and_nothing_jumps(visitors: Visitors) -> None:
    project = make_project("cells")
    worker = Worker(ask(project, "plate-1"))
    page = visitors.page()
    visitors.log_in(page, make_account(project=project, role="scientist").email, then="/p/cells")
    page.get_by_role("link", name="Jobs").click()
    row = row_of(page, "plate-1")
    expect(row.get_by_text("Waits for a worker")).to_be_visible()
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    page.evaluate(WATCH_SHIFTS)
    worker.says(0.25, "5 of 20 fields")
    bar = row.get_by_role("progressbar")
    expect(bar).to_have_attribute("aria-valuenow", "25")
    expect(row.get_by_text("5 of 20 fields")).to_be_visible()
    row.get_by_role("button", name="plate-1").click()
    log = row.get_by_role("region", name="Log")
    expect(log.get_by_text("5 of 20 fields")).to_be_visible()
    worker.says(0.5, "10 of 20 fields")
    expect(bar).to_have_attribute("aria-valuenow", "50")
    expect(log.get_by_text("10 of 20 fields")).to_be_visible()
    worker.ends(ExtractionReport(worker.name, 20, 180, 1, "digest"))
    expect(row.get_by_text("20 images · 180 cells")).to_be_visible()
    expect(log.get_by_text("Done.")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Features: plate-1: Done")).to_have_count(1)
    ask(project, "plate-2")
    expect(row_of(page, "plate-2")).to_be_visible()
    # A new job comes on top; until then nothing had moved.
    assert sum(page.evaluate("window.shifts")[:-1]) < 0.001
    assert visitors.complaints == []


def test_a_scientist_cancels_a_job_and_tries_it_again(visitors: Visitors) -> None:
    project = make_project("cells")
    job = ask(project, "plate-1")
    worker = Worker(job)
    worker.says(0.25, "5 of 20 fields")
    page = visitors.page()
    visitors.log_in(page, make_account(project=project, role="scientist").email, then="/p/cells/jobs")
    row = row_of(page, "plate-1")
    row.get_by_role("button", name="plate-1").click()
    row.get_by_role("button", name="Cancel the job").click()
    dialog = page.get_by_role("dialog", name="Cancel this job?")
    expect(dialog.get_by_text(re.compile("The work that it has kept stays"))).to_be_visible()
    dialog.get_by_role("button", name="Let it go on").click()
    assert not worker.folder.is_called_off
    row.get_by_role("button", name="Cancel the job").click()
    dialog.get_by_role("button", name="Cancel the job").click()
    again = row.get_by_role("button", name="Try again")
    expect(again).to_be_focused()
    expect(row.get_by_text("Cancelled", exact=True)).to_be_visible()
    assert worker.folder.is_called_off
    again.click()
    page.get_by_role("dialog", name="Try this job again?").get_by_role("button", name="Try again").click()
    expect(row.get_by_text("Attempt 2 of 4")).to_be_visible()
    worker.says(0.5, "10 of 20 fields")
    worker.ends(JobFailure(worker.name, "disk_full", "No space left.", False))
    expect(row.get_by_text("Code: disk_full")).to_be_visible()
    job.refresh_from_db()
    assert (job.state, job.attempt) == ("failed", 2)
    assert visitors.complaints == []


def test_without_a_connection_the_page_keeps_what_it_knew_and_says_so(visitors: Visitors) -> None:
    project = make_project("cells")
    worker = Worker(ask(project, "plate-1"))
    page = visitors.page()
    visitors.log_in(page, make_account(project=project, role="curator").email, then="/p/cells/jobs")
    row = row_of(page, "plate-1")
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    row.get_by_role("button", name="plate-1").click()
    expect(row.get_by_role("region", name="Log")).to_be_visible()
    expect(row.get_by_role("button", name="Cancel the job")).to_be_hidden()
    page.route("**/jobs*", lambda route: route.abort())
    page.route("**/jobs/**", lambda route: route.abort())
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_text("No connection: this may be out of date")).to_be_visible()
    expect(row).to_be_visible()
    page.unroute_all()
    worker.says(0.25, "5 of 20 fields")
    expect(row.get_by_text("5 of 20 fields").first).to_be_visible()
    expect(page.get_by_text("No connection: this may be out of date")).to_be_hidden()
