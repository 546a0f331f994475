"""Django's entry to `quorum.selection`."""

from __future__ import annotations

from django.apps import AppConfig


class SelectionConfig(AppConfig):
    """Registers the app under its full path."""

    name = "quorum.selection"
