"""Without a network: the page starts, shows the images that are here, and keeps the answers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import MakeCampaign, Visitors
from tests.browser.test_lost_connections import assert_each_subject_counted_once, label, wait_for_images
from tests.browser.volunteer import Volunteer
from tests.waiting import eventually

pytestmark = pytest.mark.browser
# The planes of four assignments, the two answers of a start, and the page itself.
PLANES = 16
ALL_IS_KEPT = """async planes => {
    const held = async name => (await (await caches.open(name)).keys()).map(({ url }) => url);
    const start = await held("quorum-start");
    const images = await held("quorum-images");
    return navigator.serviceWorker.controller !== null && images.length >= planes
        && start.some(url => url.endsWith("/me")) && start.some(url => url.includes("/projects/"));
}"""


def wait_until_all_is_kept(page: Page) -> None:
    """Wait until the service worker holds what a start without a network needs."""
    # Not `wait_for_function`: it takes the promise of an answer for a yes.
    eventually(lambda: bool(page.evaluate(ALL_IS_KEPT, PLANES)))


def label_the_rest(*tabs: Volunteer) -> None:
    """Answer in all tabs in turn until nothing is left in any."""
    while not all(tab.finished.is_visible() for tab in tabs):
        for tab in tabs:
            if tab.drawn_image.is_visible():
                label(tab, 1)


def test_a_page_opened_again_offline_shows_its_images_and_loses_no_answer(
    visitors: Visitors, campaign: MakeCampaign
) -> None:
    campaign("cells", subjects=6)
    volunteer = visitors.volunteer("cells")
    wait_for_images(volunteer, 4)
    wait_until_all_is_kept(volunteer.page)
    volunteer.page.context.set_offline(True)
    label(volunteer, 1)
    # The page that goes away tries once more to send; whether that arrives or not, nothing counts twice.
    volunteer.page.reload()
    volunteer.see_an_image()
    expect(volunteer.outbox).to_have_text("Offline, 1 kept here")
    label(volunteer, 2)
    expect(volunteer.outbox).to_have_text("Offline, 3 kept here")
    volunteer.page.context.set_offline(False)
    expect(volunteer.outbox).to_have_text("All answers saved")
    label_the_rest(volunteer)
    volunteer.leave()
    assert_each_subject_counted_once(6)


def test_two_tabs_opened_again_offline_answer_different_images_and_send_each_once(
    visitors: Visitors, campaign: MakeCampaign
) -> None:
    campaign("cells", subjects=8)
    first = visitors.volunteer("cells")
    second = Volunteer(first.page.context.new_page(), visitors.site, "cells")
    second.arrive()
    second.see_an_image()
    for tab in (first, second):
        wait_for_images(tab, 4)
    wait_until_all_is_kept(second.page)
    first.page.context.set_offline(True)
    for tab in (first, second):
        tab.page.reload()
        tab.see_an_image()
        label(tab, 2)
    first.page.context.set_offline(False)
    label_the_rest(first, second)
    first.leave()
    second.leave()
    assert_each_subject_counted_once(8)


def test_the_app_can_be_installed(visitors: Visitors) -> None:
    page = visitors.page()
    page.goto("/")
    manifest = page.evaluate(
        "async () => (await fetch(document.querySelector('link[rel=manifest]').href)).json()"
    )
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/", "/", "standalone")
    purposes = {icon.get("purpose", "any") for icon in manifest["icons"]}
    assert purposes == {"any", "maskable"}
    for icon in manifest["icons"]:
        answer = page.request.get(icon["src"])
        assert answer.ok
        assert answer.headers["content-type"] == icon["type"]
