"""The app's page and its service worker, as the server sends them."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client


@pytest.fixture
def built(tmp_path: Path, settings: Any) -> Path:
    """Return the folder of a build with a page and a worker."""
    (tmp_path / "index.html").write_text("<!doctype html>", encoding="utf-8")
    (tmp_path / "sw.js").write_text("addEventListener('fetch', () => {})", encoding="utf-8")
    settings.FRONTEND_DIST = tmp_path
    return tmp_path


CHUNKS = {
    "index.html": {"file": "assets/index-1.js", "imports": ["_app-1.js"]},
    "_app-1.js": {"file": "assets/app-1.js", "css": ["assets/app-1.css"]},
    "_shared-1.js": {"file": "assets/shared-1.js", "imports": ["_app-1.js"], "css": ["assets/shared-1.css"]},
    "src/features/classify/ClassifyPage.tsx": {
        "file": "assets/ClassifyPage-1.js",
        "imports": ["_shared-1.js", "_app-1.js"],
        "dynamicImports": ["src/SettingsPanel.tsx"],
    },
    "src/SettingsPanel.tsx": {"file": "assets/SettingsPanel-1.js"},
    "src/i18n/catalogues/sv.po": {"file": "assets/sv-1.js"},
}


@pytest.fixture
def manifest(built: Path) -> Path:
    """Return the file that says which files the built app is made of."""
    (built / "index.html").write_text("<!doctype html><head><title>Quorum</title></head>", encoding="utf-8")
    file = built / ".vite" / "manifest.json"
    file.parent.mkdir()
    file.write_text(json.dumps(CHUNKS), encoding="utf-8")
    return file


def links_of(client: Client, path: str, **headers: str) -> list[tuple[str, str]]:
    answer = client.get(path, headers=headers)
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert answer.content.count(b"</head>") == 1
    return re.findall(r'<link rel="(\w+)"[^>]* href="([^"]+)">', answer.content.decode())


@pytest.mark.usefixtures("manifest")
def test_the_labelling_page_names_what_it_will_need_and_what_the_app_brings_not_again(client: Client) -> None:
    assert sorted(links_of(client, "/p/cells/classify", accept_language="sv-SE, en;q=0.5")) == [
        ("modulepreload", "/static/assets/ClassifyPage-1.js"),
        ("modulepreload", "/static/assets/shared-1.js"),
        ("modulepreload", "/static/assets/sv-1.js"),
        ("preload", "/api/v1/me"),
        ("preload", "/api/v1/projects/cells"),
        ("preload", "/static/assets/shared-1.css"),
    ]


@pytest.mark.usefixtures("manifest")
@pytest.mark.parametrize("path", ["/", "/p/cells", "/p/cells/results", "/p/%22%3E%3Cscript%3E/classify"])
def test_no_other_page_names_anything(client: Client, path: str) -> None:
    assert links_of(client, path) == []


def test_a_new_build_is_noticed(client: Client, manifest: Path) -> None:
    client.get("/p/cells/classify")
    renamed = json.dumps(CHUNKS).replace("ClassifyPage-1.js", "ClassifyPage-2.js")
    manifest.write_text(renamed, encoding="utf-8")
    os.utime(manifest, ns=(1, 1))
    assert ("modulepreload", "/static/assets/ClassifyPage-2.js") in links_of(client, "/p/cells/classify")


def test_the_service_worker_answers_for_the_whole_site_and_is_never_stale(client: Client, built: Path) -> None:
    answer = client.get("/sw.js")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/javascript"
    assert answer["Service-Worker-Allowed"] == "/"
    assert "no-cache" in answer["Cache-Control"]


def test_there_is_no_service_worker_before_the_frontend_is_built(client: Client, built: Path) -> None:
    (built / "sw.js").unlink()
    assert client.get("/sw.js").status_code == 404
