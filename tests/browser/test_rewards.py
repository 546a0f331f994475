"""What labelling brought, as a volunteer sees and spends it."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from quorum.accounts.models import Volunteer
from quorum.rewards.earning import pay_facts
from tests.browser.conftest import MakeCampaign, Visitors
from tests.rewards.facts import account_of, fact

pytestmark = pytest.mark.browser


def test_a_guest_sees_what_was_earned_buys_a_title_wears_it_and_leaves_the_leaderboard(
    visitors: Visitors, campaign: MakeCampaign
) -> None:
    project = campaign("cells", subjects=1)
    guest = visitors.volunteer("cells")
    volunteer, now = Volunteer.objects.get(), timezone.now()
    pay_facts(batch=1, facts=[fact(volunteer, project_id=project.pk, received_at=now) for _ in range(25)])
    page = guest.page
    page.reload()
    guest.see_an_image()
    chip = page.get_by_test_id("reward-chip")
    expect(chip).to_contain_text("Level 2")
    chip.click()

    expect(page.get_by_role("heading", name="Your rewards")).to_be_visible()
    expect(page.get_by_text("100 points", exact=True)).to_be_visible()
    expect(page.get_by_role("img", name="Level 2, 0% of the way to the next")).to_be_visible()
    expect(page.get_by_text("1 day in a row")).to_be_visible()
    badge = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="First light"))
    expect(badge).to_contain_text("Earned on")
    expect(page.get_by_role("progressbar", name="Label 15 images today")).to_have_attribute(
        "aria-valuenow", "100"
    )

    page.get_by_role("tab", name="Progress").press("ArrowRight")
    row = page.get_by_role("row").filter(has_text=volunteer.pseudonym)
    expect(row).to_contain_text(re.compile(r"you.*100"))
    page.get_by_role("tab", name="Shop").click()
    page.get_by_role("button", name="Buy Pathfinder for 40 credits").click()
    page.get_by_role("dialog").get_by_role("button", name="Buy it").click()
    page.get_by_role("button", name="Wear Pathfinder").click()
    expect(page.get_by_role("button", name="Take off Pathfinder")).to_be_visible()
    expect(page.get_by_role("button", name="Buy Luminary for 250 credits")).to_be_disabled()
    assert account_of(volunteer, project.pk).credits == 20

    page.get_by_role("tab", name="Leaderboard").click()
    expect(row).to_contain_text("Pathfinder")
    page.get_by_label("List me, under my pseudonym").click()
    expect(page.get_by_role("heading", name="Nobody yet")).to_be_visible()
    assert visitors.complaints == []
