"""Django's entry to `quorum.insights`."""

from __future__ import annotations

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """Registers the app under its full path."""

    name = "quorum.insights"
