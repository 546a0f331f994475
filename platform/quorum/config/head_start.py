"""What a page will need, named in its head: browsers fetch it while the app itself is on its way."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

# Where somebody waits for an image; all other pages may take a moment longer.
LABELLING = re.compile(r"^/p/(?P<slug>[-\w]+)/classify/?$")
LABELLING_SOURCE = "src/features/classify/ClassifyPage.tsx"
CATALOGUE_SOURCE = "src/i18n/catalogues/{language}.po"
APP_SOURCE = "index.html"
# The app asks for these before it knows anything else (frontend/src/main.tsx).
LABELLING_ANSWERS = ("/api/v1/projects/{slug}", "/api/v1/me")


def head_start(path: str, *, dist: Path, static_url: str, language: str) -> str:
    """Return the links for the head of the page at `path`; empty where nobody is in a hurry.

    `dist` is the folder of the built app, with Vite's manifest; without one nothing is named.
    """
    found = LABELLING.match(path)
    manifest = dist / ".vite" / "manifest.json"
    if found is None or not manifest.is_file():
        return ""
    answers = (
        _link("preload", answer.format(slug=found["slug"]), kind="fetch") for answer in LABELLING_ANSWERS
    )
    files = _links_to_files(manifest, manifest.stat().st_mtime_ns, static_url, language)
    return "".join([*answers, *files])


@lru_cache(maxsize=32)
def _links_to_files(manifest: Path, written_ns: int, static_url: str, language: str) -> tuple[str, ...]:
    # `written_ns` is here for the cache alone: a new build is a new manifest.
    chunks = json.loads(manifest.read_text())
    had = set(_with_imports(chunks, APP_SOURCE))
    wanted = [
        name
        for source in (LABELLING_SOURCE, CATALOGUE_SOURCE.format(language=language))
        for name in _with_imports(chunks, source)
        if name not in had
    ]
    styles = dict.fromkeys(style for name in wanted for style in chunks[name].get("css", ()))
    return (
        *(_link("preload", static_url + style, kind="style") for style in styles),
        *(_link("modulepreload", static_url + chunks[name]["file"]) for name in wanted),
    )


def _with_imports(chunks: dict[str, dict[str, Any]], name: str) -> Iterator[str]:
    """Yield a chunk and all that it imports at once; nothing for an unknown one."""
    todo, seen = [name], set[str]()
    while todo:
        if (name := todo.pop()) in chunks and name not in seen:
            seen.add(name)
            yield name
            todo += chunks[name].get("imports", ())


def _link(relation: str, address: str, *, kind: str = "") -> str:
    # As the app fetches them itself, else browsers fetch them twice.
    of_kind = f' as="{kind}"' if kind else ""
    return f'<link rel="{relation}"{of_kind} crossorigin href="{escape(address)}">\n'
