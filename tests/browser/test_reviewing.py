"""Curators work through the review queue with nothing but the browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from quorum.curation.models import CuratedLabel, ReviewItem
from quorum.curation.reviews import open_review
from quorum.subjects.models import Subject
from tests.browser.campaigns import make_account
from tests.browser.conftest import MakeCampaign, Visitors

pytestmark = pytest.mark.browser


def test_a_curator_labels_what_waits_and_takes_it_back(visitors: Visitors, campaign: MakeCampaign) -> None:
    project = campaign("cells", subjects=2)
    for subject in Subject.objects.order_by("pk"):
        open_review(subject=subject, reason="report", note="Odd")
    page = visitors.page()
    visitors.log_in(page, make_account(project=project, role="curator").email, then="/p/cells/review")
    expect(page.get_by_role("heading", name="drawn-0001")).to_be_visible()
    page.keyboard.press("j")
    expect(page.get_by_role("heading", name="drawn-0002")).to_be_visible()
    page.get_by_role("button", name="Label it myself").click()
    page.get_by_role("checkbox", name="Cytosol").check()
    page.get_by_role("button", name="Save my label").click()
    expect(page.get_by_role("heading", name="drawn-0001")).to_be_visible()
    expect(page.get_by_text("Decided: drawn-0002")).to_be_visible()
    assert CuratedLabel.objects.filter(replaced_at=None).count() == 1
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("The decision is taken back.")).to_be_visible()
    assert not CuratedLabel.objects.filter(replaced_at=None).exists()
    page.get_by_role("button", name="Keep the consensus").click()
    expect(page.get_by_text("Decided: drawn-0002")).to_be_visible()
    page.get_by_label("Show", exact=True).select_option("decided")
    expect(page.get_by_role("table", name="Decided").get_by_role("link", name="drawn-0002")).to_be_visible()
    assert ReviewItem.objects.filter(closed_at=None).count() == 1
    assert visitors.complaints == []
