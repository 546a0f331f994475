"""The checkout's shape: the source root `platform/` must never shadow the standard library."""

from __future__ import annotations

import subprocess
import sys

from django.conf import settings


def test_the_source_root_is_no_package() -> None:
    assert not (settings.REPOSITORY / "platform" / "__init__.py").exists()


def test_there_is_no_tests_platform() -> None:
    assert not (settings.REPOSITORY / "tests" / "platform").exists()


def test_the_standard_module_platform_wins_inside_the_checkout() -> None:
    command = [sys.executable, "-c", "import platform; print(platform.python_version())"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, cwd=settings.REPOSITORY)
    assert answer.stdout.strip() == ".".join(str(part) for part in sys.version_info[:3])
