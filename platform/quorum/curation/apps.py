"""Django's entry to `quorum.curation`."""

from __future__ import annotations

from django.apps import AppConfig


class CurationConfig(AppConfig):
    """Registers the app under its full path."""

    name = "quorum.curation"
