"""The main job, end to end: people look at images, agree, and the curator takes the consensus home."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from quorum.classifications.models import Classification, SubjectRoundTask
from tests.browser.campaigns import make_account
from tests.browser.conftest import PHONE, MakeCampaign, Visitors
from tests.browser.volunteer import Volunteer

pytestmark = pytest.mark.browser
CHOICE = "Nucleoplasm"
# The first group in the list is the nucleus, and Nucleoplasm is second in it.
KEYS = ("a", "2")


def label_by_mouse(volunteer: Volunteer) -> None:
    volunteer.choose(CHOICE)
    volunteer.submit()


def label_by_keyboard(volunteer: Volunteer) -> None:
    for key in (*KEYS, "Enter"):
        volunteer.page.keyboard.press(key)
    volunteer.see_what_comes()


def label_by_touch(volunteer: Volunteer) -> None:
    volunteer.page.locator("label").get_by_text(CHOICE, exact=True).tap()
    volunteer.page.get_by_role("button", name="Submit").tap()
    volunteer.see_what_comes()


def agree_by_keyboard(volunteer: Volunteer) -> None:
    page = volunteer.page
    terms = page.get_by_label("I have read this and agree.")
    expect(terms).to_be_visible()
    while not terms.evaluate("box => box === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    volunteer.see_an_image()


def test_volunteers_by_mouse_keyboard_and_touch_reach_a_consensus_that_the_curator_downloads(
    visitors: Visitors, campaign: MakeCampaign, tmp_path: Path
) -> None:
    project = campaign("cells", subjects=2)
    by_keyboard = Volunteer(visitors.page(), visitors.site, "cells")
    by_keyboard.arrive()
    agree_by_keyboard(by_keyboard)
    for volunteer, label in (
        (by_keyboard, label_by_keyboard),
        (visitors.volunteer("cells"), label_by_mouse),
        (visitors.volunteer("cells", **PHONE), label_by_touch),
    ):
        label(volunteer)
        label(volunteer)
        expect(volunteer.finished).to_be_visible()
        expect(volunteer.page.get_by_text("You looked at 2 images in this project.")).to_be_visible()
        volunteer.page.get_by_role("link", name="See the project").click()
        expect(volunteer.page.get_by_role("link", name="Go on labelling")).to_be_visible()

    curator = visitors.page()
    visitors.log_in(curator, make_account(project=project, role="curator").email, then="/p/cells/results")
    for name in ("drawn-0001", "drawn-0002"):
        row = curator.get_by_role("row").filter(has=curator.get_by_role("link", name=name))
        expect(row).to_contain_text("Consensus reached")
        expect(row).to_contain_text(CHOICE)
    rows = download_consensus(curator, tmp_path)
    assert {(row["external_id"], row["votes"]) for row in rows if row["in_consensus"] == "true"} == {
        ("drawn-0001", "3"),
        ("drawn-0002", "3"),
    }
    assert len(rows) == 2 * 29
    assert {(row["state"], row["n"]) for row in rows} == {("reached", "3")}
    assert set(SubjectRoundTask.objects.values_list("state", "n")) == {("reached", 3)}
    assert Classification.objects.filter(counted=True).count() == 6
    assert visitors.complaints == []


def download_consensus(page: Page, folder: Path) -> list[dict[str, str]]:
    page.goto("/p/cells/data")
    with page.expect_download() as starting:
        page.get_by_role("link", name="Download consensus.csv").click()
    starting.value.save_as(folder / "consensus.csv")
    return list(csv.DictReader(io.StringIO((folder / "consensus.csv").read_text())))
