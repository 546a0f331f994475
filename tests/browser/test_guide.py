"""The field guide beside the image: by pointer, key and finger, and its own pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from quorum.config.demo.images import MANIFEST
from quorum.projects.models import Project
from quorum.subjects.guide import Facts, add_files
from tests.browser.conftest import PHONE, MakeCampaign, Visitors
from tests.waiting import eventually

pytestmark = pytest.mark.browser
CHOICE = "Nucleoplasm"
CHANNELS = ("red", "green", "blue", "yellow")


@pytest.fixture
def project(campaign: MakeCampaign, drawn: Path) -> Project:
    """Two subjects to label, and three pictures each of two choices that look alike."""
    project = campaign("cells", subjects=2)
    assert (drawn / MANIFEST).exists()
    for code in ("101", "102"):
        for number in (1, 2, 3):
            paths = {key: drawn / f"drawn-{number:04d}_{key}.png" for key in CHANNELS}
            facts = Facts(cell_line=f"SYN-{number}", caption="Even green in the nucleus")
            add_files(project=project, choice_code=code, paths=paths, facts=facts, actor=None)
    return project


def card(page: Page) -> Locator:
    return page.get_by_role("complementary", name=f"Field guide: {CHOICE}")


def asked_card(page: Page) -> Locator:
    return page.get_by_role("dialog", name=f"Field guide: {CHOICE}")


def place_of_the_image(page: Page) -> object:
    return page.locator("[role=img][aria-label='Image to label']").bounding_box()


def test_resting_on_a_choice_shows_the_guide_beside_an_image_that_stays(
    visitors: Visitors, project: Project
) -> None:
    volunteer = visitors.volunteer("cells")
    page = volunteer.page
    before = place_of_the_image(page)
    volunteer.choice(CHOICE).hover(force=True)
    expect(card(page)).to_be_visible()
    thumbnails = card(page).get_by_role("button", name=f"Enlarge {CHOICE}")
    expect(thumbnails).to_have_count(3)
    thumbnails.first.click()
    expect(card(page).locator("[role=img][aria-busy=false]")).to_be_visible()
    assert place_of_the_image(page) == before
    page.keyboard.press("Escape")
    expect(card(page)).to_be_hidden()
    # A hand does not leap: on its way from where the card was it crosses the image.
    page.mouse.move(200, 300)
    page.mouse.move(210, 310)
    volunteer.choice(CHOICE).hover(force=True)
    expect(card(page)).to_be_visible()
    page.mouse.move(200, 400)
    expect(card(page)).to_be_hidden()
    assert visitors.complaints == []


def test_the_guide_works_by_keyboard_and_gives_the_focus_back(visitors: Visitors, project: Project) -> None:
    volunteer = visitors.volunteer("cells")
    page = volunteer.page
    volunteer.choice(CHOICE).focus()
    page.keyboard.press("i")
    expect(asked_card(page)).to_be_focused()
    asked_card(page).get_by_role("button", name="Nucleus", exact=True).press("Enter")
    expect(page.get_by_role("group", name=f"{CHOICE} and Nucleus side by side")).to_be_visible()
    page.keyboard.press("Escape")
    expect(asked_card(page)).to_be_hidden()
    expect(volunteer.choice(CHOICE)).to_be_focused()


def top_of(element: Locator) -> float:
    box = element.bounding_box()
    assert box is not None
    return box["y"]


def bottom_of(element: Locator) -> float:
    box = element.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def test_a_long_press_opens_the_card_above_the_finger_and_chooses_nothing(
    visitors: Visitors, project: Project
) -> None:
    volunteer = visitors.volunteer("cells", **PHONE)
    page = volunteer.page
    row = page.locator("[data-choice='102']")
    row.dispatch_event("pointerdown", {"pointerType": "touch", "clientX": 100, "clientY": 600})
    expect(asked_card(page)).to_be_visible()
    row.dispatch_event("pointerup", {"pointerType": "touch"})
    row.locator("label").dispatch_event("click")
    expect(volunteer.choice(CHOICE)).not_to_be_checked()
    # The card glides into its place.
    eventually(lambda: bottom_of(asked_card(page)) <= top_of(row))
    page.get_by_role("button", name="Close the field guide").click()
    # Asked for with a tap it lies over the choices, and the image stays in sight.
    page.get_by_role("button", name=f"About {CHOICE}").click()
    image, sheet = place_of_the_image(page), asked_card(page).bounding_box()
    assert isinstance(image, dict)
    assert sheet is not None
    assert sheet["y"] >= image["y"] + image["height"] - 1
    page.get_by_role("button", name="Close the field guide").click()
    expect(asked_card(page)).to_be_hidden()


def test_chosen_and_recent_choices_stand_above_the_list_and_groups_close(
    visitors: Visitors, project: Project
) -> None:
    volunteer = visitors.volunteer("cells")
    page = volunteer.page
    volunteer.choose(CHOICE)
    page.get_by_role("button", name=f"Take away {CHOICE}").click()
    expect(volunteer.choice(CHOICE)).not_to_be_checked()
    volunteer.choose(CHOICE)
    volunteer.submit()
    recent = page.get_by_role("group", name="Recently used")
    recent.get_by_role("button", name=CHOICE).click()
    expect(volunteer.choice(CHOICE)).to_be_checked()
    page.get_by_role("button", name="Nucleus: ").first.click()
    expect(volunteer.choice(CHOICE)).to_be_hidden()
    expect(page.get_by_role("button", name=f"Take away {CHOICE}")).to_be_visible()
    page.get_by_label("Filter the choices").fill("nucléopl")
    expect(volunteer.choice(CHOICE)).to_be_visible()
    expect(page.locator("mark")).to_have_text(["Nucleopl"])


def test_a_choice_has_a_page_with_its_pictures(visitors: Visitors, project: Project) -> None:
    page = visitors.page()
    page.goto("/p/cells/guide")
    page.get_by_role("heading", name=CHOICE, exact=True).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1, name=CHOICE)).to_be_visible()
    expect(page.locator("figure [role=img][aria-busy=false]")).to_be_visible()
    page.get_by_role("button", name=f"Enlarge {CHOICE}, SYN-2").first.click()
    expect(page.locator("figcaption")).to_contain_text("Cell line SYN-2")
    page.goto("/p/cells/guide/nothing")
    expect(page.get_by_role("heading", name="The guide has no such entry")).to_be_visible()
