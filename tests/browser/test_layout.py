"""Every page fits its window, on the phone and on the desk, and no console complains."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from quorum.subjects.models import Subject
from tests.browser.campaigns import label_all, make_account
from tests.browser.conftest import DESKTOP, PHONE, MakeCampaign, Visitors
from tests.browser.volunteer import Volunteer

pytestmark = pytest.mark.browser
SMALL_PHONE = {**PHONE, "viewport": {"width": 360, "height": 640}}
TOUCH_PX = 44
# WCAG 2.5.8: what a short phone has room for.
LEAST_PX = 24
MOST_SHIFT = 0.02
# Every shift counts, those that follow a press among them: nothing jumps.
WATCH_SHIFTS = """
    window.shifts = [];
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) window.shifts.push(entry.value);
    }).observe({ type: "layout-shift", buffered: true });
"""
FIRST_SCREEN = """() => {
    const answer = document.querySelector("section[aria-label='Answer']");
    const inside = element => {
        const { left, right, top, bottom } = element.getBoundingClientRect();
        const seen = y => element.contains(document.elementFromPoint((left + right) / 2, y));
        return right <= innerWidth && seen(top + 2) && seen(bottom - 2);
    };
    const bar = answer.querySelector("[data-part=submit]").closest("[data-part=actions]");
    const buttons = [...bar.querySelectorAll("button")].filter(button => button.checkVisibility());
    const box = button => button.getBoundingClientRect();
    const size = button => [button.textContent, [box(button).width, box(button).height]];
    const headings = [...answer.querySelectorAll("[role=group] > button[aria-expanded]")];
    return {
        choices: [...answer.querySelectorAll("[data-choice]")].filter(inside).length,
        search: inside(answer.querySelector("input[type=search]")),
        buttons: Object.fromEntries(buttons.map(size)),
        headings: Object.fromEntries(headings.map(size)),
        lowest: Math.min(...buttons.map(each => box(each).top)),
    };
}"""
FOR_EVERYBODY = (
    "/",
    "/p/cells",
    "/p/cells/guide",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
)
FOR_CURATORS = (
    "/p/cells",
    "/p/cells/results",
    "/p/cells/results?view=overview",
    "/p/cells/subjects/{subject}",
    "/p/cells/import",
    "/p/cells/data",
    "/p/cells/history",
    "/p/cells/build?part=learning",
    "/me",
    "/accounts/email/",
    "/accounts/password/change/",
    "/p/nothing-here",
)


def assert_fits(page: Page) -> None:
    """Check that nothing sticks out to the side of the window, once everything is there."""
    expect(page.locator("h1").first).to_be_visible()
    expect(page.locator("main [aria-busy=true]")).to_have_count(0)
    width, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width <= window, f"{page.url} is {width} px wide in a window of {window} px"


@pytest.mark.parametrize(
    "device", [PHONE, pytest.param(DESKTOP, marks=pytest.mark.slow)], ids=["phone", "desktop"]
)
def test_no_page_is_wider_than_the_window_and_no_console_complains(
    visitors: Visitors, campaign: MakeCampaign, device: dict[str, Any]
) -> None:
    project = campaign("cells", subjects=2)
    label_all(visitors.site, project, choices=["102", "203"], volunteers=3)
    subject = Subject.objects.earliest("pk").public_id
    visitor = visitors.page(**device)
    for path in FOR_EVERYBODY:
        visitor.goto(path)
        assert_fits(visitor)
    curator = visitors.page(**device)
    visitors.log_in(curator, make_account(project=project, role="owner").email)
    for path in FOR_CURATORS:
        curator.goto(path.format(subject=subject))
        assert_fits(curator)
    # The address that leads nowhere is answered with 404, which the browser itself reports.
    assert [text for text in visitors.complaints if "404" not in text] == []


def assert_one_hand_is_enough(page: Page) -> None:
    """Check a phone's first screen: the whole image, and search, choices and buttons where the thumb is."""
    width, height = page.evaluate("[window.innerWidth, window.innerHeight]")
    image = page.get_by_role("img", name="Image to label").bounding_box()
    assert image is not None
    assert image["y"] >= 0
    assert min(image["width"], image["height"]) > 0.75 * width
    assert image["y"] + image["height"] < 0.55 * height
    shown = page.evaluate(FIRST_SCREEN)
    assert shown["choices"] >= 4
    assert shown["search"]
    small = {name: size for name, size in shown["buttons"].items() if min(size) < TOUCH_PX}
    assert not small, f"too small for a thumb: {small}"
    least = TOUCH_PX if height > 739 else LEAST_PX
    assert shown["headings"]
    small = {name: size for name, size in shown["headings"].items() if min(size) < least}
    assert not small, f"too small to open and close: {small}"
    assert shown["lowest"] > height - 80


@pytest.mark.parametrize(
    "device",
    [PHONE, SMALL_PHONE, pytest.param(DESKTOP, marks=pytest.mark.slow)],
    ids=["phone", "small phone", "desktop"],
)
def test_the_labelling_page_fits_the_window_from_the_terms_to_the_end(
    visitors: Visitors, campaign: MakeCampaign, device: dict[str, Any]
) -> None:
    campaign("cells", subjects=3)
    volunteer = Volunteer(visitors.page(**device), visitors.site, "cells")
    volunteer.arrive()
    assert_fits(volunteer.page)
    volunteer.agree()
    assert_fits(volunteer.page)
    volunteer.page.keyboard.press("?")
    expect(volunteer.page.get_by_role("dialog", name="Keys")).to_be_visible()
    assert_fits(volunteer.page)
    volunteer.page.keyboard.press("Escape")
    volunteer.page.add_init_script(WATCH_SHIFTS)
    volunteer.arrive()
    volunteer.see_an_image()
    if device is not DESKTOP:
        assert_one_hand_is_enough(volunteer.page)
    for _ in range(2):
        volunteer.choose("Cytosol")
        volunteer.submit()
    assert sum(volunteer.page.evaluate("window.shifts")) < MOST_SHIFT
    volunteer.choose("Cytosol")
    volunteer.submit()
    expect(volunteer.finished).to_be_visible()
    assert_fits(volunteer.page)
    assert visitors.complaints == []
