"""Settings of a server: everything secret comes from the environment."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured

from quorum.config.settings.base import *  # noqa: F403

for _name in ("DATABASE_URL", "QUORUM_SECRET_KEY", "QUORUM_HOSTS"):
    if not os.environ.get(_name):
        raise ImproperlyConfigured(f"Set {_name} in the environment.")

SECRET_KEY = os.environ["QUORUM_SECRET_KEY"]
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("QUORUM_OLD_SECRET_KEYS", "").split(",") if key]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Limits on log-ins are per address: behind a proxy, all the world would share the proxy's.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("QUORUM_PROXIES", "0"))
SECURE_SSL_REDIRECT = os.environ.get("QUORUM_SSL_REDIRECT", "1") == "1"
# Load balancers ask over plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
SECURE_HSTS_SECONDS = int(os.environ.get("QUORUM_HSTS_SECONDS", "31536000"))
EMAIL_HOST = os.environ.get("QUORUM_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("QUORUM_EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("QUORUM_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("QUORUM_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("QUORUM_EMAIL_TLS", "0") == "1"
