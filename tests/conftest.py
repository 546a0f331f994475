"""Fixtures that every test may use; each family lives in a module of its own."""

from __future__ import annotations

import os
import shutil

import pytest
from django.conf import settings

from tests.runs import lives

pytest_plugins = ["tests.fixtures_database", "tests.fixtures_processes", "tests.fixtures_browser"]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the files of this run, and of runs that were killed; a worker leaves that to its controller."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    shutil.rmtree(settings.TEST_FOLDER, ignore_errors=True)
    for folder in (settings.VAR / "test-runs").glob("[0-9]*"):
        if not lives(int(folder.name)):
            shutil.rmtree(folder, ignore_errors=True)
