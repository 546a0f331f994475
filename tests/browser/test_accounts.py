"""Guests become people with accounts, and keep what they did."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from quorum.accounts.models import Volunteer as StoredVolunteer
from quorum.classifications.models import Classification
from tests.browser.campaigns import make_account
from tests.browser.conftest import MakeCampaign, Visitors
from tests.browser.volunteer import Volunteer
from tests.factories import PASSWORD
from tests.waiting import eventually

pytestmark = pytest.mark.browser


def link_mailed_to(email: str) -> str:
    """Return the link in the mail to an address, once the server has written it."""

    def found() -> list[str]:
        mails = [file.read_text() for file in Path(settings.TEST_FOLDER / "mail").glob("*.log")]
        return [re.findall(r"http\S+", mail)[0] for mail in mails if f"To: {email}" in mail]

    eventually(lambda: bool(found()))
    return found()[0]


def sign_up(page: Page, email: str) -> None:
    page.goto("/accounts/signup/?next=/p/cells")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password (again)").fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()


def test_a_guest_signs_up_confirms_the_address_and_keeps_name_and_answers(
    visitors: Visitors, campaign: MakeCampaign
) -> None:
    campaign("cells", subjects=2)
    guest = visitors.volunteer("cells")
    guest.choose("Cytosol")
    guest.submit()
    guest.leave()
    pseudonym = StoredVolunteer.objects.get().pseudonym
    page = guest.page
    expect(page.get_by_text(f"Guest {pseudonym}")).to_be_visible()

    sign_up(page, "newcomer@example.org")
    expect(page.get_by_text("newcomer@example.org")).to_be_visible()
    page.goto(link_mailed_to("newcomer@example.org"))
    page.get_by_role("button", name="Yes, confirm it").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    page.goto("/me")
    expect(page.get_by_text(f"Others know you as {pseudonym}.")).to_be_visible()
    page.goto("/p/cells")
    expect(page.get_by_role("link", name="Go on labelling")).to_be_visible()
    [volunteer] = StoredVolunteer.objects.all()
    assert (volunteer.kind, volunteer.user.email) == ("account", "newcomer@example.org")
    assert visitors.complaints == []


def test_logging_in_joins_the_guests_answers_to_the_account_and_counts_no_image_twice(
    visitors: Visitors, campaign: MakeCampaign
) -> None:
    campaign("cells", subjects=2)
    email = make_account().email
    at_home = visitors.page()
    visitors.log_in(at_home, email, then="/p/cells/classify")
    member = Volunteer(at_home, visitors.site, "cells")
    member.agree()
    member.choose("Cytosol")
    member.submit()
    member.leave()

    guest = visitors.volunteer("cells")
    for _ in range(2):
        guest.choose("Vesicles")
        guest.submit()
    guest.leave()
    eventually(lambda: Classification.objects.filter(counted=True).count() == 3)
    visitors.log_in(guest.page, email, then="/p/cells")
    expect(guest.page.get_by_role("link", name="Go on labelling")).to_be_visible()

    [account] = StoredVolunteer.objects.filter(kind="account")
    counted = Classification.objects.filter(counted=True)
    assert set(counted.values_list("volunteer_id", flat=True)) == {account.pk}
    assert counted.values("subject_id").distinct().count() == counted.count() == 2
    [repeat] = Classification.objects.filter(counted=False)
    assert repeat.not_counted_reason == "merged_repeat"
    assert visitors.complaints == []


def test_a_project_without_guests_sends_visitors_to_the_log_in_and_back(
    visitors: Visitors, campaign: MakeCampaign
) -> None:
    campaign("members", subjects=1, guests_allowed=False)
    page = visitors.page()
    page.goto("/p/members/classify")
    page.get_by_role("main").get_by_role("link", name="Log in").click()
    page.get_by_label("Email").fill(make_account("person@example.org").email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    Volunteer(page, visitors.site, "members").agree()
    assert visitors.complaints == []
