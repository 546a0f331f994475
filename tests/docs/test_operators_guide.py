"""The operator guide names every setting that the code reads."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ROOT / "platform" / "quorum" / "config" / "settings"
ONLY_FOR_TESTS = {"PYTEST_XDIST_WORKER", "QUORUM_TEST_FOLDER"}


def test_every_environment_variable_of_the_settings_is_documented() -> None:
    read = {
        name
        for module in SETTINGS.glob("*.py")
        for name in re.findall(r'environ[.a-z]*[\[(]\s*"([A-Z][A-Z0-9_]+)"', module.read_text())
    }
    assert {"DATABASE_URL", "REDIS_URL", "QUORUM_S3_BUCKET"} <= read
    guide = (ROOT / "docs" / "operators.md").read_text()
    missing = sorted(name for name in read - ONLY_FOR_TESTS if f"`{name}`" not in guide)
    assert missing == []
