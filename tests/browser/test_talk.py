"""People talk about an image: a mark, an answer, a notice; and nothing that they write is markup."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from quorum.classifications.models import Classification
from quorum.curation.models import Remark
from quorum.talk.addresses import address_of
from quorum.talk.models import Announcement
from tests.browser.campaigns import make_account
from tests.browser.conftest import PHONE, MakeCampaign, Visitors
from tests.waiting import eventually

pytestmark = pytest.mark.browser

NASTY = "<img src=x onerror=alert(1)> <b>see</b> https://example.org/atlas."


def test_a_marked_remark_reaches_a_curator_whose_answer_reaches_the_volunteer(
    visitors: Visitors, campaign: MakeCampaign
) -> None:
    project = campaign("cells", subjects=1)
    volunteer = visitors.volunteer("cells")
    volunteer.page.keyboard.press("r")
    dialog = volunteer.page.get_by_role("dialog")
    dialog.get_by_label("What is unusual?").fill(NASTY)
    dialog.get_by_label("What kind of thing is it?").select_option("artefact")
    dialog.get_by_role("button", name="Mark the place", exact=True).click()
    picker = dialog.get_by_role("button", name=re.compile("^Mark the place: no place yet"))
    box = picker.bounding_box()
    assert box is not None
    picker.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.75})
    # From the place that was clicked, one step to the right by keyboard.
    volunteer.page.keyboard.press("ArrowRight")
    volunteer.page.keyboard.press("Enter")
    dialog.get_by_role("button", name="Keep the remark").click()
    volunteer.choose("Cytosol")
    volunteer.page.get_by_role("button", name="Submit").click()
    expect(volunteer.finished).to_be_visible()
    volunteer.leave()
    eventually(Remark.objects.exists)
    remark = Remark.objects.get()
    assert (remark.kind, remark.text) == ("artefact", NASTY)
    assert remark.x == pytest.approx(0.27, abs=0.01)
    assert remark.y == pytest.approx(0.75, abs=0.01)

    curator = visitors.page()
    subject = Classification.objects.get().subject_id
    address = address_of(subject)
    visitors.log_in(
        curator, make_account(project=project, role="curator").email, then=f"/p/cells/talk/{address}"
    )
    post = curator.get_by_role("listitem").filter(has_text="Artefact")
    expect(post).to_contain_text("<img src=x onerror=alert(1)> <b>see</b>")
    expect(post.get_by_role("link")).to_have_attribute("href", "https://example.org/atlas")
    expect(curator.get_by_role("button", name=re.compile("^Mark 1, by"))).to_be_visible()
    post.get_by_role("button", name="Reply").click()
    curator.get_by_label(re.compile("^Your reply to")).fill("A fibre on the glass.")
    curator.get_by_role("button", name="Send").click()
    expect(curator.get_by_role("listitem").filter(has_text="A fibre on the glass.")).to_contain_text("Curator")

    page = volunteer.page
    page.reload()
    page.get_by_role("button", name="Notices, 1 new").click()
    page.get_by_role("link", name=re.compile("^A curator wrote")).click()
    expect(page.get_by_role("listitem").filter(has_text="A fibre on the glass.")).to_be_visible()
    expect(page.get_by_role("button", name="Notices", exact=True)).to_be_visible()
    assert visitors.complaints == []


def test_nobody_reads_a_discussion_before_they_have_answered(
    visitors: Visitors, campaign: MakeCampaign
) -> None:
    project = campaign("cells", subjects=1)
    Announcement.objects.create(
        project_id=project.pk, title="New images", text="<script>", starts_at=project.created_at
    )
    volunteer = visitors.volunteer("cells", **PHONE)
    page = volunteer.page
    notice = page.get_by_role("complementary", name="Announcement")
    expect(notice).to_contain_text("<script>")
    notice.get_by_role("button", name="Dismiss").click()
    expect(notice).to_be_hidden()
    page.goto("/p/cells/talk")
    expect(page.get_by_role("heading", name="No discussions yet")).to_be_visible()
    subject = project.subjects.get()
    page.goto(f"/p/cells/talk/{address_of(subject.pk)}")
    expect(page.get_by_role("heading", name="Answer this image first")).to_be_visible()
    page.goto("/p/cells")
    expect(page.get_by_role("heading", name="New images")).to_be_visible()
