"""A real Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

# The shell has no windows of its own to draw, which saves a third of the browser's time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Software WebGL and drawing without its help, no sandbox (containers and root have none), no calls home.
FLAGS = (
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu-rasterization",
)
DOWNLOAD_TIMEOUT_S = 300
WAIT_MS = 15_000


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Return the driver."""
    # Playwright's synchronous API keeps an event loop in this thread, and Django would take that
    # for asynchronous code and refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium_executable(playwright: Playwright) -> Path:
    """Return a Chromium that runs."""
    found = find_chromium(playwright)
    if found is None:
        message = "NO BROWSER: no Chromium was found, downloaded or installed; browser tests did not run"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return found


@pytest.fixture(scope="session")
def browser(playwright: Playwright, chromium_executable: Path) -> Iterator[Browser]:
    """Return one Chromium for the whole run."""
    browser = playwright.chromium.launch(executable_path=chromium_executable, args=list(FLAGS))
    yield browser
    browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a page in a context of its own: no cookies, no storage of other tests."""
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        context.set_default_timeout(WAIT_MS)
        yield context.new_page()


def find_chromium(playwright: Playwright) -> Path | None:
    """Return a Chromium that runs: the system's, else Playwright's own, else Debian's package."""
    own = Path(playwright.chromium.executable_path)
    found = _on_path() or _working(own)
    if found is None:
        _try([sys.executable, "-m", "playwright", "install", "chromium"])
        found = _working(own)
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        _try(["apt-get", "update"])
        install = ["apt-get", "install", "-y", "--no-install-recommends"]
        if not _try([*install, "chromium-headless-shell"]):
            _try([*install, "chromium"])
        found = _on_path()
    return found


def _on_path() -> Path | None:
    candidates = (shutil.which(name) for name in NAMES)
    return next((path for name in candidates if name and (path := _working(Path(name)))), None)


def _working(path: Path) -> Path | None:
    """Return `path` if it is a browser that starts, and not a missing file or a stub of one."""
    return path if path.exists() and _try([str(path), "--version", "--no-sandbox"]) else None


def _try(command: list[str]) -> bool:
    try:
        answer = subprocess.run(command, capture_output=True, timeout=DOWNLOAD_TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0
