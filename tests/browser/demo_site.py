"""The demonstration, started as `make demo` starts it, for pictures and measurements."""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.fixtures_browser import FLAGS, find_chromium

START_TIMEOUT_S = 600
CAMPAIGN_OVER = "The simulated campaign is over"
GUIDE_DRAWN = "The field guide has its pictures."


@contextmanager
def demo_site(*, campaign: bool, ladder: bool = False) -> Iterator[str]:
    """Run the demonstration with data of its own; yield its URL once it is up and nothing goes on behind it.

    That is once the field guide is drawn, which would slow what is measured, and the campaign is over.

    Without the ladder, whoever comes may label at once.
    """
    with tempfile.TemporaryDirectory(prefix="quorum-demo-", dir="/var/tmp") as name:
        folder = Path(name)
        # The account of the embedded database must be able to pass through.
        folder.chmod(0o755)
        os.environ |= {
            "QUORUM_VAR": str(folder / "var"),
            "DJANGO_SETTINGS_MODULE": "quorum.config.settings.local",
        }
        os.environ.pop("DATABASE_URL", None)
        yield from _run(folder, campaign=campaign, ladder=ladder)


def _run(folder: Path, *, campaign: bool, ladder: bool) -> Iterator[str]:
    from quorum.config import programs
    from quorum.config.ports import free_port
    from quorum.config.processes import Supervisor

    log = folder / "demo.log"
    options = [*([] if campaign else ["--no-campaign"]), *([] if ladder else ["--no-ladder"])]
    with Supervisor() as supervisor:
        child = supervisor.start("demo", programs.manage("demo", "--port", str(free_port()), *options), log=log)
        deadline = time.monotonic() + START_TIMEOUT_S
        awaited = [GUIDE_DRAWN, *([CAMPAIGN_OVER] if campaign else [])]
        while not (url := re.search(r"Quorum runs at (\S+)", log.read_text())) or any(
            line not in log.read_text() for line in awaited
        ):
            child.check()
            if time.monotonic() > deadline:
                raise TimeoutError(log.read_text())
            time.sleep(0.1)
        yield url[1]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a Chromium; raise FileNotFoundError when there is none."""
    with sync_playwright() as driver:
        executable = find_chromium(driver)
        if executable is None:
            raise FileNotFoundError("No Chromium was found, downloaded or installed.")
        browser = driver.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield browser
        browser.close()
