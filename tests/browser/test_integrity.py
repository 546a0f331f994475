"""A curator believes a volunteer, and a volunteer asks to be heard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from quorum.accounts.models import Volunteer as Person
from quorum.integrity.models import Suspicion
from quorum.projects.models import Project
from tests.browser.campaigns import make_account
from tests.browser.conftest import MakeCampaign, Visitors
from tests.factories import make_volunteer

pytestmark = pytest.mark.browser


def suspect(project: Project, volunteer: Person) -> Suspicion:
    """Hold a volunteer's answers for one answer given to everything."""
    return Suspicion.objects.create(
        project=project,
        volunteer=volunteer,
        kind="constant",
        measure="held",
        statistic=1.0,
        p=2e-6,
        answers=60,
        evidence={
            "words": "100% of 60 answers were the same set of choices.",
            "answers": [{"own": 1.0, "others": 0.14}],
        },
    )


def test_a_curator_dismisses_a_suspicion_with_a_reason(visitors: Visitors, campaign: MakeCampaign) -> None:
    project = campaign("cells", subjects=1)
    suspicion = suspect(project, make_volunteer(project=project))
    page = visitors.page()
    visitors.log_in(page, make_account(project=project, role="curator").email, then="/p/cells")
    page.get_by_role("link", name="Integrity").click()
    card = page.get_by_role("region", name="One answer for everything")
    expect(card.get_by_role("img", name="The volunteer's most frequent answers")).to_be_visible()
    expect(card.get_by_role("button", name="Dismiss")).to_be_disabled()
    card.get_by_label("Reason").fill("A field of plain cells: the answer was right.")
    card.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_role("heading", name="Nothing to decide")).to_be_visible()
    page.get_by_label("Show", exact=True).select_option("dismissed")
    expect(page.get_by_text("A field of plain cells: the answer was right.")).to_be_visible()
    suspicion.refresh_from_db()
    assert suspicion.state == "dismissed"
    assert visitors.complaints == []


def test_whoever_is_held_asks_for_a_review_once(visitors: Visitors, campaign: MakeCampaign) -> None:
    project = campaign("cells", subjects=2)
    volunteer = visitors.volunteer("cells")
    page = volunteer.page
    notice = page.get_by_role("complementary", name="Your answers wait for a person")
    expect(notice).to_be_hidden()
    suspicion = suspect(project, Person.objects.get())
    page.reload()
    volunteer.see_an_image()
    notice.get_by_role("button", name="Ask for a review").click()
    page.get_by_label("How do you work?").fill("I zoom in, and look twice.")
    page.get_by_role("button", name="Send").click()
    expect(notice.get_by_text("You asked for a review.")).to_be_visible()
    notice.get_by_role("button", name="Close").click()
    expect(notice).to_be_hidden()
    page.goto("/p/cells/learn")
    expect(page.get_by_text("You asked for a review.")).to_be_visible()
    expect(page.get_by_role("button", name="Ask for a review")).to_be_hidden()
    suspicion.refresh_from_db()
    assert suspicion.appeal == "I zoom in, and look twice."
    assert visitors.complaints == []
