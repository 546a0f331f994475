"""What people do with an image: contrast, full resolution, turning, the lens, and settings that stay."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from quorum.projects.models import Project
from tests.browser.campaigns import make_campaign
from tests.browser.conftest import PHONE, MakeCampaign, Visitors
from tests.browser.volunteer import Volunteer
from tests.subjects.drawn import CHANNELS, write_png, write_table
from tests.waiting import eventually

pytestmark = pytest.mark.browser
SIDE_PX = 1600
# Top left in the large image is a bright square; the rest is dark.
BRIGHT_PX = 400
CORNERS = {
    "top left": (0.1, 0.1),
    "top right": (0.1, 0.9),
    "bottom left": (0.9, 0.1),
    "bottom right": (0.9, 0.9),
}


@pytest.fixture
def large(tmp_path: Path, transactional_db: None) -> Project:
    """Return a campaign with one image that is larger than a display picture."""
    drawn = tmp_path / "drawn"
    drawn.mkdir()
    plane = np.full((SIDE_PX, SIDE_PX), 20, np.uint8)
    plane[:BRIGHT_PX, :BRIGHT_PX] = 200
    for channel in CHANNELS:
        write_png(drawn / f"drawn-0001_{channel}.png", plane)
    write_table(
        drawn / "manifest.csv",
        ("external_id", *(f"location:{channel}" for channel in CHANNELS)),
        ("drawn-0001", *(f"drawn-0001_{channel}.png" for channel in CHANNELS)),
    )
    return make_campaign("large", drawn=drawn, subjects=1, folder=tmp_path)


def picture(page: Page) -> Image.Image:
    """Return the square in the middle of the viewer, where a fitted square image is."""
    shot = Image.open(io.BytesIO(page.locator("[role=img]").screenshot(animations="disabled"))).convert("L")
    left, top = (shot.width - min(shot.size)) // 2, (shot.height - min(shot.size)) // 2
    return shot.crop((left, top, left + min(shot.size), top + min(shot.size)))


def brightness(page: Page) -> float:
    return float(np.asarray(picture(page)).mean())


def bright_corner(page: Page) -> str:
    pixels = np.asarray(picture(page))
    side = len(pixels)
    return max(CORNERS, key=lambda name: pixels[int(CORNERS[name][0] * side), int(CORNERS[name][1] * side)])


def open_settings(page: Page) -> None:
    page.get_by_role("button", name="Image settings").click()
    expect(page.get_by_role("dialog", name="Image settings")).to_be_visible()


def close_settings(page: Page) -> None:
    page.get_by_role("button", name="Close the settings").click()
    expect(page.get_by_role("dialog", name="Image settings")).to_be_hidden()


def test_contrast_and_presets_change_the_picture_and_stay_after_a_reload(
    visitors: Visitors, campaign: MakeCampaign
) -> None:
    campaign("cells", subjects=1)
    volunteer = visitors.volunteer("cells")
    page = volunteer.page
    before = brightness(page)
    open_settings(page)
    page.get_by_role("button", name="Only Protein of interest").first.click()
    page.get_by_label("Minimum of Protein of interest").fill("40")
    page.get_by_label("Maximum of Protein of interest").fill("80")
    close_settings(page)
    expect(page.get_by_role("button", name="Nucleus", exact=True)).to_have_attribute("aria-pressed", "false")
    changed = brightness(page)
    assert changed != pytest.approx(before, rel=0.02)

    page.reload()
    volunteer.see_an_image()
    expect(page.get_by_role("button", name="Nucleus", exact=True)).to_have_attribute("aria-pressed", "false")
    assert brightness(page) == pytest.approx(changed, rel=0.01)
    open_settings(page)
    expect(page.get_by_label("Maximum of Protein of interest")).to_have_value("80")
    page.get_by_role("button", name="Reset everything").click()
    close_settings(page)
    assert brightness(page) == pytest.approx(before, rel=0.01)
    assert visitors.complaints == []


def test_an_image_at_rest_is_not_drawn_again(visitors: Visitors, campaign: MakeCampaign) -> None:
    campaign("cells", subjects=1)
    page = visitors.volunteer("cells").page
    page.evaluate(
        """() => {
            const draw = WebGL2RenderingContext.prototype.drawArrays;
            window.drawnAt = performance.now();
            WebGL2RenderingContext.prototype.drawArrays = function (...all) {
                window.drawnAt = performance.now();
                return draw.apply(this, all);
            };
        }"""
    )
    rests = "performance.now() - window.drawnAt > 1000"
    page.wait_for_function(rests)
    page.keyboard.press("1")
    page.wait_for_function(f"!({rests})")
    page.wait_for_function(rests)


def test_the_original_comes_when_the_display_image_is_not_sharp_enough(
    visitors: Visitors, large: Project
) -> None:
    volunteer = visitors.volunteer("large")
    page = volunteer.page
    tiles: list[str] = []
    page.on("response", lambda answer: tiles.append(answer.url) if answer.url.endswith("/0/1/1.webp") else None)
    detail = page.locator("[data-detail]")
    expect(detail).to_have_count(0)
    for _ in range(4):
        page.keyboard.press("+")
    expect(detail).to_have_text("Full resolution")
    assert len({url.split("/")[-4] for url in tiles}) == len(CHANNELS)
    page.keyboard.press("f")
    expect(detail).to_have_count(0)
    assert visitors.complaints == []


def test_without_the_original_the_display_image_stays_and_says_so(visitors: Visitors, large: Project) -> None:
    page = visitors.page()
    page.route("**/i/*/*/*/*/*.webp", lambda route: route.abort())
    volunteer = Volunteer(page, visitors.site, "large")
    volunteer.arrive()
    volunteer.agree()
    for _ in range(4):
        page.keyboard.press("+")
    expect(page.locator("[data-detail]")).to_have_text("Full resolution is not available now")
    expect(volunteer.drawn_image).to_be_visible()


def test_keys_turn_and_flip_the_picture_and_hold_the_lens(visitors: Visitors, large: Project) -> None:
    volunteer = visitors.volunteer("large")
    page = volunteer.page

    def lies(corner: str) -> Callable[[], bool]:
        return lambda: bright_corner(page) == corner

    for key, corner in (
        ("f", "top left"),
        ("o", "top right"),
        ("o", "bottom right"),
        ("Shift+O", "bottom left"),
        ("o", "top left"),
    ):
        page.keyboard.press(key)
        eventually(lies(corner))
    surface = page.locator("[role=img]")
    page.mouse.move(400, 400)
    before = brightness(page)
    page.keyboard.down("l")
    lens = surface.locator("[aria-hidden=true]")
    expect(lens).to_be_visible()
    assert brightness(page) != before
    page.wait_for_timeout(400)
    page.keyboard.up("l")
    expect(lens).to_have_count(0)
    assert visitors.complaints == []


def test_on_a_phone_the_settings_leave_the_image_in_view(visitors: Visitors, campaign: MakeCampaign) -> None:
    campaign("cells", subjects=1)
    page = visitors.volunteer("cells", **PHONE).page
    page.get_by_role("button", name="Image settings").tap()
    sheet = page.get_by_role("dialog", name="Image settings")
    expect(sheet).to_be_visible()
    image = page.locator("[role=img]").bounding_box()
    assert image is not None

    def lies_below_the_image() -> bool:
        box = sheet.bounding_box()
        return (
            box is not None and box["y"] + box["height"] == 844 and image["y"] + image["height"] / 2 < box["y"]
        )

    # It rises into its place.
    eventually(lies_below_the_image)
    sheet.get_by_role("button", name="Protein of interest + Nucleus").tap()
    page.get_by_role("button", name="Close the settings").tap()
    expect(page.get_by_role("button", name="Microtubules", exact=True)).to_have_attribute(
        "aria-pressed", "false"
    )
    assert visitors.complaints == []
