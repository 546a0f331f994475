"""Django's entry to `quorum.integrity`."""

from __future__ import annotations

from django.apps import AppConfig


class IntegrityConfig(AppConfig):
    """Registers the app under its full path."""

    name = "quorum.integrity"
