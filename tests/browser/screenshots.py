"""Take the pictures of README.md from the demonstration. Run as `make screenshots`.

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
LARGEST_BYTES = 150_000
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}


def main() -> None:
    """Write all pictures into docs/images."""
    with demo_site(campaign=True) as site, chromium() as browser:
        expect.set_options(timeout=60_000)
        _classify(_page(browser, site, DESKTOP), site, "classify")
        _classify(_page(browser, site, PHONE), site, "classify-phone")
        _adjust(_page(browser, site, DESKTOP), site, "viewer-settings", "viewer-lens")
        _adjust(_page(browser, site, PHONE), site, "viewer-phone")
        visitor = _page(browser, site, DESKTOP)
        _visit(visitor, "/", "home")
        _visit(visitor, "/p/demo", "project")
        curator = _page(browser, site, DESKTOP)
        _log_in(curator)
        _visit(curator, "/p/demo/results?sort=-decided_at", "results")
        curator.get_by_role("row").filter(has_text="Consensus reached").get_by_role("link").first.click()
        expect(curator.get_by_role("heading", name=re.compile("^drawn-"))).to_be_visible()
        _save(curator, "subject")


def _page(browser: Browser, site: str, device: dict[str, Any]) -> Page:
    return browser.new_context(base_url=site, color_scheme="dark", **device).new_page()


def _classify(page: Page, site: str, name: str) -> None:
    volunteer = Volunteer(page, site, "demo")
    volunteer.arrive()
    volunteer.agree()
    # Nothing is ticked: which image comes is chance, and a wrong tick would teach the wrong thing.
    page.get_by_text("Plasma membrane", exact=True).first.hover()
    # On the choice under the pointer its colour would be that of pointing.
    page.mouse.move(0, 0)
    _save(page, name)


def _adjust(page: Page, site: str, settings: str, lens: str = "") -> None:
    """Save the settings of the image, and the lens over it."""
    volunteer = Volunteer(page, site, "demo")
    volunteer.arrive()
    volunteer.agree()
    page.get_by_role("button", name="Image settings").click()
    expect(page.get_by_role("dialog", name="Image settings").locator("svg path").first).to_be_attached()
    _save(page, settings)
    if lens:
        page.get_by_role("button", name="Close the settings").click()
        page.mouse.move(340, 480)
        page.keyboard.press("l")
        _save(page, lens)


def _log_in(page: Page) -> None:
    # Importable only now: the settings of the demonstration are in the environment.
    from quorum.config.demo.accounts import PASSWORD

    page.goto("/accounts/login/")
    page.get_by_label("Email").fill("curator@example.org")
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
