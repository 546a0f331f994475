"""What the documents point at is there: files, headings, make targets, commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
# Folders with documents of others, or with none.
NOT_OURS = {"node_modules", "var", "shared", "dist"}
DOCUMENTS = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not any(part in NOT_OURS or part.startswith(".") for part in path.relative_to(ROOT).parts)
)
named = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


def prose(document: Path) -> str:
    """Return a document without its fenced blocks."""
    return re.sub(r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def fenced_lines(document: Path) -> list[str]:
    """Return the lines of a document's fenced blocks."""
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", document.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [line.strip() for block in blocks for line in block.splitlines()]


def anchors(document: Path) -> set[str]:
    """Return the anchors of a document's headings, as GitHub and GitLab make them."""
    headings = re.findall(r"^#+ +(.+)$", prose(document), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.strip().lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}


@named
def test_every_link_and_picture_leads_somewhere(document: Path) -> None:
    text = re.sub(r"`[^`]*`", "", prose(document))
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (document.parent / path) if path else document
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors(file)):
            broken.append(target)
    assert broken == []


@named
def test_every_make_target_exists(document: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    text = document.read_text(encoding="utf-8")
    inline = re.findall(r"`make ([a-z-]*[a-z])\b(?!-?[*…])", text)
    fenced = [match[1] for line in fenced_lines(document) if (match := re.match(r"make ([a-z-]+)", line))]
    assert set(inline + fenced) <= targets


@named
def test_every_management_command_exists(document: Path) -> None:
    commands = re.findall(r"manage\.py ([a-z_]+)", document.read_text(encoding="utf-8"))
    assert set(commands) <= set(get_commands())
