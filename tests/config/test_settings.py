"""Real servers replace the built-in ones by environment alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import json
from django.conf import settings
database = settings.DATABASES["default"]
print(json.dumps({
    "host": database["HOST"],
    "name": database["NAME"],
    "embedded": str(settings.EMBEDDED_POSTGRES or ""),
    "broker": settings.CELERY_BROKER_URL,
    "cache": settings.CACHES["default"]["BACKEND"],
    "storage": settings.STORAGES["default"]["BACKEND"],
}))
"""


def load(module: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    return subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        text=True,
        check=False,
        env={**kept, "DJANGO_SETTINGS_MODULE": f"quorum.config.settings.{module}", **environment},
    )


def facts(module: str, **environment: str) -> dict[str, str]:
    answer = load(module, **environment)
    assert answer.returncode == 0, answer.stderr
    return dict(json.loads(answer.stdout))


def test_without_any_environment_everything_is_built_in(tmp_path: Path) -> None:
    found = facts("local", QUORUM_VAR=str(tmp_path))
    assert found["embedded"] == str(tmp_path / "postgres")
    assert found["host"].startswith("/")
    assert found["broker"] == "filesystem://"
    assert found["cache"].endswith("LocMemCache")
    assert found["storage"].endswith("FileSystemStorage")


def test_database_url_replaces_the_embedded_postgresql(tmp_path: Path) -> None:
    found = facts("local", QUORUM_VAR=str(tmp_path), DATABASE_URL="postgres://me:x@db.example.org:5433/labels")
    assert (found["host"], found["name"], found["embedded"]) == ("db.example.org", "labels", "")
    assert not (tmp_path / "postgres").exists()


def test_redis_url_replaces_broker_and_cache(tmp_path: Path) -> None:
    found = facts("local", QUORUM_VAR=str(tmp_path), REDIS_URL="redis://cache.example.org:6379/2")
    assert found["broker"] == "redis://cache.example.org:6379/2"
    assert found["cache"].endswith("RedisCache")


def test_a_bucket_replaces_the_local_files(tmp_path: Path) -> None:
    found = facts("local", QUORUM_VAR=str(tmp_path), QUORUM_S3_BUCKET="images")
    assert found["storage"].endswith("S3Storage")


@pytest.mark.parametrize("missing", ["DATABASE_URL", "QUORUM_SECRET_KEY", "QUORUM_HOSTS"])
def test_production_names_the_variable_that_is_missing(tmp_path: Path, missing: str) -> None:
    environment = {
        "DATABASE_URL": "postgres://db.example.org/quorum",
        "QUORUM_SECRET_KEY": "k" * 60,
        "QUORUM_HOSTS": "labels.example.org",
        "QUORUM_VAR": str(tmp_path),
    }
    assert load("production", **environment).returncode == 0
    del environment[missing]
    assert f"Set {missing}" in load("production", **environment).stderr


def test_the_secret_key_of_a_laptop_is_made_once_and_is_private(tmp_path: Path) -> None:
    facts("local", QUORUM_VAR=str(tmp_path))
    key = tmp_path / "secret_key"
    first = key.read_text()
    facts("local", QUORUM_VAR=str(tmp_path))
    assert key.read_text() == first
    assert key.stat().st_mode & 0o077 == 0
