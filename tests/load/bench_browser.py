"""How long does a volunteer wait, in a real Chromium on this machine?

Starts the demonstration (fields of 512 pixels, four channels) and measures the time from navigation to the
first image drawn, with an empty cache, and the time from submitting to the next image drawn, at one answer a
second. Both are the page's own performance entries. Run as `make bench-browser`.
"""

from __future__ import annotations

import argparse
import statistics
from urllib.parse import urlsplit

import numpy as np
from playwright.sync_api import Browser, Page

from tests.browser.demo_site import chromium, demo_site

FIRST_IMAGE_LIMIT_MS = 1000.0
NEXT_IMAGE_LIMIT_MS = 100.0
PACE_MS = 1000
DRAWN = "performance.getEntriesByName('quorum:first-image').length > 0"
STEPS = "performance.getEntriesByName('quorum:submit-to-next')"


def main() -> None:
    """Print one line per figure, with its limit and its share of it."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--loads", type=int, default=5)
    arguments.add_argument("--answers", type=int, default=20)
    options = arguments.parse_args()
    with demo_site(campaign=False) as site, chromium() as browser:
        # The very first visit also warms the server, as the first visitor of a day would.
        first_ms = [_first_image_ms(browser, site) for _ in range(options.loads)]
        print("loads [ms]:", *(f"{each:.0f}" for each in first_ms))
        _report("first image, median", statistics.median(first_ms), FIRST_IMAGE_LIMIT_MS)
        steps_ms = _steps_ms(browser, site, options.answers)
        print("steps [ms]:", *(f"{each:.0f}" for each in steps_ms))
        _report("submit to next image, median", statistics.median(steps_ms), NEXT_IMAGE_LIMIT_MS)
        _report("submit to next image, p95", float(np.percentile(steps_ms, 95)), NEXT_IMAGE_LIMIT_MS)


def _arrive(browser: Browser, site: str) -> Page:
    """Open the labelling page as a guest who has agreed already, in a browser without any past."""
    from quorum.accounts.identity import COOKIE
    from quorum.config.simulation.player import Player

    player = Player(url=site, project="demo")
    player.join(terms_version=player.describe_project()["terms_version"])
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    key = str(player.session.headers["X-Quorum-Volunteer"])
    context.add_cookies([{"name": COOKIE, "value": key, "domain": urlsplit(site).hostname, "path": "/"}])
    page = context.new_page()
    page.goto(f"{site}/p/demo/classify")
    page.wait_for_function(DRAWN)
    return page


def _first_image_ms(browser: Browser, site: str) -> float:
    page = _arrive(browser, site)
    drawn_ms = float(page.evaluate("performance.getEntriesByName('quorum:first-image')[0].startTime"))
    page.context.close()
    return drawn_ms


def _steps_ms(browser: Browser, site: str, answers: int) -> list[float]:
    page = _arrive(browser, site)
    for done in range(answers):
        page.wait_for_timeout(PACE_MS)
        for key in ("a", "2", "Enter"):
            page.keyboard.press(key)
        page.wait_for_function(f"{STEPS}.length > {done}")
    durations: list[float] = page.evaluate(f"{STEPS}.map(({{ duration }}) => duration)")
    page.context.close()
    return durations


def _report(name: str, measured_ms: float, limit_ms: float) -> None:
    print(f"{name:<30} {measured_ms:7.0f} ms   limit {limit_ms:5.0f} ms   ratio {measured_ms / limit_ms:.2f}")


if __name__ == "__main__":
    main()
