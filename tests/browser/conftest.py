"""A real site with a real worker, and as many visitors as a test wants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from quorum.config.demo.images import draw_demo_images
from quorum.projects.models import Project
from tests.browser.campaigns import make_campaign
from tests.browser.volunteer import Volunteer
from tests.factories import PASSWORD
from tests.fixtures_processes import WebServer

WAIT_MS = 30_000
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
MakeCampaign = Callable[..., Project]


class Visitors:
    """Opens browsers of their own for people, and collects what their consoles complain about."""

    def __init__(self, browser: Browser, site: str, stack: ExitStack) -> None:
        self.site = site
        self.complaints: list[str] = []
        self._browser = browser
        self._stack = stack

    def context(self, **device: Any) -> BrowserContext:
        """Return a browser without any past; `device` as in DESKTOP and PHONE."""
        context = self._browser.new_context(base_url=self.site, **(device or DESKTOP))
        self._stack.callback(context.close)
        context.set_default_timeout(WAIT_MS)
        context.on("console", lambda message: self._note(message.type, message.text))
        context.on("weberror", lambda error: self._note("error", str(error.error)))
        return context

    def page(self, **device: Any) -> Page:
        """Return a page in a browser of its own."""
        return self.context(**device).new_page()

    def volunteer(self, slug: str, **device: Any) -> Volunteer:
        """Return a newcomer who has agreed to the terms and sees an image."""
        volunteer = Volunteer(self.page(**device), self.site, slug)
        volunteer.arrive()
        volunteer.agree()
        return volunteer

    def log_in(self, page: Page, email: str, *, then: str = "/") -> None:
        """Log in on the log-in page and arrive at `then`."""
        page.goto(f"/accounts/login/?next={then}")
        page.get_by_label("Email").fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(f"**{then}")

    def _note(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(text)


@contextmanager
def visit(browser: Browser, site: str) -> Iterator[Visitors]:
    """Let visitors come to the site at this address; all are gone at the end of the block."""
    expect.set_options(timeout=WAIT_MS)
    with ExitStack() as stack:
        yield Visitors(browser, site, stack)


@pytest.fixture(scope="session")
def built_frontend() -> None:
    """Fail early, and say how to go on, when there is no frontend to look at."""
    if not (settings.FRONTEND_DIST / "index.html").exists():
        pytest.fail("The frontend is not built. Run: make frontend")


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with eight small drawn fields and their manifest."""
    folder = tmp_path_factory.mktemp("drawn")
    draw_demo_images(folder, fields=8, size=128, seed=7, on_drawn=lambda: None)
    return folder


@pytest.fixture
def campaign(drawn: Path, tmp_path: Path, transactional_db: None) -> MakeCampaign:
    """Return the maker of projects with drawn fields."""

    def make(slug: str, *, subjects: int, **options: Any) -> Project:
        return make_campaign(slug, drawn=drawn, subjects=subjects, folder=tmp_path, **options)

    return make


@pytest.fixture
def visitors(browser: Browser, web_server: WebServer, built_frontend: None) -> Iterator[Visitors]:
    """Return the maker of visitors to the site; all of them are gone before the data are."""
    with visit(browser, web_server.url) as visitors:
        yield visitors
