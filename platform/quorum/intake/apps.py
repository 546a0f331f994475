"""Django's entry to `quorum.intake`."""

from __future__ import annotations

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Registers the app under its full path."""

    name = "quorum.intake"
