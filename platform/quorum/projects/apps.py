"""Django's entry to `quorum.projects`."""

from __future__ import annotations

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Registers the app under its full path."""

    name = "quorum.projects"
