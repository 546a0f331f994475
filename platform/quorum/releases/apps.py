"""Django's entry to `quorum.releases`."""

from __future__ import annotations

from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    """Registers the app under its full path."""

    name = "quorum.releases"
