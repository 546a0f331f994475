"""Real images, which are not part of the project: found through QUORUM_REAL_DATA, or the test is skipped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

VARIABLE = "QUORUM_REAL_DATA"


def real_data(*parts: str) -> Path:
    """Return a folder of the real data; skip the calling test, saying why, when it is not there."""
    root = os.environ.get(VARIABLE, "")
    if not root:
        pytest.skip(f"{VARIABLE} is not set: no real data to test with")
    folder = Path(root).joinpath(*parts)
    if not folder.exists():
        pytest.skip(f"{folder} does not exist: no real data to test with")
    return folder
