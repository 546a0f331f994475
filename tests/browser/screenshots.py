"""Take the pictures of README.md and of the guides from the demonstration. Run as `make screenshots`.

Every image in them is drawn by Quorum's own generator.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.demo_site import chromium, demo_site
from tests.browser.volunteer import Volunteer

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images"
LARGEST_BYTES = 90_000
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
# A few volunteers' pages that are only looked at.
FOR_CONTRIBUTORS = {
    "me": "/me",
    "rewards": "/p/demo/rewards",
    "talk": "/p/demo/talk",
    "credits": "/p/demo/credits",
    "guide": "/p/demo/guide",
    "guide-choice": "/p/demo/guide/303",
}
FOR_OWNERS = {"review": "/p/demo/review", "history": "/p/demo/history"}


def main() -> None:
    """Write all pictures into docs/images."""
    with demo_site(campaign=True, ladder=True) as site, chromium() as browser:
        expect.set_options(timeout=60_000)
        visitor = _page(browser, site, DESKTOP)
        _visit(visitor, "/", "home")
        _visit(visitor, "/p/demo", "project")
        _learn(_page(browser, site, DESKTOP), site, "desk")
        _learn(_page(browser, site, PHONE), site, "phone")
        contributor = _page(browser, site, DESKTOP)
        _log_in(contributor, "contributor")
        for name, path in FOR_CONTRIBUTORS.items():
            _visit(contributor, path, name)
        _shop(contributor)
        _label(contributor, site, "classify")
        _adjust(contributor, "viewer-settings", "viewer-lens")
        phone = _page(browser, site, PHONE)
        _log_in(phone, "contributor")
        _label(phone, site, "classify-phone")
        _adjust(phone, "viewer-phone")
        owner = _page(browser, site, DESKTOP)
        _log_in(owner, "operator")
        for name, path in FOR_OWNERS.items():
            _visit(owner, path, name)
        _look_into(owner)


def _page(browser: Browser, site: str, device: dict[str, Any]) -> Page:
    return browser.new_context(base_url=site, color_scheme="dark", **device).new_page()


def _learn(page: Page, site: str, device: str) -> None:
    """Save a newcomer's terms, ladder, tutorial and first training image."""
    suffix = "" if device == "desk" else "-phone"
    Volunteer(page, site, "demo").arrive()
    page.get_by_label("I have read this and agree.").check()
    if not suffix:
        _save(page, "terms")
    page.get_by_role("button", name="Continue as guest").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Before you start")
    if not suffix:
        _visit(page, "/p/demo/learn", "learn")
    page.goto("/p/demo/learn/tutorial")
    picture = page.locator("[role=img][aria-busy=false]")
    expect(picture).to_be_visible()
    for _ in range(2):
        page.get_by_role("button", name="Next").first.click()
    expect(picture).to_be_visible()
    _save(page, f"tutorial{suffix}")
    if suffix:
        return
    page.get_by_role("button", name="Skip the tutorial").click()
    expect(page.get_by_role("heading", name="One place")).to_be_visible()
    expect(picture).to_be_visible()
    page.get_by_role("checkbox", name="Nucleoplasm", exact=True).check(force=True)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("button", name="Next")).to_be_visible()
    _save(page, "training")


def _label(page: Page, site: str, name: str) -> None:
    volunteer = Volunteer(page, site, "demo")
    volunteer.arrive()
    volunteer.see_an_image()
    notice = page.get_by_role("button", name="Dismiss")
    if notice.count() == 1:
        notice.click()
    # Nothing is ticked: which image comes is chance, and a wrong tick would teach the wrong thing.
    _save(page, name)
    if name != "classify":
        return
    page.get_by_text("Plasma membrane", exact=True).first.hover()
    expect(page.get_by_role("complementary", name="Field guide: Plasma membrane")).to_be_visible()
    _save(page, "guide-card")
    page.mouse.move(0, 0)
    page.keyboard.press("?")
    _save(page, "keys")
    page.keyboard.press("Escape")


def _adjust(page: Page, settings: str, lens: str = "") -> None:
    """Save the settings of the image, and the lens over it."""
    page.get_by_role("button", name="Image settings").click()
    expect(page.get_by_role("dialog", name="Image settings").locator("svg path").first).to_be_attached()
    _save(page, settings)
    if lens:
        page.get_by_role("button", name="Close the settings").click()
        page.mouse.move(340, 480)
        page.keyboard.press("l")
        _save(page, lens)


def _shop(page: Page) -> None:
    page.goto("/p/demo/rewards")
    for tab, name in (("Shop", "shop"), ("Leaderboard", "leaderboard")):
        page.get_by_role("tab", name=tab).click()
        _save(page, name)


def _look_into(page: Page) -> None:
    """Save the results, a decided subject, and the liveliest discussion."""
    _visit(page, "/p/demo/results?sort=-decided_at", "results")
    page.get_by_role("row").filter(has_text="Consensus reached").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name=re.compile("^drawn-"))).to_be_visible()
    _save(page, "subject")
    page.goto("/p/demo/talk")
    page.locator("main a[href*='/talk/']").last.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    _save(page, "discussion")


def _log_in(page: Page, who: str) -> None:
    # Importable only now: the settings of the demonstration are in the environment.
    from quorum.config.demo.accounts import PASSWORD

    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(f"{who}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/")


def _visit(page: Page, path: str, name: str) -> None:
    page.goto(path)
    expect(page.locator("h1").first).to_be_visible()
    _save(page, name)


def _save(page: Page, name: str) -> None:
    """Save the window as WebP, as good as the size allows, once nothing is loading any more."""
    expect(page.locator("main [aria-busy=true]")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
    for quality in range(90, 20, -5):
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= LARGEST_BYTES:
            break
    (FOLDER / f"{name}.webp").write_bytes(out.getvalue())
    print(f"{name}.webp  {picture.width} x {picture.height}  {out.tell() // 1000} kB, quality {quality}")


if __name__ == "__main__":
    main()
