"""Settings of a laptop: `make demo` and `make run`."""

from __future__ import annotations

import secrets

from quorum.config.settings.base import *  # noqa: F403
from quorum.config.settings.base import VAR


def _own_secret_key() -> str:
    """Return this checkout's secret key, made once and kept in var/."""
    path = VAR / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


SECRET_KEY = _own_secret_key()
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
WHITENOISE_USE_FINDERS = True
