"""Settings of the test suite: real PostgreSQL, real files, fast password hashes."""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url

from quorum.config import postgres
from quorum.config.settings.base import *  # noqa: F403
from quorum.config.settings.base import DATABASE_URL, DATABASES, REDIS_URL, STORAGES, VAR

SECRET_KEY = "only-for-tests-0123456789abcdef0123456789abcdef"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
GUESTS_PER_ADDRESS = 1_000_000
PROGRESS_LIFETIME_S = 0
TRUST_CARD_LIFETIME_S = 0.0
# The suite's own embedded server is throw-away; each run has a database of its own in it.
if not DATABASE_URL:
    EMBEDDED_POSTGRES = VAR / "test-postgres"
    DATABASES["default"] |= dj_database_url.parse(postgres.embedded_url(EMBEDDED_POSTGRES))
DATABASES["default"]["TEST"] = {"NAME": f"test_quorum_{os.getpid()}"}
# Processes that a test starts inherit the folder of the run; pytest's own workers have one each within it.
TEST_FOLDER = Path(os.environ.get("QUORUM_TEST_FOLDER") or VAR / "test-runs" / str(os.getpid()))
if (_worker := os.environ.get("PYTEST_XDIST_WORKER", "")) and TEST_FOLDER.name != _worker:
    TEST_FOLDER /= _worker
os.environ["QUORUM_TEST_FOLDER"] = str(TEST_FOLDER)
if not os.environ.get("QUORUM_S3_BUCKET"):
    STORAGES["default"]["OPTIONS"] = {"location": str(TEST_FOLDER / "media")}
UPLOADS_FOLDER = TEST_FOLDER / "uploads"
TILES_FOLDER = TEST_FOLDER / "tiles"
ML_STORAGE = TEST_FOLDER / "ml"
# For the processes that a test starts; pytest-django keeps the mail of its own process in memory.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = TEST_FOLDER / "mail"
# Servers of a run show the frontend as it was when the run began; see tests/fixtures_processes.py.
_frontend_copy = TEST_FOLDER / "frontend"
if _frontend_copy.is_dir():
    FRONTEND_DIST = _frontend_copy
    STATICFILES_DIRS = [_frontend_copy]
if not REDIS_URL:
    BROKER_FOLDER = TEST_FOLDER / "broker"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_FOLDER / "messages"),
        "data_folder_out": str(BROKER_FOLDER / "messages"),
        "control_folder": str(BROKER_FOLDER / "control"),
        "polling_interval": 0.05,
    }
