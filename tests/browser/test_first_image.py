"""What a labelling page asks for until its first image is drawn: all that it needs, and each of it once."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import MakeCampaign, Visitors
from tests.browser.volunteer import Volunteer

pytestmark = pytest.mark.browser
NOTES_WHEN_THE_WORKER_BEGINS = """
    const { serviceWorker } = navigator;
    const register = serviceWorker.register.bind(serviceWorker);
    serviceWorker.register = (...all) => {
        performance.mark("worker");
        return register(...all);
    };
"""


def comes_back(visitors: Visitors, slug: str, *, script: str = "") -> tuple[Page, list[str]]:
    """Return the page of somebody known, in a browser with nothing but their cookies, and what it asked for."""
    before = visitors.volunteer(slug)
    context = visitors.context()
    context.add_cookies(
        [
            {"name": cookie["name"], "value": cookie["value"], "url": visitors.site}
            for cookie in before.page.context.cookies()
        ]
    )
    context.add_init_script(script)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {urlsplit(request.url).path}"))
    after = Volunteer(page, visitors.site, slug)
    after.arrive()
    after.see_an_image()
    return page, asked


def test_everything_is_asked_for_once(visitors: Visitors, campaign: MakeCampaign) -> None:
    campaign("cells", subjects=6)
    _, asked = comes_back(visitors, "cells")
    times = Counter(asked)
    assert times["GET /api/v1/me"] == times["GET /api/v1/projects/cells"] == 1
    assert times["POST /api/v1/projects/cells/assignments"] == 1
    assert [path for path, number in times.items() if number > 1 and "/static/" in path] == []
    assert [path for path, number in times.items() if number > 1 and path.startswith("GET /i/")] == []
    assert visitors.complaints == []


def test_the_answers_and_files_named_in_the_head_are_asked_for_before_the_app_runs(
    visitors: Visitors, campaign: MakeCampaign
) -> None:
    campaign("cells", subjects=6)
    page, _ = comes_back(visitors, "cells")
    fetched = page.evaluate("performance.getEntriesByType('resource').map(each => each.toJSON())")
    begun = {urlsplit(each["name"]).path: each["startTime"] for each in fetched}
    here = {urlsplit(each["name"]).path: each["responseEnd"] for each in fetched}
    (app,) = (path for path in here if re.fullmatch(r"/static/assets/index-.*\.js", path))
    for wanted in (r"/api/v1/me", r"/api/v1/projects/cells", r".*/ClassifyPage-.*\.js", r".*/en-.*\.js"):
        (path,) = (path for path in begun if re.fullmatch(wanted, path))
        assert begun[path] < here[app]


def test_the_worker_that_fetches_all_other_pages_waits_for_the_image(
    visitors: Visitors, campaign: MakeCampaign
) -> None:
    campaign("cells", subjects=6)
    page, _ = comes_back(visitors, "cells", script=NOTES_WHEN_THE_WORKER_BEGINS)
    page.wait_for_function("performance.getEntriesByName('worker').length > 0")
    drawn, begun = page.evaluate(
        "['quorum:first-image', 'worker'].map(name => performance.getEntriesByName(name)[0].startTime)"
    )
    assert drawn <= begun
