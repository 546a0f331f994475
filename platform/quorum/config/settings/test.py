"""Settings of the test suite: real PostgreSQL, real files, fast password hashes."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from quorum.config.settings.base import *  # noqa: F403
from quorum.config.settings.base import REDIS_URL, STORAGES

SECRET_KEY = "only-for-tests-0123456789abcdef0123456789abcdef"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_USE_FINDERS = True
TEST_FOLDER = Path(os.environ.setdefault("QUORUM_TEST_FOLDER", tempfile.mkdtemp(prefix="quorum-test-")))
if not os.environ.get("QUORUM_S3_BUCKET"):
    STORAGES["default"]["OPTIONS"] = {"location": str(TEST_FOLDER / "media")}
if not REDIS_URL:
    BROKER_FOLDER = TEST_FOLDER / "broker"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_FOLDER / "messages"),
        "data_folder_out": str(BROKER_FOLDER / "messages"),
        "control_folder": str(BROKER_FOLDER / "control"),
        "polling_interval": 0.05,
    }
