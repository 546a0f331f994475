"""Django's entry to `quorum.subjects`."""

from __future__ import annotations

from django.apps import AppConfig


class SubjectsConfig(AppConfig):
    """Registers the app under its full path."""

    name = "quorum.subjects"
