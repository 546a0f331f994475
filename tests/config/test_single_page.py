"""The app's page and its service worker, as the server sends them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client


@pytest.fixture
def built(tmp_path: Path, settings: pytest.FixtureRequest) -> Path:
    """Return the folder of a build with a page and a worker."""
    (tmp_path / "index.html").write_text("<!doctype html>", encoding="utf-8")
    (tmp_path / "sw.js").write_text("addEventListener('fetch', () => {})", encoding="utf-8")
    settings.FRONTEND_DIST = tmp_path
    return tmp_path


def test_the_service_worker_answers_for_the_whole_site_and_is_never_stale(client: Client, built: Path) -> None:
    answer = client.get("/sw.js")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/javascript"
    assert answer["Service-Worker-Allowed"] == "/"
    assert "no-cache" in answer["Cache-Control"]


def test_there_is_no_service_worker_before_the_frontend_is_built(client: Client, built: Path) -> None:
    (built / "sw.js").unlink()
    assert client.get("/sw.js").status_code == 404
