"""Django's entry to `quorum.config`: management commands and templates of the whole system."""

from __future__ import annotations

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Registers the app under its full path."""

    name = "quorum.config"
