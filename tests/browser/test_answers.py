"""What a volunteer can do with an image besides choosing: pass, remark, take back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from quorum.classifications.models import Classification
from tests.browser.campaigns import make_account
from tests.browser.conftest import MakeCampaign, Visitors
from tests.waiting import eventually

pytestmark = pytest.mark.browser


def test_a_pass_is_stored_with_its_reason_and_not_counted(visitors: Visitors, campaign: MakeCampaign) -> None:
    campaign("cells", subjects=1)
    volunteer = visitors.volunteer("cells")
    volunteer.pass_on("The image is bad")
    expect(volunteer.finished).to_be_visible()
    volunteer.leave()
    eventually(Classification.objects.exists)
    stored = Classification.objects.get()
    assert (stored.pass_reason, stored.choice_ids) == ("bad_image", [])
    assert (stored.counted, stored.not_counted_reason) == (False, "passed")
    assert visitors.complaints == []


def test_a_key_pressed_while_a_dialog_closes_opens_the_next_one(
    visitors: Visitors, campaign: MakeCampaign
) -> None:
    campaign("cells", subjects=1)
    volunteer = visitors.volunteer("cells")
    page = volunteer.page
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    # The key comes before the browser tells that the dialog has closed.
    page.evaluate(
        """async () => {
            const keys = document.querySelector("dialog[open]");
            const told = new Promise((resolve) => {
                keys.addEventListener("close", () => setTimeout(resolve, 100));
            });
            keys.close();
            document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "p", bubbles: true }));
            await told;
        }"""
    )
    expect(page.get_by_role("dialog", name="Pass on this image?")).to_be_visible()
    page.keyboard.press("2")
    expect(volunteer.finished).to_be_visible()
    assert visitors.complaints == []


def test_a_remark_goes_with_the_answer_and_the_curator_reads_it(
    visitors: Visitors, campaign: MakeCampaign
) -> None:
    project = campaign("cells", subjects=1)
    volunteer = visitors.volunteer("cells")
    page = volunteer.page
    page.keyboard.press("r")
    page.get_by_label("What is unusual?").fill("A cell with two nuclei, top left.")
    page.get_by_role("button", name="Keep the remark").click()
    expect(page.get_by_role("button", name="Unusual: noted")).to_be_visible()
    volunteer.choose("Cytosol")
    volunteer.submit()
    volunteer.leave()

    curator = visitors.page()
    visitors.log_in(curator, make_account(project=project, role="curator").email, then="/p/cells/results")
    curator.get_by_role("link", name="drawn-0001").click()
    expect(curator.get_by_text("A cell with two nuclei, top left.")).to_be_visible()
    assert visitors.complaints == []


def test_undo_brings_the_last_answer_back_with_its_choices(visitors: Visitors, campaign: MakeCampaign) -> None:
    campaign("cells", subjects=2)
    volunteer = visitors.volunteer("cells")
    volunteer.choose("Nucleoplasm", "Mitochondria")
    volunteer.submit()
    volunteer.page.get_by_role("button", name="Undo").click()
    expect(volunteer.chosen).to_have_text("2 of 5")
    for name in ("Nucleoplasm", "Mitochondria"):
        expect(volunteer.choice(name)).to_be_checked()
    volunteer.choice("Mitochondria").uncheck(force=True)
    volunteer.choose("Vesicles")
    volunteer.submit()
    volunteer.choose("Cytosol")
    volunteer.submit()
    expect(volunteer.finished).to_be_visible()
    volunteer.leave()
    eventually(lambda: Classification.objects.count() == 2)
    assert sorted(len(stored.choice_ids) for stored in Classification.objects.all()) == [1, 2]
    assert set(Classification.objects.values_list("counted", flat=True)) == {True}
    assert visitors.complaints == []


def test_more_choices_than_allowed_are_refused_with_a_word(visitors: Visitors, campaign: MakeCampaign) -> None:
    campaign("cells", subjects=1)
    volunteer = visitors.volunteer("cells")
    volunteer.choose("Nucleus", "Nucleoplasm", "Cytosol", "Vesicles", "Mitochondria")
    volunteer.choice("Centrosome").click(force=True)
    expect(volunteer.page.get_by_text("You can choose up to 5.")).to_be_visible()
    expect(volunteer.choice("Centrosome")).not_to_be_checked()
    expect(volunteer.chosen).to_have_text("5 of 5")
