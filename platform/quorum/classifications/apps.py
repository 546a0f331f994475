"""Django's entry to `quorum.classifications`."""

from __future__ import annotations

from django.apps import AppConfig


class ClassificationsConfig(AppConfig):
    """Registers the app under its full path."""

    name = "quorum.classifications"
