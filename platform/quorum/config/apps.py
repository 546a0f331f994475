"""Django's entry to `quorum.config`: management commands and templates of the whole system."""

from __future__ import annotations

from pathlib import Path

from django.apps import AppConfig
from django.conf import settings


class ConfigConfig(AppConfig):
    """Registers the app under its full path."""

    name = "quorum.config"

    def ready(self) -> None:
        """Bind tasks to the Celery app, and make the folders of a broker that is made of files."""
        from quorum.config import celery  # noqa: F401

        if not settings.REDIS_URL:
            for key in ("data_folder_in", "data_folder_out", "control_folder"):
                folder = Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS[key])
                folder.mkdir(parents=True, exist_ok=True)
