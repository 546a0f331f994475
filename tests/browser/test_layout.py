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


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
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


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_labelling_page_fits_the_window_from_the_terms_to_the_end(
    visitors: Visitors, campaign: MakeCampaign, device: dict[str, Any]
) -> None:
    campaign("cells", subjects=1)
    volunteer = Volunteer(visitors.page(**device), visitors.site, "cells")
    volunteer.arrive()
    assert_fits(volunteer.page)
    volunteer.agree()
    assert_fits(volunteer.page)
    volunteer.page.keyboard.press("?")
    expect(volunteer.page.get_by_role("dialog", name="Keys")).to_be_visible()
    assert_fits(volunteer.page)
    volunteer.page.keyboard.press("Escape")
    volunteer.choose("Cytosol")
    volunteer.submit()
    expect(volunteer.finished).to_be_visible()
    assert_fits(volunteer.page)
    assert visitors.complaints == []
