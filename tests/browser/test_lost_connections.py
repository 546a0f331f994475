"""Networks fail, pages reload, servers die: every answer arrives, and none counts twice."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from quorum.classifications.models import Classification, SubjectRoundTask
from quorum.config import programs
from quorum.config.ports import free_port
from quorum.config.processes import Child, Supervisor
from tests.browser.conftest import MakeCampaign, Visitors, visit
from tests.browser.volunteer import Volunteer
from tests.fixtures_processes import wait_until
from tests.waiting import eventually

pytestmark = pytest.mark.browser
CHANNELS = 4
# A page that goes away sends its last answer on the way out, and a dying server may have answered.
KEPT = re.compile("Offline, [23] kept here")


def label(volunteer: Volunteer, times: int) -> None:
    for _ in range(times):
        volunteer.choose("Nucleoplasm")
        volunteer.submit()


def wait_for_images(volunteer: Volunteer, count: int) -> None:
    """Wait until so many images are on the device, the one on the screen among them."""
    volunteer.page.wait_for_function(
        "files => performance.getEntriesByType('resource')"
        ".filter(({ name, responseEnd }) => name.includes('/i/') && responseEnd > 0).length >= files",
        arg=count * CHANNELS,
    )


def assert_each_subject_counted_once(subjects: int) -> None:
    """Check that one volunteer's answers to `subjects` images are there, each once."""
    eventually(lambda: Classification.objects.count() >= subjects)
    stored = Classification.objects.values_list("subject_id", "counted")
    assert len(stored) == len(set(stored)) == subjects
    assert {counted for _, counted in stored} == {True}
    assert set(SubjectRoundTask.objects.values_list("n", flat=True)) == {1}


def test_answers_given_offline_are_kept_and_sent_once_the_network_is_back(
    visitors: Visitors, campaign: MakeCampaign
) -> None:
    campaign("cells", subjects=4)
    volunteer = visitors.volunteer("cells")
    wait_for_images(volunteer, 3)
    volunteer.page.context.set_offline(True)
    label(volunteer, 2)
    expect(volunteer.outbox).to_have_text("Offline, 2 kept here")
    assert not Classification.objects.exists()
    volunteer.page.context.set_offline(False)
    label(volunteer, 2)
    expect(volunteer.finished).to_be_visible()
    volunteer.leave()
    assert_each_subject_counted_once(4)


def test_answers_that_wait_survive_a_reload_and_are_sent_once(
    visitors: Visitors, campaign: MakeCampaign
) -> None:
    campaign("cells", subjects=4)
    volunteer = visitors.volunteer("cells")
    wait_for_images(volunteer, 3)
    volunteer.page.route("**/api/v1/classifications", lambda route: route.abort())
    label(volunteer, 3)
    expect(volunteer.outbox).to_have_text("Offline, 3 kept here")
    volunteer.page.reload()
    volunteer.see_an_image()
    expect(volunteer.outbox).to_have_text(KEPT)
    volunteer.page.unroute("**/api/v1/classifications")
    volunteer.page.reload()
    volunteer.see_an_image()
    expect(volunteer.outbox).to_have_text("All answers saved")
    label(volunteer, 1)
    expect(volunteer.finished).to_be_visible()
    volunteer.leave()
    assert_each_subject_counted_once(4)


def test_two_tabs_of_one_volunteer_never_ask_about_the_same_image(
    visitors: Visitors, campaign: MakeCampaign
) -> None:
    campaign("cells", subjects=8)
    first = visitors.volunteer("cells")
    second = Volunteer(first.page.context.new_page(), visitors.site, "cells")
    second.arrive()
    second.see_an_image()
    while not (first.finished.is_visible() and second.finished.is_visible()):
        for tab in (first, second):
            if tab.drawn_image.is_visible():
                label(tab, 1)
    first.leave()
    second.leave()
    assert_each_subject_counted_once(8)
    assert visitors.complaints == []


class MortalServer:
    """A web server that can be killed and started again at the same address."""

    def __init__(self, supervisor: Supervisor, environment: dict[str, str], folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._supervisor = supervisor
        self._environment = environment
        self._log = folder / "mortal.log"
        self._child: Child | None = None

    def start(self) -> None:
        command = programs.web_server(host="127.0.0.1", port=self.port, workers=1)
        self._child = self._supervisor.start(
            "web server", command, log=self._log, environment=self._environment
        )
        wait_until(lambda: programs.answers(f"{self.url}/readyz"), child=self._child)

    def kill(self) -> None:
        assert self._child is not None
        os.killpg(self._child.pid, signal.SIGKILL)
        self._supervisor.release(self._child)


@pytest.fixture
def mortal_server(
    process_environment: dict[str, str], transactional_db: None, tmp_path: Path
) -> Iterator[MortalServer]:
    with Supervisor() as supervisor:
        server = MortalServer(supervisor, process_environment, tmp_path)
        server.start()
        yield server


def test_a_server_killed_in_the_middle_of_an_answer_loses_and_repeats_nothing(
    mortal_server: MortalServer, browser: Browser, built_frontend: None, campaign: MakeCampaign
) -> None:
    campaign("cells", subjects=4)
    with visit(browser, mortal_server.url) as visitors:
        volunteer = visitors.volunteer("cells")
        wait_for_images(volunteer, 4)
        label(volunteer, 1)
        with volunteer.page.expect_request("**/api/v1/classifications"):
            label(volunteer, 1)
        mortal_server.kill()
        label(volunteer, 1)
        expect(volunteer.outbox).to_have_text(KEPT)
        mortal_server.start()
        label(volunteer, 1)
        expect(volunteer.finished).to_be_visible()
        volunteer.leave()
        assert_each_subject_counted_once(4)
