"""Django's entry to `quorum.learning`."""

from __future__ import annotations

from django.apps import AppConfig


class LearningConfig(AppConfig):
    """Registers the app under its full path."""

    name = "quorum.learning"
