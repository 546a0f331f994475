"""Settings of a laptop: `make demo` and `make run`."""

from __future__ import annotations

from quorum.config import secret_file
from quorum.config.settings.base import *  # noqa: F403
from quorum.config.settings.base import VAR

SECRET_KEY = secret_file.read_or_make(VAR / "secret_key")
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
# Simulated volunteers all come from this machine.
GUESTS_PER_ADDRESS = 1_000_000
# The built frontend is served from where it lies; only production collects files.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
