"""The volunteers' guide names every key that the labelling page knows."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "volunteers.md").read_text(encoding="utf-8")
SOURCE = ROOT / "frontend" / "src"
CLASSIFY = SOURCE / "features" / "classify"
# The guide writes keys as they are printed on keyboards.
PRINTED = {
    "ArrowLeft": "←",
    "ArrowRight": "→",
    "ArrowUp": "↑",
    "ArrowDown": "↓",
    # Plus without Shift.
    "=": "+",
}


def keys_of_the_page() -> set[str]:
    """Return the keys of the answer and of the image, as printed on keyboards."""
    modules = (CLASSIFY / "useKeys.ts", SOURCE / "viewer" / "imageKeys.ts")
    code = "".join(module.read_text(encoding="utf-8") for module in modules)
    tables = re.findall(r"const acts: Record<string, .*?> = \{(.*?)\n  \};", code, re.DOTALL)
    assert len(tables) == 2
    keys = re.findall(r'^    (?:"([^"]+)"|(\w+)): ', "".join(tables), re.MULTILINE)
    return {PRINTED.get(key, key.upper() if len(key) == 1 else key) for pair in keys for key in pair if key}


def test_every_key_is_in_the_table() -> None:
    table = GUIDE.partition("## Keys")[2].partition("## Undo")[0]
    assert keys_of_the_page() - set(re.findall(r"`([^`]+)`", table)) == set()


def test_the_keys_of_the_guide_pass_for_the_reasons_that_the_page_offers() -> None:
    code = (CLASSIFY / "PassDialog.tsx").read_text(encoding="utf-8")
    offered = re.findall(r'reason: "(\w+)", key: "(\d)"', code)
    assert offered == [("unsure", "1"), ("bad_image", "2"), ("other", "3")]
    assert "then `1` not sure, `2` bad image, `3` another reason" in GUIDE


def test_the_time_for_undo_is_that_of_the_page() -> None:
    outbox = (CLASSIFY / "model" / "outbox.ts").read_text(encoding="utf-8")
    assert "export const HOLD_MS = 8_000;" in outbox
    assert "eight seconds" in GUIDE
